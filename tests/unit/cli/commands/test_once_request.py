"""The request that the words of a command line make."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.cli.commands.once_request import (
    OnceOptions,
    TypedTarget,
    once_request,
    option_place,
    typed_target,
    url_of_host,
)
from outrider.errors import SourceLocation, UsageError
from outrider.model.workspace import (
    FileBody,
    FormBody,
    MultipartBody,
    NameValueRow,
    Request,
    TextBody,
)

URL = TypedTarget("https://a.test/x")


def absolute(_option: str, written: str) -> str:
    return f"/here/{written}"


def made(target: TypedTarget = URL, /, inherited: tuple[str, ...] = (), **given: object) -> Request:
    return once_request(target, OnceOptions(**given), absolute, inherited)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["https://a.test"], TypedTarget("https://a.test")),
        (["{{base_url}}/x"], TypedTarget("{{base_url}}/x")),
        (["POST", "https://a.test"], TypedTarget("https://a.test", "POST")),
        (["M-SEARCH", "http://a.test"], TypedTarget("http://a.test", "M-SEARCH")),
        (["VERSION-CONTROL", "{{u}}"], TypedTarget("{{u}}", "VERSION-CONTROL")),
        (["list-orders"], None),
        (["billing/list orders"], None),
        (["localhost:8080/x"], None),
        (["GET"], None),
    ],
)
def test_words_are_a_url_or_a_request(words: list[str], expected: TypedTarget | None) -> None:
    assert typed_target(words) == expected


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("get https://a.test", "Write the method in capitals: GET https://a.test"),
        ("https://a.test POST", "Write the method first: POST https://a.test"),
        ("GET localhost:80/x", "For a URL, write GET http://localhost:80/x"),
        ("POST api.a.test/x", "For a URL, write POST https://api.a.test/x"),
        ("GET list-orders", "A request has its own method: write list-orders"),
        ("https://a.test/?q=a b c", "Quote what contains spaces"),
        ("list orders", "Quote what contains spaces"),
    ],
)
def test_other_words_say_what_is_meant(words: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        typed_target(words.split())
    assert caught.value.advice.startswith(advice)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("word", "url"),
    [
        ("localhost:8080/x", "http://localhost:8080/x"),
        ("localhost", "http://localhost"),
        ("127.0.0.1/x?y", "http://127.0.0.1/x?y"),
        ("[::1]:80/", "http://[::1]:80/"),
        ("api.example.com", "https://api.example.com"),
        ("api.example.com:8443/x", "https://api.example.com:8443/x"),
        ("orders:8080/x", "http://orders:8080/x"),
        ("list-orders", ""),
        ("billing/create", ""),
        ("List orders", ""),
        ("", ""),
        ("a..b", ""),
    ],
)
def test_a_host_is_known_by_its_looks(word: str, url: str) -> None:
    assert url_of_host(word) == url


def test_a_method_is_get_or_with_a_body_post() -> None:
    assert made().method == "GET"
    assert made(data=["x"]).method == "POST"
    assert made(TypedTarget("https://a.test", "PUT"), json_data=["1"]).method == "PUT"


def test_headers_are_written_as_for_curl() -> None:
    rows = made(headers=["A: b:c", "Accept:", "Empty;", "X-Ref: {{v}}"]).headers
    assert rows == (
        NameValueRow("A", "b:c"),
        NameValueRow("Accept", "", enabled=False),
        NameValueRow("Empty", ""),
        NameValueRow("X-Ref", "{{v}}"),
    )


@pytest.mark.parametrize("written", ["no colon", ": value", ":"])
def test_a_header_has_a_name_and_a_colon(written: str) -> None:
    with pytest.raises(UsageError, match="--header"):
        made(headers=[written])


def test_data_sets_no_content_type_and_takes_none_away() -> None:
    off = NameValueRow("Content-Type", "", enabled=False)
    assert made(data=["x"]).headers == (off,)
    assert made(data=["x"], inherited=("content-type",)).headers == ()
    written = made(data=["x"], headers=["content-type: text/csv"]).headers
    assert written == (NameValueRow("content-type", "text/csv"),)
    assert made(json_data=["{}"]).headers == ()
    assert made(form=["a=b"]).headers == ()


def test_bodies_are_texts_files_or_standard_input() -> None:
    assert made(data=["a {{v}}"]).body == TextBody("text", "a {{v}}")
    assert made(data=["@f.bin"]).body == FileBody("/here/f.bin")
    assert made(data=["-"]).body == made(data=["@-"]).body == FileBody("/here/-")
    assert made(json_data=["@f"]).body == TextBody("json", None, "/here/f")
    # A path is typed, and no template.
    assert made(data=["@{{v}}"]).body == FileBody(r"/here/\{{v}}")


def test_a_form_with_a_file_is_multipart() -> None:
    assert made(form=["a=b=c", "a="]).body == FormBody(
        (NameValueRow("a", "b=c"), NameValueRow("a", ""))
    )
    body = made(form=["a=b", "f=@d/x.PDF", "g=@-"]).body
    assert isinstance(body, MultipartBody)
    assert [(one.value, one.file, one.filename, one.content_type) for one in body.parts] == [
        ("b", None, None, None),
        (None, "/here/d/x.PDF", "x.PDF", "application/pdf"),
        (None, "/here/-", "-", None),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"data": ["a"], "form": ["b=c"]},
        {"data": ["a"], "json_data": ["b"]},
        {"data": ["a", "b"]},
        {"form": ["a"]},
    ],
)
def test_there_is_one_body(given: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        made(**given)  # type: ignore[arg-type]
    assert caught.value.advice


def test_auth_is_a_name_or_none() -> None:
    inherits, none, named = made().auth, made(auth="none").auth, made(auth="billing").auth
    tables = [one.table if one is not None else None for one in (inherits, none, named)]
    assert tables == [None, {"type": "none"}, {"use": "billing"}]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (SourceLocation("", ("url",)), "url"),
        (SourceLocation("", ("headers", 0, "value")), "--header"),
        (SourceLocation("", ("body", "content")), "--form"),
        (SourceLocation("", ("auth", "use")), "--auth"),
        (SourceLocation(""), ""),
        (SourceLocation("a.toml", ("headers", 0)), "a.toml: headers[1]"),
    ],
)
def test_places_are_options(place: SourceLocation, shown: str) -> None:
    assert str(option_place(place, "--form")) == shown


@given(st.lists(st.text(max_size=12), min_size=1, max_size=3))
def test_any_words_are_something_or_a_usage_error(words: list[str]) -> None:
    with suppress(UsageError):
        target = typed_target(words)
        assert target is None or target.url in words
