"""Exported programs, run by what they are written for: they send what Outrider sends."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from msgspec.structs import replace
from tests.integration.client_programs import (
    CLIENTS,
    HTTPIE,
    RUNS,
    arrived,
    program_of,
    program_of_all,
    require,
    run,
    send_all,
)
from tests.servers.tls import Authority
from tests.servers.toxic import ok, toxic_server

from outrider.errors import UnsupportedConfiguration
from outrider.exporters import find_exporter
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings
from outrider.model.message import (
    Content,
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    RequestMessage,
    TextContent,
)
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor

JSON = FieldLine("Content-Type", "application/json")
PLAIN = (FieldLine("Accept", "*/*"), FieldLine("User-Agent", "me"))
NASTY = (
    'it\'s "q" \\ ` $(id) ${x} %s {{y}} \u2018\u2019 é 😀 \u2028\u202e\x1b </script><!-- \t\r\n @x'
)


def multipart(file: Path) -> MultipartContent:
    parts = (
        PartContent("plain", TextContent(NASTY)),
        PartContent('na"me', TextContent("<x"), filename='it\'s "n".txt', content_type="text/x"),
        PartContent("doc", FileContent(str(file)), "b c.pdf", "application/pdf"),
    )
    return MultipartContent(parts, "outrider-1")


def messages(url: str, file: Path) -> list[RequestMessage]:
    """One of each kind; what fetch cannot send is not here."""

    def one(
        method: str, target: str, *fields: FieldLine, content: Content | None = None
    ) -> RequestMessage:
        return RequestMessage(method, f"{url}{target}", (*PLAIN, *fields), content)

    form = FieldLine("Content-Type", "multipart/form-data; boundary=outrider-1")
    return [
        one("GET", "/orders?status=open&x[]=1&y={a,b}&z=%2F%20+%27"),
        one("GET", "/o?q='\"$(id)`id`!&é=ü", FieldLine("X-A", 'it\'s; "$HOME" !! \\')),
        one(
            "GET", "/", FieldLine("X-Odd", "=1"), FieldLine("X-At", "@file"), FieldLine("x-l", "1")
        ),
        one("GET", "/", FieldLine("X-Empty", "")),
        one("DELETE", "/orders/1"),
        one("GET", "/a%2Fb/x|y/100%25?z=1"),
        one("OPTIONS", "/"),
        one("PATCH", "/", JSON, content=TextContent('{\n  "a": "it\'s",\n\t"b": "@file"\r\n}\n')),
        one("POST", "/", JSON, content=TextContent("@/etc/passwd")),
        one("POST", "/", FieldLine("Content-Type", "text/plain"), content=TextContent(NASTY)),
        one("PUT", "/", JSON, content=TextContent("with \0 a NUL and %s \\n")),
        one("POST", "/", content=TextContent("no type")),
        one("POST", "/", JSON, content=TextContent("")),
        one("POST", "/", JSON, content=TextContent("ä", "latin-1")),
        one("POST", "/", JSON, content=FileContent(str(file))),
        one("POST", "/", form, content=multipart(file)),
        one("PURGE", "/"),
    ]


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_program_sends_what_outrider_sends(name: str, tmp_path: Path) -> None:
    require(name)
    file = tmp_path / 'a "file", it\'s.bin'
    file.write_bytes(bytes(range(256)) * 3)
    async with toxic_server(ok(b"")) as server:
        found = messages(server.url, file)
        await send_all(found)
        program = program_of_all(name, found)
        await run(name, program, tmp_path)
        assert len(server.heads) == 2 * len(found)
        for number, message in enumerate(found):
            ours, theirs = arrived(server, number), arrived(server, number + len(found))
            if name in {"fetch", "httpie"}:
                # These write some characters of a query as octets, and say so.
                assert unquote(theirs[0]) == unquote(ours[0])
                assert theirs[0] == ours[0] or "percent-encodes these characters" in program
            else:
                assert theirs[0] == ours[0]
            names = {line.name.lower() for line in message.headers} | {"content-length"}
            if message.content is not None and not (name == "curl" and number == 15):
                assert theirs[2] == ours[2], (name, number)
                names.add("content-type")
            else:
                names -= {"content-length", "content-type"}
            for one in names:
                assert theirs[1].get(one) == ours[1].get(one), (name, message.method, one)


async def test_a_program_connects_as_the_environment_says(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.client()
    settings = ConnectionSettings(
        "dev", ca_bundle=authority.pem, client_certificate=certificate, client_key=key
    )
    tls = authority.wanting_a_client_certificate()
    runnable = [name for name in ("python", "httpie", "go") if RUNS[name][0]]
    if not HTTPIE.exists():
        runnable.remove("httpie")
    async with toxic_server(ok(), tls=tls) as server:
        for name in runnable:
            for connection in (settings, replace(settings, verify=False)):
                outgoing = PreparedRequest(RequestMessage("GET", server.url), connection)
                await run(name, program_of(name, outgoing), tmp_path)
        assert len(server.heads) == 2 * len(runnable)


@pytest.mark.parametrize(
    ("method", "url", "content"),
    [
        ("GET", "https://a.test/", TextContent("{}")),
        ("POST", "https://u:p@a.test/", None),
        ("TRACE", "https://a.test/", None),
    ],
)
def test_what_fetch_does_not_send_is_refused(
    method: str, url: str, content: Content | None
) -> None:
    exporter = find_exporter("fetch")
    assert exporter is not None
    message = RequestMessage(method, url, (), content)
    with pytest.raises(UnsupportedConfiguration, match="fetch "):
        exporter.export_request(PreparedRequest(message), MaskingPolicy(Redactor()))


@pytest.mark.parametrize("name", ["python", "fetch", "httpie", "go", "powershell", "markdown"])
def test_secrets_are_masked(name: str) -> None:
    redactor = Redactor()
    redactor.register([Secret("CANARY-opened")])
    proxy = Secret("http://me:CANARY-proxy@p.test", f"http://me:{MASK}@p.test")
    settings = ConnectionSettings(
        "dev", client_certificate="/c.pem", client_key_password=Secret("CANARY-key"), proxy=proxy
    )
    parts = (
        PartContent("client_secret", TextContent("CANARY-in-form")),
        PartContent("note", TextContent("has CANARY-opened in it")),
    )
    message = RequestMessage(
        "POST",
        Secret("https://a.test/?key=CANARY-url", f"https://a.test/?key={MASK}"),
        (FieldLine("Authorization", Secret("Bearer CANARY-token", f"Bearer {MASK}")),),
        MultipartContent(parts, "b"),
    )
    exporter = find_exporter(name)
    assert exporter is not None
    outgoing = PreparedRequest(message, settings)
    told = exporter.export_request(outgoing, MaskingPolicy(redactor))
    assert "CANARY" not in told
    assert MASK in told
    whole = exporter.export_request(outgoing, MaskingPolicy(redactor, reveals=True))
    assert whole.count("CANARY") >= 3
