"""A method that is typed before a URL."""

from __future__ import annotations

import pytest

from outrider.variables.url.typed_method import typed_method


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POST {{base_url}}/x", ("POST", "{{base_url}}/x")),
        ("post https://a.test", ("POST", "https://a.test")),
        ("GET ", ("GET", "")),
        ("  delete   /x HTTP/1.1", ("DELETE", "/x")),
        ("PURGE https://a.test", ("PURGE", "https://a.test")),
        ("VERSION-CONTROL {{base_url}}", ("VERSION-CONTROL", "{{base_url}}")),
        ("get https://a.test/a b", ("GET", "https://a.test/a b")),
        ("purge https://a.test", None),
        ("GET", None),
        ("https://a.test/POST x", None),
        ("{{base_url}}/get x", None),
        ("WHAT is this", None),
        ("", None),
    ],
)
def test_a_method_may_be_typed_before_the_url(text: str, expected: tuple[str, str] | None) -> None:
    assert typed_method(text) == expected
