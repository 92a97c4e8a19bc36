"""A jar: what it keeps, sends and forgets."""

from __future__ import annotations

from outrider.engine.cookies.cookie_jar import MOST_OF_DOMAIN, CookieJar

NOW = 1_900_000_000.0
URL = "https://api.example.com/v1/login"


def names(jar: CookieJar, url: str, now: float = NOW) -> list[str]:
    return [one.name for one in jar.sent_to(url, now)]


def test_cookies_go_to_their_host_path_and_scheme() -> None:
    jar = CookieJar()
    fields = [
        "host=1; Path=/",
        "domain=1; Path=/; Domain=example.com",
        "deep=1; Path=/v1/orders",
        "secure=1; Path=/; Secure",
    ]
    assert jar.take(fields, URL, NOW) == ()
    assert names(jar, "https://api.example.com/v1/orders/7") == [
        "deep",
        "host",
        "domain",
        "secure",
    ]
    assert names(jar, "https://api.example.com:8443/") == ["host", "domain", "secure"]
    assert names(jar, "http://api.example.com/") == ["host", "domain"]
    assert names(jar, "https://other.example.com/") == ["domain"]
    assert names(jar, "https://example.com") == ["domain"]
    assert names(jar, "https://example.org/") == []
    assert names(jar, "https://badexample.com/") == []
    assert names(jar, "nonsense") == []


def test_longer_paths_come_first_then_older_ones() -> None:
    jar = CookieJar()
    for at, name in enumerate(("c", "a", "b")):
        jar.take([f"{name}=1; Path=/"], URL, NOW + at)
    jar.take(["z=1; Path=/v1"], URL, NOW + 9)
    # A new value does not make it younger.
    jar.take(["c=2; Path=/"], URL, NOW + 10)
    assert names(jar, URL, NOW + 10) == ["z", "c", "a", "b"]
    assert [one.value.reveal() for one in jar.sent_to(URL, NOW + 10)][1] == "2"


def test_a_new_value_keeps_the_place_of_the_old_one() -> None:
    jar = CookieJar()
    jar.take(["a=1; Path=/", "b=1; Path=/", "c=1; Path=/"], URL, NOW)
    jar.take(["a=2; Path=/"], URL, NOW + 5)
    assert names(jar, URL) == ["a", "b", "c"]
    jar.take(["a=3; Path=/; Max-Age=0", "a=4; Path=/"], URL, NOW + 6)
    assert names(jar, URL) == ["b", "c", "a"]


def test_a_time_that_is_over_forgets() -> None:
    jar = CookieJar()
    jar.take(["a=1; Max-Age=60; Path=/", "b=1; Path=/"], URL, NOW)
    assert names(jar, URL, NOW + 59) == ["a", "b"]
    assert names(jar, URL, NOW + 60) == ["b"]
    jar.take(["b=; Max-Age=0; Path=/"], URL, NOW)
    assert names(jar, URL, NOW + 60) == []
    # Another path is another cookie.
    jar.take(["a=1; Path=/v1", "a=2; Path=/"], URL, NOW)
    jar.take(["a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"], URL, NOW)
    assert [one.path for one in jar.all(NOW)] == ["/v1"]


def test_without_tls_a_secure_cookie_is_not_hidden() -> None:
    jar = CookieJar()
    jar.take(["sid=1; Secure; Path=/v1; Domain=example.com"], URL, NOW)
    refused = jar.take(["sid=2; Path=/v1"], "http://api.example.com/v1", NOW)
    assert [one.why for one in refused] == ["would replace a Secure one without TLS"]
    refused = jar.take(["sid=2; Path=/v1/x"], "http://api.example.com/v1", NOW)
    assert len(refused) == 1
    assert jar.take(["sid=2; Path=/"], "http://api.example.com/v1", NOW) == ()
    assert jar.take(["sid=3; Path=/v1"], URL, NOW) == ()


def test_a_domain_has_a_bounded_number() -> None:
    jar = CookieJar()
    jar.take(["kept=1; Secure; Path=/"], URL, NOW)
    for at in range(MOST_OF_DOMAIN + 10):
        jar.take([f"c{at}=1; Path=/"], URL, NOW + at)
    jar.take(["other=1"], "https://example.org/", NOW)
    left = names(jar, URL, NOW + 100)
    assert len(left) == MOST_OF_DOMAIN
    assert "kept" in left
    assert "c0" not in left
    assert "c59" in left
    assert names(jar, "https://example.org/") == ["other"]


def test_forgetting_one_or_all() -> None:
    jar = CookieJar()
    jar.take(["a=1; Path=/", "b=1; Path=/"], URL, NOW)
    first = jar.all(NOW)[0]
    jar.changed.clear()
    jar.forget(first.key)
    jar.forget(first.key)
    assert names(jar, URL) == ["b"]
    assert jar.clear() == 1
    assert jar.clear() == 0
    assert len(jar.changed) == 2


def test_no_value_is_shown() -> None:
    jar = CookieJar()
    jar.take(["sid=very-secret-value"], URL, NOW)
    assert "very-secret-value" not in repr(jar.all(NOW))
