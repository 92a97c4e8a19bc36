"""Options whose values no text file can hold."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("-H $'X-Odd: a\\xff'", "--header X-Odd contains bytes that are not UTF-8"),
        ("-A $'a\\xff'", "--user-agent contains"),
        ("-e $'a\\xff'", "--referer contains"),
        ("-b $'a=\\xff'", "--cookie a contains"),
        ("-F $'a=\\xff'", "--form a contains"),
        ("-F $'a=@\\xff'", "--form a contains"),
        ("-F $'\\xff=1'", "--form contains"),
        ("--form-string $'a=\\xff'", "--form-string a contains"),
        ("-d $'a=\\xff'", "--data contains"),
        ("--json $'\"\\xff\"'", "--json contains"),
        ("-d @- <<< $'\\xff'", "Standard input is not text"),
        ("--data-urlencode $'\\xff=1'", "--data-urlencode contains"),
        ("--data-urlencode $'a@\\xff'", "--data-urlencode contains"),
        ("-X $'A\\xff'", "--request contains"),
        ("-T $'\\xff.txt'", "--upload-file contains"),
        ("--digest -u $'me:\\xff'", "--user contains"),
        ("--oauth2-bearer $'\\xff'", "--oauth2-bearer contains"),
        ("--cert $'\\xff.pem'", "--cert contains"),
    ],
)
def test_bytes_that_are_no_text_are_told_by_their_option(option: str, told: str) -> None:
    found = imported(f"curl https://a.test/ {option}")
    assert told in found.report
    assert "urrogate" not in found.report
    assert "\\udc" not in found.files
    assert not [one for one in found.secrets.values() if not one.isascii()]


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("curl $'https://a.test/\\xff?q=\\xfe'", "https://a.test/%ff?q=%fe"),
        ("curl -G https://a.test/ --data-urlencode $'a=\\xff'", "https://a.test/?a=%ff"),
        ("curl https://a.test/ --url-query $'+\\xff'", "https://a.test/?%ff"),
        ("curl -G https://a.test/ --data-urlencode $'\\xff'", "https://a.test/?%ff"),
        ("curl https://a.test/ --url-query $'a=\\xff'", "https://a.test/?a=%ff"),
    ],
)
def test_bytes_are_encoded_where_curl_encodes_them(command: str, url: str) -> None:
    found = imported(command)
    assert (found.request.url, found.report) == (url, "")
