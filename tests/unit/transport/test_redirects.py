from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.model.message import (
    FieldLine,
    MultipartContent,
    PartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
)
from outrider.model.secret import Secret
from outrider.transport.redirects import Redirect, RedirectRefused, next_hop

HERE = "https://api.test/v1/orders?page=1"
FIELDS = (
    FieldLine("Accept", "text/plain"),
    FieldLine("authorization", "Bearer t"),
    FieldLine("Cookie", "a=b"),
    FieldLine("Proxy-Authorization", "x"),
    FieldLine("X-Api-Key", "k"),
    FieldLine("X-Secret", Secret("s")),
    FieldLine("Host", "api.test"),
    FieldLine("Content-Type", "text/plain"),
)


def _moved(status: int, *locations: str) -> ResponseMessage:
    fields = tuple(("location", location) for location in locations)
    return ResponseMessage(status, "Moved", "HTTP/1.1", fields)


def _follow(
    status: int, location: str, *, method: str = "GET", content: TextContent | None = None
) -> Redirect:
    message = RequestMessage(method, HERE, FIELDS, content)
    found = next_hop(message, _moved(status, location))
    assert isinstance(found, Redirect), found
    return found


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (301, "POST", "GET", False),
        (302, "POST", "GET", False),
        (303, "POST", "GET", False),
        (303, "PUT", "GET", False),
        (303, "HEAD", "HEAD", True),
        (303, "GET", "GET", True),
        (301, "PUT", "PUT", True),
        (302, "DELETE", "DELETE", True),
        (307, "POST", "POST", True),
        (308, "POST", "POST", True),
    ],
)
def test_method_and_body_after_a_redirect(status: int, method: str, then: str, body: bool) -> None:
    found = _follow(status, "/else", method=method, content=TextContent("hi"))
    assert found.message.method == then
    assert (found.message.content is not None) is body
    names = [line.name for line in found.message.headers]
    assert ("Content-Type" in names) is body
    assert ("the body" in found.removed) is not body
    assert "authorization" in names


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/a", "https://api.test/a"),
        ("b?c", "https://api.test/v1/b?c"),
        ("?page=2", "https://api.test/v1/orders?page=2"),
        ("//api.test/x", "https://api.test/x"),
        ("https://api.test:443/x", "https://api.test:443/x"),
        ("https://API.test/x", "https://API.test/x"),
    ],
)
def test_the_same_origin_keeps_everything(location: str, url: str) -> None:
    found = _follow(302, location)
    assert found.message.url == url
    assert (found.message.headers, found.removed) == (FIELDS, ())


@pytest.mark.parametrize(
    "location",
    ["https://evil.test/", "//evil.test/", "https://api.test:8443/", "https://a.api.test"],
)
def test_only_harmless_fields_go_to_another_origin(location: str) -> None:
    found = _follow(307, location)
    assert [line.name for line in found.message.headers] == ["Accept", "Content-Type"]
    assert found.removed == (
        "the authorization header",
        "the Cookie header",
        "the Proxy-Authorization header",
        "the X-Api-Key header",
        "the X-Secret header",
        "the Host header",
    )


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,30}", fullmatch=True))
def test_a_field_that_nobody_knows_stays_at_its_origin(name: str) -> None:
    message = RequestMessage("GET", HERE, (FieldLine(name, "a literal"),))
    found = next_hop(message, _moved(302, "https://elsewhere.test/"))
    assert isinstance(found, Redirect)
    harmless = {"accept", "accept-language", "content-type", "user-agent", "pragma"}
    if name.lower() not in harmless:
        assert not found.message.headers
    assert next_hop(message, _moved(302, "/x")) == Redirect(
        RequestMessage("GET", "https://api.test/x", message.headers)
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept", "application/json, text/*;q=0.8, */*"),
        ("Accept-Charset", "utf-8, iso-8859-1;q=0.5"),
        ("accept-encoding", "gzip, deflate;q=0.5, br"),
        ("Accept-Language", "de-CH, en;q=0.5, zh-Hant-TW"),
        ("cache-control", "no-cache, max-age=0"),
        ("content-encoding", "gzip"),
        ("Content-Language", "en"),
        ("content-type", 'application/vnd.api+json; charset="utf-8"'),
        ("content-type", "multipart/form-data; boundary=outrider-8f2b9c1d7e8f2b9c1d7e"),
        ("Pragma", "no-cache"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"),
        ("User-Agent", "outrider/0.1.0"),
    ],
)
def test_a_harmless_field_goes_along_unless_it_holds_something_else(name: str, value: str) -> None:
    moved = _moved(302, "https://elsewhere.test/")

    def goes(line: FieldLine) -> bool:
        found = next_hop(RequestMessage("GET", HERE, (line,)), moved)
        assert isinstance(found, Redirect)
        return found.message.headers == (line,)

    assert goes(FieldLine(name, value))
    assert not goes(FieldLine(name, Secret(value)))
    for literal in (
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln",
        "glpat-LITERAL123456",
        "glpat-LIT1",
        "hvs.LIT12345",
        "sk_live_1234567890abcdef",
        f"{value}, glpat-LITERAL123456",
        f"{value};token=glpat-LITERAL123456",
        "8f2b9c1d7e",
    ):
        assert not goes(FieldLine(name, literal)), literal


