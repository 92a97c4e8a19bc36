"""A credential in a variable of a script is a reference wherever a command uses it."""

from __future__ import annotations

import pytest

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

VALUE = "s3cr3t-tok-12345"
PLACES = (
    '"https://h.example/x/{}/y"',
    '"https://h.example/x/n{}"',
    '"https://h.example/?note={}&b=1"',
    '"https://h.example/?note=a{}b"',
    'https://h.example/ -H "X-Any: {}"',
    'https://h.example/ -H "X-Any: a{}b"',
    'https://h.example/ -d "a={}"',
    'https://h.example/ -d "a=b{}c&d"',
    'https://h.example/ --json "{{\\"a\\": \\"{}\\"}}"',
    'https://h.example/ -F "a={}"',
    'https://h.example/ -b "a={}"',
    'https://h.example/ -u "ann:{}"',
    'https://h.example/ -A "agent {}"',
)
SCRIPTS = (
    ("SECRET={value}\ncurl {place}", "$SECRET"),
    ("export SECRET='{value}'\ncurl {place}", "${{SECRET}}"),
    ("@echo off\nset SECRET={value}\ncurl {place}", "%SECRET%"),
    ("$secret = '{value}'\ncurl.exe {place}", "$secret"),
    ("Set-Variable secret '{value}'\ncurl.exe {place}", "$secret"),
)


def read(text: str, name: str = "one.txt") -> ImportResult:
    return CurlImporter().read([ImportSource(name, text)])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("script", "use"), SCRIPTS)
def test_it_is_in_clear_nowhere(script: str, use: str, place: str) -> None:
    if use == "$secret":
        place = place.replace('\\"', '`"').replace("b{}c", "b{}-c").replace("a{}b", "a{}-b")
    elif use == "$SECRET":
        place = place.replace("a{}b", "a{}-b").replace("b{}c", "b{}-c")
    text = script.format(value=VALUE, place=place.format(use.format()))
    imported = read(text)
    [request] = imported.requests
    auth = dict(request.auth.table) if request.auth is not None else {}
    assert VALUE not in f"{request}{auth}{imported.remarks}"
    assert "{{secret}}" in f"{request}{auth}"
    assert {name: one.reveal() for name, one in imported.secrets.items()} == {"secret": VALUE}


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("abc", "https://h.example/x/{{token}}/abc"),
        ("a/b+c=", "https://h.example/x/{{token}}/abc"),
        ("hunter", "https://h.example/x/{{token}}/abc"),
    ],
)
def test_only_what_comes_from_the_variable_is_replaced(value: str, url: str) -> None:
    imported = read(f"TOKEN='{value}'\ncurl https://h.example/x/$TOKEN/abc")
    assert imported.requests[0].url == url


def test_what_is_taken_apart_is_kept_by_its_place() -> None:
    [request] = read("CREDENTIALS=ann:hunter2\ncurl -u $CREDENTIALS https://h.example").requests
    assert request.auth is not None
    assert request.auth.table["username"] == "ann"
    assert request.auth.table["password"].startswith("{{")


def test_one_that_stands_in_another_is_one_secret() -> None:
    text = 'TOKEN=abc-123-def\nHEADER="Authorization: Bearer $TOKEN"\ncurl -H "$HEADER" https://h.x'
    imported = read(text)
    assert imported.requests[0].headers[0].value == "Bearer {{token}}"
    assert list(imported.secrets) == ["token"]


def test_names_and_titles_say_the_variable() -> None:
    [request] = read(f"SECRET={VALUE}\ncurl https://h.example/x/$SECRET").requests
    assert (request.name, request.id) == ("x/SECRET", "x-secret")


def test_a_variable_that_is_no_credential_or_is_not_used_is_no_secret() -> None:
    imported = read(f"NAME=ann\nSECRET={VALUE}\ncurl https://h.example/$NAME")
    assert imported.requests[0].url == "https://h.example/ann"
    assert not imported.secrets


def test_a_paste_has_it_as_it_is_and_says_so() -> None:
    imported = read(f"SECRET={VALUE}\ncurl https://h.example/x/$SECRET", "")
    assert imported.requests[0].url == f"https://h.example/x/{VALUE}"
    assert {name: one.reveal() for name, one in imported.pasted.items()} == {"SECRET": VALUE}
    assert not imported.secrets
