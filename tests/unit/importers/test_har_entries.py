"""HTTP Archives of other programs, and what only looks like one."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import ImportRejected
from outrider.importers.har_entries import HarEntry, har_entry, is_har, read_har
from outrider.model.message import MultipartContent, TextContent, content_text
from outrider.model.secret import reveal

MEMBERS = (
    *("request", "response", "method", "url", "headers", "name", "value", "postData", "text"),
    *("params", "mimeType", "encoding", "content", "status", "size", "statusText", "httpVersion"),
)
ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(MEMBERS),
            inside,
        )
    ),
    max_leaves=30,
)


def entry(request: dict[str, Any], response: dict[str, Any] | None = None) -> HarEntry:
    whole = {"request": {"method": "GET", "url": "http://a/", **request}}
    return har_entry(whole | ({"response": response} if response is not None else {}), "a.har", 1)


def body(data: dict[str, Any]) -> str:
    text = content_text(entry({"postData": data}).request.content)
    assert text is not None
    return reveal(text)


def test_request_and_response_are_read() -> None:
    found = entry(
        {
            "method": "POST",
            "headers": [{"name": "Accept", "value": "*/*"}, {"name": "X"}, 7, {}],
            "postData": {"mimeType": "application/json", "text": '{"a": 1}'},
        },
        {
            "status": 201,
            "statusText": "Created",
            "httpVersion": "http/2.0",
            "headers": [],
            "content": {
                "size": 3,
                "mimeType": "image/png",
                "text": b64encode(b"\0\1\2").decode(),
                "encoding": "base64",
            },
        },
    )
    assert found.request.method == "POST"
    assert [(line.name, line.value) for line in found.request.headers] == [
        ("Accept", "*/*"),
        ("X", ""),
    ]
    assert found.request.content == TextContent('{"a": 1}')
    assert found.response is not None
    assert (found.response.status, found.response.content) == (201, b"\0\1\2")
    # Firefox keeps the type of a response in its content alone.
    assert found.response.header("content-type") == "image/png"


def test_fields_of_a_form_without_its_text() -> None:
    kind = "application/x-www-form-urlencoded"
    params = [{"name": "a b", "value": "1&2"}, {"name": "c", "value": "ü"}]
    assert body({"mimeType": kind, "params": params}) == "a+b=1%262&c=%C3%BC"
    encoded = [{"name": "a", "value": "1%262"}]
    assert body({"mimeType": kind, "params": encoded}) == "a=1%262"


def test_parts_of_a_form_with_files() -> None:
    params = [{"name": "f", "value": "x", "fileName": "a.txt", "contentType": "text/plain"}]
    content = entry({"postData": {"mimeType": "multipart/form-data", "params": params}})
    assert isinstance(content.request.content, MultipartContent)
    [part] = content.request.content.parts
    assert (part.name, part.filename, part.content_type) == ("f", "a.txt", "text/plain")


def test_what_did_not_come_is_no_response() -> None:
    assert entry({}).response is None
    failed = entry({}, {"status": 0, "_error": "net::ERR_FAILED"})
    assert (failed.response, failed.problem) == (None, "net::ERR_FAILED")


def test_a_body_that_the_program_did_not_keep_is_not_whole() -> None:
    found = entry({}, {"status": 200, "content": {"size": 100}}).response
    assert found is not None
    assert (found.size, found.truncated) == (100, True)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "a.har is not a HAR file: it is not valid JSON (line 1)."),
        ('{"log":\n{', "a.har is not a HAR file: it is not valid JSON (line 2)."),
        ("[" * 100_000, "a.har is not a HAR file: it is nested too deeply."),
        ("[]", "a.har is not a HAR file: it has no log.entries."),
        ('{"log": {"entries": {}}}', "a.har is not a HAR file: it has no log.entries."),
    ],
)
def test_what_is_no_archive(text: str, what: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_har(text, "a.har")
    assert refused.value.what == what


def test_an_entry_without_a_request() -> None:
    wrong: tuple[Any, ...] = (
        None,
        [],
        {},
        {"request": {"url": "http://a/"}},
        {"request": {"method": "GET"}},
    )
    for one in wrong:
        with pytest.raises(ImportRejected, match="has no request"):
            har_entry(one, "a.har", 1)


@given(ANY, ANY)
def test_whatever_stands_in_an_entry_is_read_or_refused(request: Any, response: Any) -> None:
    asked = request if isinstance(request, dict) else {"headers": request, "postData": request}
    answered = response if isinstance(response, dict) else {"content": response}
    whole = {"request": {**asked, "method": "GET", "url": "u"}, "response": answered}
    found = har_entry(json.loads(json.dumps(whole)), "a.har", 1)
    assert found.request.url == "u"


def test_what_looks_like_an_archive() -> None:
    assert is_har('\ufeff {\n "log": {}}')
    assert not is_har("curl https://a.b/?log={}")
    assert not is_har('{"info": {}}')
