"""The header that words say is missing, in the words of many servers."""

from __future__ import annotations

import pytest

from outrider.oauth.required_fields import required_header


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (
            "Required request header 'X-Org' for method parameter type String is not present",
            "X-Org",
        ),
        ("Missing header: X-Org", "X-Org"),
        ("Header 'X-Org' is required", "X-Org"),
        ("The X-Org header is missing", "X-Org"),
        ("missing required header X-Org", "X-Org"),
        ("Request must include the x-org header", "x-org"),
        ("X-Org header not found", "X-Org"),
        ("header [X-Org] must not be empty, it is required", "X-Org"),
        ("The header is missing", ""),
        ("A required header", ""),
        ("Required header 'Content-Type' is missing", ""),
        ("Invalid client", ""),
        ("", ""),
    ],
)
def test_the_header_that_is_missing(words: str, name: str) -> None:
    assert required_header(words) == name


def test_long_words_take_no_time_to_speak_of() -> None:
    for text in ("header " * 600, "missing " * 500, "x header " * 400):
        assert required_header(text) in ("", "x")
