"""What a Set-Cookie field says, and what is not kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.engine.cookies.set_cookie_reading import (
    CookieRefused,
    CookieTarget,
    read_set_cookie,
)
from outrider.model.cookie import Cookie
from outrider.model.secret import reveal

NOW = 1_900_000_000.0
DAY = 86_400


def read(text: str, url: str = "https://api.example.com/v1/login") -> Cookie:
    target = CookieTarget.of(url)
    assert target is not None
    return read_set_cookie(text, target, NOW)


def test_what_is_not_said_has_its_default() -> None:
    cookie = read("sid=a=b; HttpOnly")
    assert (cookie.name, cookie.value.reveal()) == ("sid", "a=b")
    assert (cookie.domain, cookie.host_only, cookie.path) == ("api.example.com", True, "/v1")
    assert (cookie.secure, cookie.http_only, cookie.expires) == (False, True, None)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (" a \t=  b c ", "a", "b c"),
        ("alone", "", "alone"),
        ("=alone", "", "alone"),
        ("a=", "a", ""),
        ('a="b"', "a", '"b"'),
    ],
)
def test_names_and_values(text: str, name: str, value: str) -> None:
    cookie = read(text)
    assert (cookie.name, cookie.value.reveal()) == (name, value)


@pytest.mark.parametrize(
    ("attributes", "expires"),
    [
        ("Max-Age=60", NOW + 60),
        ("max-age=60; Expires=Wed, 06 Nov 1980 08:49:37 GMT", NOW + 60),
        ("Expires=Wed, 06 Nov 1980 08:49:37 GMT; Max-Age=60", NOW + 60),
        ("Max-Age=0", 0),
        ("Max-Age=-1", 0),
        ("Max-Age=x", None),
        ("Max-Age=", None),
        ("Max-Age=1.5", None),
        ("Max-Age=60; Max-Age=x", NOW + 60),
        ("Max-Age=60; Max-Age=90", NOW + 90),
        ("Max-Age=99999999999999999999", NOW + 400 * DAY),
        ("Expires=Wed, 06 Nov 2999 08:49:37 GMT", NOW + 400 * DAY),
        ("Expires=never", None),
    ],
)
def test_max_age_comes_before_expires(attributes: str, expires: float | None) -> None:
    assert read(f"a=b; {attributes}").expires == expires


@pytest.mark.parametrize(
    ("attributes", "domain", "host_only", "path"),
    [
        ("Domain=example.com", "example.com", False, "/v1"),
        ("Domain=.EXAMPLE.com", "example.com", False, "/v1"),
        ("Domain=", "api.example.com", True, "/v1"),
        ("Domain=api.example.com; Path=/", "api.example.com", False, "/"),
        ("Path=relative", "api.example.com", True, "/v1"),
        ("Path=/a; Path=/b", "api.example.com", True, "/b"),
        ("Domain=example.org; Domain=example.com", "example.com", False, "/v1"),
        (f"Path=/{'a' * 1024}", "api.example.com", True, "/v1"),
    ],
)
def test_domain_and_path(attributes: str, domain: str, host_only: bool, path: str) -> None:
    cookie = read(f"a=b; {attributes}")
    assert (cookie.domain, cookie.host_only, cookie.path) == (domain, host_only, path)


def test_a_host_that_is_a_public_suffix_keeps_a_cookie_for_itself() -> None:
    cookie = read("a=b; Domain=localhost; Path=/", "http://localhost:8080/")
    assert (cookie.domain, cookie.host_only) == ("localhost", True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "neither a name nor a value"),
        ("=", "neither a name nor a value"),
        ("; Path=/", "neither a name nor a value"),
        ("a=b\x01", "control character"),
        ("a=b; Path=/\x7f", "control character"),
        ("ä=b", "non-ASCII"),
        (f"a={'b' * 4096}", "more than 4096 bytes"),
        ("a=b; Domain=com", "anybody can register"),
        ("a=b; Domain=example.org", "does not belong"),
        ("a=b; Domain=x.api.example.com", "does not belong"),
        ("__Secure-a=b", "is not Secure"),
        ("__secure-a=b", "is not Secure"),
        ("__Host-a=b; Path=/", "__Host-"),
        ("__Host-a=b; Secure", "__Host-"),
        ("__Host-a=b; Secure; Path=/x", "__Host-"),
        ("__Host-a=b; Secure; Path=/; Domain=api.example.com", "__Host-"),
        ("__HOST-a=b; Path=/", "__Host-"),
        ("=__Host-a; Secure; Path=/", "__Host-"),
        ("__Secure-a", "__Secure-"),
    ],
)
def test_what_is_not_kept_says_why(text: str, why: str) -> None:
    with pytest.raises(CookieRefused, match=why):
        read(text)


def test_prefixes_are_kept_where_they_are_right() -> None:
    assert read("__Secure-a=b; Secure; Domain=example.com").domain == "example.com"
    assert read("__Host-a=b; Secure; Path=/").host_only


@pytest.mark.parametrize(
    "url", ["http://api.example.com/", "http://127.0.0.1/", "http://localhost"]
)
def test_without_tls_no_cookie_is_secure(url: str) -> None:
    with pytest.raises(CookieRefused, match="came without TLS"):
        read("a=b; Secure", url)


def test_an_address_has_no_domain_above_it() -> None:
    assert read("a=b; Domain=127.0.0.1", "http://127.0.0.1/").domain == "127.0.0.1"
    with pytest.raises(CookieRefused):
        read("a=b; Domain=0.0.1", "http://127.0.0.1/")


@given(st.text(alphabet="ab=; \t-_.\x01/19äMaxgeDomin", max_size=60))
def test_any_field_is_a_cookie_or_refused(text: str) -> None:
    try:
        cookie = read(text)
    except CookieRefused as refused:
        why = refused.why
    else:
        why = reveal(cookie.pair)
        assert cookie.path.startswith("/")
    assert why
