"""Which hosts a credential may go to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.auth.origins import (
    host_allowed,
    is_host_pattern,
    is_insecure,
    is_loopback,
    parse_origin,
)


@pytest.mark.parametrize(
    ("url", "pattern", "allowed"),
    [
        ("https://api.example.com/x", "api.example.com", True),
        ("https://API.Example.com", "api.example.COM", True),
        ("https://api.example.com", "*.example.com", True),
        ("https://a.b.example.com", "*.example.com", True),
        ("https://example.com", "*.example.com", False),
        ("https://evilexample.com", "*.example.com", False),
        ("https://api.example.com.evil.net", "*.example.com", False),
        ("https://api.example.com.evil.net", "api.example.com", False),
        ("https://evil.net/api.example.com", "api.example.com", False),
        ("https://api.example.com@evil.net", "api.example.com", False),
        ("https://api.example.com:8443", "api.example.com", True),
        ("https://api.example.com:8443", "api.example.com:8443", True),
        ("https://api.example.com", "api.example.com:8443", False),
        ("https://api.example.com", "api.example.com:443", True),
        ("http://127.0.0.1:9000", "127.0.0.1:9000", True),
        ("http://[::1]:9000", "[::1]:9000", True),
        ("http://[::1]:9000", "::1", True),
        ("https://api.example.com", "*", False),
        ("https://api.example.com./x", "api.example.com", True),
        ("https://api.example.com", "api.example.com.", True),
        ("https://api.example.com./x", "api.example.com.:443", True),
        ("https://api.example.com..", "api.example.com", False),
        ("https://a.example.com", "*.example.com.", True),
        ("http://[2001:DB8:0:0::1]:9000", "[2001:db8::1]:9000", True),
        ("http://[2001:db8::1]:9000", "2001:0db8:0000::0001", True),
        ("http://[fe80::1%25eth0]/", "[fe80:0::1%eth0]", True),
        ("http://[fe80::1%25eth0]/", "fe80::1%25eth0", True),
        ("http://[fe80::1%25eth0]/", "fe80::1%eth1", False),
        ("not a url", "api.example.com", False),
    ],
)
def test_a_pattern_matches_whole_hosts(url: str, pattern: str, allowed: bool) -> None:
    assert host_allowed(url, [pattern]) is allowed


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "api.localhost", "127.0.0.1", "127.9.9.9", "::1", "localhost."],
)
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost.example.com", "10.0.0.1", "128.0.0.1", "::2", "", "x"])
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_plain_http_is_insecure_beyond_loopback() -> None:
    assert is_insecure("http://api.example.com")
    assert not is_insecure("http://localhost:8000")
    assert not is_insecure("http://[::1]:8000")
    assert not is_insecure("https://api.example.com")


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    parse_origin(text)
    host_allowed(text, [text])
    is_loopback(text)
    is_insecure(f"http://{text}")


@pytest.mark.parametrize(
    ("pattern", "usable"),
    [
        *((one, True) for one in ("a.test", "a.test.", "*.a.test", "a.test:8443", "::1", "ä.test")),
        *((one, True) for one in ("[::1]:80", "[fe80::1%eth0]", "10.0.0.1", "localhost:1")),
        *((one, False) for one in ("", " ", ".", "*", "*.", "http://x", "x/y", "evil.test:http")),
        *(
            (one, False)
            for one in ("a.test:", "a.test:0", "a.test:70000", "u@a.test", "[::1", "a*")
        ),
        *((one, False) for one in ("a..", "::1::2", "a.test:1:2", "a b", "a.*.test")),
    ],
)
def test_a_pattern_that_matches_nothing_is_known(pattern: str, usable: bool) -> None:
    assert is_host_pattern(pattern) is usable