def test_what_frames_a_body_goes_with_it() -> None:
    framing = ("Transfer-Encoding", "trailer", "Expect", "Content-Length", "content-md5")
    fields = tuple(FieldLine(name, "x") for name in ("X-Kept", *framing))
    message = RequestMessage("POST", HERE, fields, TextContent("hi"))
    found = next_hop(message, _moved(303, "/else"))
    assert isinstance(found, Redirect)
    assert [line.name for line in found.message.headers] == ["X-Kept"]


@pytest.mark.parametrize(
    ("shown", "then"),
    [
        ("https://api.test/••••••/a", "https://api.test/••••••/b"),
        ("••••••", "••••••"),
    ],
)
def test_what_is_shown_of_a_secret_place_follows_it(shown: str, then: str) -> None:
    message = RequestMessage("GET", Secret("https://api.test/canary/a", shown))
    found = next_hop(message, _moved(302, "b"))
    assert isinstance(found, Redirect)
    assert isinstance(found.message.url, Secret)
    assert found.message.url.masked == then


@pytest.mark.parametrize("status", [307, 308])
def test_a_harmless_body_goes_to_another_origin_when_it_is_asked_for(status: int) -> None:
    message = RequestMessage("POST", HERE, FIELDS, TextContent("hello"))
    moved = _moved(status, "https://elsewhere.test/x")
    refused = next_hop(message, moved)
    assert isinstance(refused, RedirectRefused)
    assert "to another origin, https://elsewhere.test," in refused.why
    found = next_hop(message, moved, may_take_body=lambda url: url.startswith("https://else"))
    assert isinstance(found, Redirect)
    assert found.message.content == TextContent("hello")
    assert [line.name for line in found.message.headers] == ["Accept", "Content-Type"]


def test_from_http_to_https_is_another_origin() -> None:
    message = RequestMessage("GET", "http://api.test/", FIELDS)
    found = next_hop(message, _moved(301, "https://api.test/"))
    assert isinstance(found, Redirect)
    assert "the authorization header" in found.removed


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_with_a_secret_stays_at_its_origin(status: int) -> None:
    part = PartContent("a", TextContent(Secret("s")))
    for content in (TextContent(Secret("s")), MultipartContent((part,), "b")):
        message = RequestMessage("POST", HERE, (), content)
        refused = next_hop(
            message, _moved(status, "https://evil.test/"), may_take_body=lambda _: True
        )
        assert isinstance(refused, RedirectRefused)
        assert "secret" in refused.why
        assert isinstance(next_hop(message, _moved(status, "/x")), Redirect)
        dropped = next_hop(message, _moved(303, "https://evil.test/"))
        assert isinstance(dropped, Redirect)
        assert dropped.message.content is None


@pytest.mark.parametrize(
    ("locations", "says"),
    [
        (("http://api.test/",), "from https to http"),
        (("file:///etc/passwd",), "not supported: file"),
        (("javascript:alert(1)",), "not supported: javascript"),
        (("https://me:canary@api.test/",), "user name"),
        (("https://[::1",), "not a valid URL"),
        ((), "exactly one Location"),
        (("",), "exactly one Location"),
        (("/a", "/b"), "exactly one Location"),
        (("https://a\x00b/",), "control character"),
    ],
)
def test_redirects_that_are_refused_say_why(locations: tuple[str, ...], says: str) -> None:
    refused = next_hop(RequestMessage("GET", HERE), _moved(302, *locations))
    assert isinstance(refused, RedirectRefused)
    assert says in refused.why
    assert "canary" not in refused.why


@pytest.mark.parametrize("status", [200, 300, 304, 305, 306, 399, 401])
def test_other_statuses_are_not_followed(status: int) -> None:
    found = next_hop(RequestMessage("GET", HERE), _moved(status, "/x"))
    assert isinstance(found, RedirectRefused)


def test_a_place_relative_to_a_secret_stays_secret() -> None:
    message = RequestMessage(
        "GET", Secret("https://api.test/canary/a", "https://api.test/••••••/a")
    )
    found = next_hop(message, _moved(302, "b"))
    assert isinstance(found, Redirect)
    assert isinstance(found.message.url, Secret)
    assert found.message.url.reveal() == "https://api.test/canary/b"
    assert "canary" not in str(found)


@given(st.text())
def test_any_location_is_followed_or_refused(location: str) -> None:
    found = next_hop(RequestMessage("GET", HERE, FIELDS), _moved(302, location))
    assert isinstance(found, Redirect | RedirectRefused)
