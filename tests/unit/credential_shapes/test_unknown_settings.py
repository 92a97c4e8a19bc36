"""Which settings of an auth of an unknown type may be a credential: all but what surely is none."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.credential_shapes import may_open

OPENS = [
    ("key", "correct horse"),
    ("consumerKey", "abc"),
    ("flavour", "vanilla"),
    ("ext", "plum"),
    ("", "nameless"),
    ("payload", "a.b"),
    # Harmless names, whose values are none.
    ("id", "dh37fgj492je"),
    ("username", "0A1b2C3d4E5f6A7b8C9d"),
    ("url", "https://h.example/?k=0A1b2C3d4E5f6A7b8C9d"),
    ("host", "ghp_0123456789abcdefghijABCD"),
]
HARMLESS = [
    ("key", "{{key}}"),
    ("key", "<your key>"),
    ("disableRetryRequest", "true"),
    ("retries", "5"),
    ("signatureMethod", "HMAC-SHA256"),
    ("algorithm", "sha256"),
    ("addTo", "HEADERS"),
    ("headerPrefix", "Bearer"),
    ("clientId", "shop"),
    ("username", "bob"),
    ("baseURL", "https://api-2024-01-01-eu1.example/v1"),
    ("timestamp", "1700000000"),
]


@each_case([(*one, True) for one in OPENS] + [(*one, False) for one in HARMLESS])
def test_what_may_open_something(case: tuple[str, str, bool]) -> None:
    name, value, expected = case
    assert may_open(name, value) is expected
