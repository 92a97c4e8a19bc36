"""Bodies of commands: too large for a request's file, or in a file that nobody reads."""

from __future__ import annotations

import pytest

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import FileBody, TextBody

LARGE = "x" * 600_000


def read(command: str, name: str = "calls.sh") -> ImportResult:
    return CurlImporter().read([ImportSource(name, command)])


@pytest.mark.parametrize(
    ("options", "file", "data"),
    [
        (f"-d '{LARGE}'", "bodies/up.txt", LARGE),
        (f"--json '[\"{LARGE}\"]'", "bodies/up.json", f'["{LARGE}"]'),
        (f"-d 'a=1&b={LARGE}'", "bodies/up.txt", f"a=1&b={LARGE}"),
        (f"-d @- <<'EOF'\n{LARGE}\nEOF", "bodies/up.txt", LARGE),
        (f"-d '{{{{x}}}}{LARGE}'", "bodies/up.txt", f"{{{{x}}}}{LARGE}"),
    ],
    ids=["text", "json", "form", "fed", "braces"],
)
def test_a_large_body_is_a_file_of_its_own(options: str, file: str, data: str) -> None:
    imported = read(f"curl https://a.example/up {options}")
    [request] = imported.requests
    assert isinstance(request.body, TextBody | FileBody)
    assert request.body.file == file
    assert imported.files == {file: data.encode()}
    assert [one.what for one in imported.remarks] == [f'The body was saved in file "{file}".']


def test_a_large_body_with_a_credential_is_kept_from_git() -> None:
    imported = read(f"curl https://a.example/up -d 'password=hush-12-hush&b={LARGE}'")
    assert imported.files["bodies/.gitignore"] == b"/up.txt\n"


def test_what_is_pasted_into_a_request_stays_in_it() -> None:
    imported = read(f"curl https://a.example/up -d '{LARGE}'", "")
    [request] = imported.requests
    assert isinstance(request.body, TextBody)
    assert request.body.content == LARGE
    assert imported.files == {}


FILE = 'File "some.txt" was not read; reference {{content_of_some_txt}} replaces it.'


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-d @some.txt", FILE),
        ("-F 'a=<some.txt'", FILE),
        ("-H @some.txt", FILE),
        ("-d @-", "Standard input was not read; reference {{standard_input}} replaces it."),
        ("-K some.txt", "--config some.txt was not read: its options are missing."),
    ],
)
def test_a_paste_reads_no_file_and_says_so(options: str, told: str) -> None:
    for name in ("", "Pasted text"):
        remarks = read(f"curl https://a.example/ {options}", name).remarks
        assert told in [one.what for one in remarks]


def test_a_file_that_is_not_there_could_not_be_read() -> None:
    source = ImportSource("calls.sh", "curl https://a.example/ -d @some.txt", lambda _: None)
    [one] = CurlImporter().read([source]).remarks
    assert one.what == FILE.replace("was not", "could not be")
