"""Each odd answer of a token endpoint: where it is read as a token, and what is said otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outrider.errors import MalformedTokenResponse, TokenRefused
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenResponse
from outrider.oauth.token_response import read_token_response

ENDPOINT = "https://login.example.com/token"
TOKEN = {"access_token": "abc", "token_type": "Bearer"}
FORM = "application/x-www-form-urlencoded"


def reply(
    body: bytes | str | dict[str, Any], status: int = 200, kind: str = "application/json"
) -> ResponseMessage:
    text = json.dumps(body) if isinstance(body, dict) else body
    content = text if isinstance(text, bytes) else text.encode()
    return ResponseMessage(status, "", "HTTP/1.1", (("Content-Type", kind),), content)


def read(
    body: bytes | str | dict[str, Any], status: int = 200, kind: str = "application/json"
) -> TokenResponse:
    return read_token_response(reply(body, status, kind), ENDPOINT)


def malformed(
    body: bytes | str | dict[str, Any], status: int = 200, kind: str = "application/json"
) -> MalformedTokenResponse:
    with pytest.raises(MalformedTokenResponse) as raised:
        read(body, status, kind)
    assert raised.value.where == f"POST {ENDPOINT}"
    return raised.value


def refused(body: dict[str, Any], status: int = 400) -> TokenRefused:
    with pytest.raises(TokenRefused) as raised:
        read(body, status)
    assert raised.value.where == f"POST {ENDPOINT}"
    return raised.value


@pytest.mark.parametrize("status", [200, 201, 299])
def test_every_success_may_hold_a_token(status: int) -> None:
    assert read(TOKEN, status).access_token.reveal() == "abc"


@pytest.mark.parametrize("status", [300, 302, 399])
def test_every_redirect_is_one_whatever_it_holds(status: int) -> None:
    error = malformed(TOKEN, status)
    assert error.code == "token_redirect"
    assert error.what == f"The token endpoint redirects, but does not say where to ({status})."


@pytest.mark.parametrize("status", [199, 400, 404, 500])
def test_no_token_is_taken_from_a_failure(status: int) -> None:
    assert malformed(TOKEN, status).code == "token_status"


def test_a_long_place_of_a_redirect_is_cut() -> None:
    fields = (("Location", "https://a.test/" + "x" * 600),)
    answer = ResponseMessage(302, "", "HTTP/1.1", fields, b"")
    with pytest.raises(MalformedTokenResponse) as raised:
        read_token_response(answer, ENDPOINT)
    assert f" to https://a.test/{'x' * 485} (302)." in raised.value.what


@pytest.mark.parametrize(
    ("written", "kept"), [("r", "r"), ("", None), (None, None), (7, None), (["r"], None)]
)
def test_a_refresh_token_is_a_text_with_something_in_it(written: Any, kept: str | None) -> None:
    found = read({**TOKEN, "refresh_token": written}).refresh_token
    assert (found.reveal() if found is not None else None) == kept


@pytest.mark.parametrize("name", ["refresh_token", "scope", "error", "expires_in"])
def test_no_member_of_the_protocol_may_stand_twice(name: str) -> None:
    text = f'{{"access_token": "abc", "token_type": "Bearer", "{name}": "", "{name}": ""}}'
    assert malformed(text).code == "token_duplicate_member"


def test_another_member_may() -> None:
    assert read('{"access_token":"abc","token_type":"Bearer","x":1,"x":2}').access_token


@pytest.mark.parametrize("error", ["invalid_client", "something_else", "a sentence"])
def test_the_error_is_kept_word_for_word(error: str) -> None:
    found = refused({"error": error})
    assert found.error == error
    assert found.what == f"Token request refused: 400 {error}"


@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("No.", "No."),
        ("a\n b", "a b"),
        ("", ""),
        ("x" * 400, "x" * 400),
        ("x" * 401, "x" * 400 + "…"),
        ("No. Trace ID: 1-2 Timestamp: 2026", "No."),
        ("No (request id=7)", "No"),
        ("trace id: 7", "trace id: 7"),
        ("Bad Request", ""),
    ],
)
def test_the_words_of_the_server_are_one_line_without_trace_ids(
    description: str, shown: str
) -> None:
    assert refused({"error": "e", "error_description": description}).server_message == shown


def test_a_long_error_is_cut_in_what_people_read_only() -> None:
    found = refused({"error": "x" * 600})
    assert found.what == f"Token request refused: 400 {'x' * 100}…"
    assert len(found.error) == 600


@pytest.mark.parametrize("words", ["No required SSL certificate", "mTLS needed", "mutual TLS"])
def test_a_server_that_wants_a_certificate_is_understood(words: str) -> None:
    assert "client_certificate" in malformed(words, 400, "text/html").advice
    assert (
        "client_certificate"
        in refused({"error": "invalid_client", "error_description": words}).advice
    )
    assert "client_certificate" not in malformed(words, 200, "text/html").advice


@pytest.mark.parametrize(
    "kind", [FORM, f"{FORM}; charset=utf-8", FORM.upper(), "text/plain", "text/html", ""]
)
def test_a_form_is_read_as_one(kind: str) -> None:
    found = read("access_token=abc&token_type=bearer&scope=&x=%C3%A9", kind=kind)
    assert found.access_token.reveal() == "abc"
    assert found.scope == frozenset()


@pytest.mark.parametrize("kind", [FORM, "text/plain", "text/html", "application/json", ""])
def test_a_form_is_known_by_its_type_or_its_looks(kind: str) -> None:
    assert read("scope=a&access_token=abc&token_type=bearer", kind=kind).scope == frozenset("a")


def test_a_form_without_a_member_of_a_token_response_needs_its_type() -> None:
    assert malformed("scope=a&token=abc", kind="text/plain").code == "token_not_json"
    assert malformed("scope=a&token=abc", kind=FORM).code == "token_missing"


@pytest.mark.parametrize("kind", [FORM, "text/html", ""])
def test_json_is_no_form_whatever_it_is_called(kind: str) -> None:
    assert read(TOKEN, kind=kind).access_token.reveal() == "abc"


def test_a_form_of_too_many_fields_is_refused() -> None:
    body = b"access_token=abc&" + b"&".join(b"x%d=1" % number for number in range(100))
    assert malformed(body, kind=FORM).code == "token_not_json"


@pytest.mark.parametrize("body", [b"access_token=abc&x=%FF", b"access_token=abc&x=\xff"])
def test_a_form_that_is_no_utf_8_is_read_by_its_charset_or_as_latin_1(body: bytes) -> None:
    assert read(body, kind=FORM).access_token.reveal() == "abc"


def test_a_form_of_a_hundred_fields_is_read() -> None:
    body = b"access_token=abc&" + b"&".join(b"x%d=1" % number for number in range(99))
    assert read(body, kind=FORM).access_token.reveal() == "abc"
