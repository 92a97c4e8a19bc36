"""Header fields of a command, and what is told of those that no send takes."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.import_one import imported


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-H 'X-A: \u00f6'", "Its value contains a non-ASCII character."),
        ("-H $'X-A: 1\\r\\nX-B: 2'", "Its value contains a line break."),
        ("-H 'Host: a' -H 'host: b'", "It can be sent only once."),
        ("-H 'Host;'", "Its value is empty."),
        ("-H 'X A: 1'", "Its name contains a character that is not allowed in header names."),
        ("-A '\u00f6'", "Its value contains a non-ASCII character."),
    ],
)
def test_a_header_that_no_send_takes_is_told(options: str, told: str) -> None:
    assert told in imported(f"curl http://a.test {options}").report


def test_a_header_that_is_sent_is_not_told() -> None:
    assert imported("curl http://a.test -H 'X-A: a\tb' -H 'X-E;' -H \"X: $Y\"").report == ""


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("X-Two:  v  ", 'Spaces around the value of header "X-Two" are not sent.'),
        ("X-Two: v\t", 'Spaces around the value of header "X-Two" are not sent.'),
        ("X-Two:\tv", 'Spaces around the value of header "X-Two" are not sent.'),
        ("X-Two : v", 'Spaces around the name of header "X-Two" are not sent.'),
        (" X-Two: v", 'Spaces around the name of header "X-Two" are not sent.'),
        ("X-Two: v w", ""),
        ("X-Two:v", ""),
        ("X-Two:   ", ""),
    ],
)
def test_blanks_that_curl_sends_around_a_field_are_told(written: str, told: str) -> None:
    found = imported(f"curl http://a.test -H '{written}'")
    assert [row.name for row in found.request.headers] == ["X-Two"]
    assert found.request.headers[0].value == found.request.headers[0].value.strip()
    assert (told in found.report) if told else ("Spaces" not in found.report)


@pytest.mark.parametrize("written", [";auto", "http://r/;auto"])
def test_what_a_referer_does_with_redirects_is_not_sent(written: str) -> None:
    rows = imported(f"curl http://a.test -e '{written}'").request.headers
    assert [row.value for row in rows] == [part for part in [written[:-5]] if part]


def test_a_length_that_is_sent_all_the_same_is_told() -> None:
    told = "Outrider sends one."
    assert told in imported("curl https://a.test/ -H Content-Length: -d x").report
    assert told not in imported("curl https://a.test/ -H Content-Length:").report
