"""PowerShell commands; nothing here runs them, so that their rules are held."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from outrider.exporters.code.powershell import PowerShellExporter
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings
from outrider.model.message import (
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    RequestMessage,
    TextContent,
)
from outrider.redaction import Redactor


def command(message: RequestMessage, connection: ConnectionSettings | None = None) -> str:
    policy = MaskingPolicy(Redactor(), reveals=True)
    return PowerShellExporter().export_request(PreparedRequest(message, connection), policy)


def test_fields_have_the_options_that_the_command_insists_on() -> None:
    fields = (
        FieldLine("Content-Type", "application/json"),
        FieldLine("User-Agent", "me"),
        FieldLine("X-It", "it's \u2019 $x `"),
        FieldLine("X-Two", "1"),
        FieldLine("x-two", "2"),
    )
    told = command(RequestMessage("POST", "https://a.test/", fields, TextContent("{$x}'é")))
    assert told == (
        "# PowerShell sends fields of one name in one line: x-two.\n"
        "# PowerShell asks for the content codings that it decodes.\n"
        "Invoke-WebRequest -UseBasicParsing -Uri 'https://a.test/' `\n"
        "  -Method 'POST' `\n"
        "  -ContentType 'application/json' `\n"
        "  -UserAgent 'me' `\n"
        "  -Headers @{ 'X-It' = 'it''s \u2019\u2019 $x `'; 'X-Two' = '1, 2'; 'Accept' = '*/*' } `\n"
        "  -Body ([Text.Encoding]::UTF8.GetBytes('{$x}''é')) `\n"
        "  -MaximumRedirection 0 -SkipHeaderValidation -SkipHttpErrorCheck\n"
    )


def test_bytes_are_sent_as_they_are(tmp_path: Path) -> None:
    file = str(tmp_path / "it's")
    parts = (PartContent("f", FileContent(file)),)
    told = command(RequestMessage("PURGE", "http://a.test", (), MultipartContent(parts, "b")))
    quoted = file.replace("'", "''")
    head = b64encode(b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n').decode()
    assert "-CustomMethod 'PURGE'" in told
    assert f"([byte[]]([Convert]::FromBase64String('{head}') + [IO.File]" in told
    assert f"ReadAllBytes('{quoted}') + " in told
    for text in ("a\0b", "\u202e", "a\r\nb"):
        coded = b64encode(text.encode()).decode()
        told = command(RequestMessage("PUT", "http://a.test", (), TextContent(text)))
        assert f"FromBase64String('{coded}')" in told
    assert "-Body ([byte[]]@())" in command(
        RequestMessage("PUT", "http://a.test", (), TextContent(""))
    )


def test_the_connection_goes_along_or_is_told() -> None:
    message = RequestMessage("GET", "https://a.test")
    told = command(message, ConnectionSettings("dev", verify=False, proxy="http://p:1"))
    assert "-SkipCertificateCheck" in told
    assert "-Proxy 'http://p:1'" in told
    told = command(message, ConnectionSettings("dev", ca_bundle="/ca", client_certificate="/c"))
    assert "# Its CA has to be trusted by the system: /ca\n# Pass -Certificate" in told
