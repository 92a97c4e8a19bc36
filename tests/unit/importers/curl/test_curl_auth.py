"""Credentials of a command, beside a header that takes their place."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource


@pytest.mark.parametrize("name", ["one.sh", ""], ids=["file", "paste"])
@pytest.mark.parametrize("header", ["Authorization:", "AUTHORIZATION:   ", "authorization;"])
@pytest.mark.parametrize(
    "credential",
    [
        "-u joe:hidden-pw http://a.test",
        "http://joe:hidden-pw@a.test",
        "http://j%3Aoe:hidden-pw@a.test",
        "--oauth2-bearer hidden-pw http://a.test",
        "--digest -u joe:hidden-pw http://a.test",
    ],
)
def test_a_removed_authorization_header_sends_no_credential(
    name: str, header: str, credential: str
) -> None:
    result = CurlImporter().read([ImportSource(name, f"curl -H '{header}' {credential}")])
    (request,) = result.requests
    assert request.auth is not None
    assert request.auth.table == {"type": "none"}
    assert [row.value for row in request.headers if row.name.lower() == "authorization"] == [""]
    assert "hidden-pw" not in repr(result)
    assert "The credentials of the command were not imported." in {
        one.what for one in result.remarks
    }


@pytest.mark.parametrize("header", [" Authorization:", "Authorization :", "Authorization"])
def test_another_header_removes_no_credential(header: str) -> None:
    found = imported(f"curl -H '{header}' -u joe:hidden-pw http://a.test")
    assert found.request.auth is not None
    assert found.request.auth.table["type"] == "basic"


@pytest.mark.parametrize("data", [r"$'a=\xff'", r"$'\xff=1'", r"$'\xff\xfe'", r"$'a=%41&b=\xff'"])
def test_a_byte_that_is_no_text_ends_nothing(data: str) -> None:
    result = CurlImporter().read([ImportSource("", f"curl http://a.test -d {data}")])
    assert len(result.requests) == 1


@pytest.mark.parametrize(
    ("options", "is_told"),
    [
        ("-u id:se -d 'grant_type=client_credentials&client_secret=se'", True),
        ("-H 'Authorization: Basic aWQ6c2U=' -d client_secret=se", True),
        ('-u id:se --json \'{"client_secret": "se"}\'', True),
        ("-u id:se -F client_assertion=abc", True),
        ("-u id:se -d 'username=me&password=pw'", True),
        ('-u id:se -d "client_secret=$SECRET"', True),
        ("-u id:se -d 'grant_type=password&username=me&password=pw'", False),
        ("-u id:se -d grant_type=client_credentials", False),
        ("-d client_secret=se", False),
        ("-H 'Authorization: Bearer abc' -d client_secret=se", False),
    ],
)
def test_credentials_in_header_and_body_at_once_are_told(options: str, is_told: bool) -> None:
    result = CurlImporter().read([ImportSource("a.sh", f"curl https://a.test {options}")])
    told = any("both in the Authorization header" in one.what for one in result.remarks)
    assert told is is_told
