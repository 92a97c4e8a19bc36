"""Dates, domains and paths of cookies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.engine.cookies.cookie_rules import (
    default_path,
    is_below,
    is_public_suffix,
    is_within,
    read_cookie_date,
)

NOON = datetime(2030, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 06 Nov 2030 08:49:37 GMT",
        "Wednesday, 06-Nov-30 08:49:37 GMT",
        "Wed Nov  6 08:49:37 2030",
        "06 november 2030 8:49:37 +0200",
        "2030 nov 06th 08:49:37x",
    ],
)
def test_dates_are_read_in_every_form(text: str) -> None:
    assert read_cookie_date(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "Wed, 06 Nov 2030",
        "08:49:37 06 2030",
        "31 Feb 2030 08:49:37",
        "06 Nov 1600 08:49:37",
        "06 Nov 2030 24:00:00",
        "06 Nov 2030 08:60:00",
        "32 Nov 2030 08:00:00",
        "1 Nov 20301 08:00:00",
    ],
)
def test_what_is_not_a_date_is_none(text: str) -> None:
    assert read_cookie_date(text) is None


def test_two_digits_of_a_year_are_of_this_or_the_last_century() -> None:
    years = {"69": 2069, "70": 1970, "99": 1999, "00": 2000}
    for written, year in years.items():
        read = read_cookie_date(f"06 Nov {written} 08:49:37")
        assert read == datetime(year, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp()


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert read_cookie_date(text) is None or isinstance(read_cookie_date(text), float)


@pytest.mark.parametrize(
    ("host", "domain", "expected"),
    [
        ("a.test", "a.test", True),
        ("x.a.test", "a.test", True),
        ("xa.test", "a.test", False),
        ("a.test", "x.a.test", False),
        ("127.0.0.1", "0.0.1", False),
        ("1.127.0.0.1", "127.0.0.1", False),
        ("::1", "1", False),
    ],
)
def test_a_host_is_within_its_domain(host: str, domain: str, expected: bool) -> None:
    assert is_within(host, domain) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", "/"), ("", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b", "/a"), ("a", "/")],
)
def test_the_default_path_is_the_folder(path: str, expected: str) -> None:
    assert default_path(path) == expected


@pytest.mark.parametrize(
    ("path", "cookie", "expected"),
    [
        ("/", "/", True),
        ("/a", "/", True),
        ("/a/b", "/a", True),
        ("/a/b", "/a/", True),
        ("/a", "/a/", False),
        ("/ab", "/a", False),
        ("/", "/a", False),
    ],
)
def test_a_path_is_below_another(path: str, cookie: str, expected: bool) -> None:
    assert is_below(path, cookie) is expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("com", True),
        ("co.uk", True),
        ("github.io", True),
        ("localhost", True),
        ("example.com", False),
        ("me.github.io", False),
        ("127.0.0.1", False),
    ],
)
def test_public_suffixes_are_known(domain: str, expected: bool) -> None:
    assert is_public_suffix(domain) is expected
