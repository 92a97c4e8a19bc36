"""Commands that another shell is given as a text."""

from __future__ import annotations

import pytest

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import FormBody, NameValueRow

URL = "https://h.example/x"


def read(text: str) -> ImportResult:
    importer = CurlImporter()
    assert importer.recognises(text)
    return importer.read([ImportSource("one.txt", text)])


@pytest.mark.parametrize(
    ("text", "header"),
    [
        (f"bash -c 'curl {URL} -H \"A: b\"'", "b"),
        (f"bash -lc 'curl {URL} -H \"A: b\"'", "b"),
        (f"/bin/sh -c \"curl {URL} -H 'A: b'\"", "b"),
        (f"sudo bash -euo pipefail -c 'cd /tmp && curl {URL} -H \"A: b\" | jq .'", "b"),
        (f"T=tok\nsh -c \"curl {URL} -H 'A: $T'\"", "tok"),
        (f"export T=tok\nsh -c 'curl {URL} -H \"A: $T\"'", "tok"),
        (f"bash -c \"bash -c 'curl {URL} -H A:b'\"", "b"),
        (f"eval \"curl {URL} -H 'A: b'\"", "b"),
        (f"pwsh -c \"curl.exe {URL} -H 'A: b'\"", "b"),
        (f"powershell -NoProfile -Command 'curl.exe {URL} -H \"A: $env:X\"'", "{{$env.X}}"),
        (f'cmd.exe /c "curl {URL} -H A:%X%"', "{{$env.X}}"),
        (f'@echo off\ncmd /c "curl {URL} -H "A: b""', "b"),
        (f'@echo off\ncmd /c curl {URL} -H "A: b"', "b"),
        (f"@echo off\nset T=tok\npowershell -Command \"curl.exe {URL} -H 'A: %T%'\"", "tok"),
        (f"@echo off\npowershell \"curl.exe {URL} -H 'A: b'\"", "b"),
        (f"@echo off\nbash -c \"curl {URL} -H 'A: b'\"", "b"),
        (f"PS> pwsh -c \"curl.exe {URL} -H 'A: b'\"", "b"),
        (f"$t = 'tok'\npowershell -Command \"& {{ curl.exe {URL} -H 'A: $t' }}\"", "tok"),
        (
            f"$x = 1\npowershell -ExecutionPolicy Bypass -Command \"& curl.exe {URL} -H 'A: b'\"",
            "b",
        ),
        (f"$x = 1\niex \"curl.exe {URL} -H 'A: b'\"", "b"),
        (f"$x = 1\nbash -c 'curl {URL} -H \"A: b\"'", "b"),
        (f'$x = 1\ncmd /c "curl {URL} -H ""A: b"""', "b"),
    ],
)
def test_the_command_is_read_as_that_shell_reads_it(text: str, header: str) -> None:
    [request] = read(text).requests
    assert request.url == URL
    assert [(row.name, row.value) for row in request.headers] == [("A", header)]


def test_what_is_set_in_another_shell_stays_there() -> None:
    text = f"T=a\nbash -c 'T=b; curl {URL}/$T'\ncurl {URL}/$T\neval 'T=c; curl {URL}/$T'\n"
    assert [one.url.removeprefix(URL) for one in read(f"{text}curl {URL}/$T").requests] == [
        "/b",
        "/a",
        "/c",
        "/c",
    ]


def test_input_and_lines_are_those_of_the_command() -> None:
    text = f"echo\necho a=b | bash -c 'curl {URL} -d @-; curl $1'"
    imported = read(text)
    assert imported.requests[0].body == FormBody((NameValueRow("a", "b"),))
    assert all(" 2" in f" {one.line}" for one in imported.remarks if one.line)


@pytest.mark.parametrize(
    "text", [f"xargs sh -c 'curl {URL}'", f"pwsh -File 'curl.ps1' {URL}", "bash curl.sh"]
)
def test_what_is_not_known_or_is_no_command_makes_no_request(text: str) -> None:
    assert CurlImporter().read([ImportSource("one.txt", text)]).requests == ()
