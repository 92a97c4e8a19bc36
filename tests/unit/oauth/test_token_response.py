"""What counts as a token, and what the user is told of everything else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import MalformedTokenResponse, OutriderError, TokenRefused
from outrider.model.message import ResponseMessage
from outrider.model.token import TokenResponse
from outrider.oauth.token_response import read_token_response

ENDPOINT = "https://login.example.com/token"


def reply(
    body: bytes | str | Any, status: int = 200, media_type: str = "application/json", **fields: str
) -> ResponseMessage:
    if not isinstance(body, bytes | str):
        body = json.dumps(body)
    raw = body if isinstance(body, bytes) else body.encode()
    headers = (("Content-Type", media_type), *((k.replace("_", "-"), v) for k, v in fields.items()))
    return ResponseMessage(status, "", "HTTP/1.1", headers, raw)


def read(body: Any, status: int = 200, **more: str) -> TokenResponse:
    return read_token_response(reply(body, status, **more), ENDPOINT)


def test_a_plain_answer_is_a_token() -> None:
    answer = read({"access_token": "abc", "token_type": "Bearer", "expires_in": 60, "scope": "a b"})
    assert answer.access_token.reveal() == "abc"
    assert answer.lifetime == 60
    assert answer.scope == frozenset({"a", "b"})
    assert not answer.warnings


def test_a_form_answer_is_a_token_too() -> None:
    for media_type in ("application/x-www-form-urlencoded", "text/plain"):
        answer = read(
            "access_token=abc&token_type=bearer&expires_in=60&scope=a+b", media_type=media_type
        )
        assert answer.access_token.reveal() == "abc"
        assert answer.lifetime == 60
        assert answer.scope == frozenset({"a", "b"})


@pytest.mark.parametrize(
    ("written", "lifetime", "warned"),
    [
        (60, 60.0, False),
        ("3600", 3600.0, False),
        (3600.7, 3600.0, False),
        (0, 0.0, False),
        (-5, -5.0, False),
        ("0", 0.0, False),
        (None, None, False),
        (True, None, True),
        ("soon", None, True),
        ([60], None, True),
        ({"s": 1}, None, True),
        (86400, 86400.0, False),
        (86401, 86400.0, True),
        (10**18, 86400.0, True),
        (10**400, 86400.0, True),
        ("", None, True),
    ],
)
def test_expires_in_as_servers_write_it(written: Any, lifetime: float | None, warned: bool) -> None:
    answer = read({"access_token": "abc", "token_type": "Bearer", "expires_in": written})
    assert answer.lifetime == lifetime
    assert bool(answer.warnings) is warned


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity"])
def test_an_expiry_that_is_no_number_is_unknown(written: str) -> None:
    answer = read(f'{{"access_token": "abc", "token_type": "Bearer", "expires_in": {written}}}')
    assert answer.lifetime is None
    assert answer.warnings


@pytest.mark.parametrize("token_type", ["Bearer", "bearer", "BEARER"])
def test_bearer_in_any_case_is_bearer(token_type: str) -> None:
    assert read({"access_token": "abc", "token_type": token_type}).token_type == token_type


def test_a_missing_token_type_is_taken_for_bearer_and_said() -> None:
    answer = read({"access_token": "abc"})
    assert answer.token_type == "Bearer"
    assert answer.warnings == ("No token_type in the token response: assuming Bearer.",)


@pytest.mark.parametrize("token_type", ["mac", "DPoP", 5, ["Bearer"]])
def test_another_token_type_is_no_token(token_type: Any) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read({"access_token": "abc", "token_type": token_type})
    assert caught.value.code == "unsupported_token_type"


@pytest.mark.parametrize(
    "token",
    ["", 5, ["abc"], {"a": 1}, "a b", "a\r\nX: y", "a\0b", "a\x1b[31m", "é", "a" * (64 * 1024 + 1)],
)
def test_a_token_that_cannot_stand_in_a_header_is_no_token(token: Any) -> None:
    with pytest.raises(MalformedTokenResponse):
        read({"access_token": token, "token_type": "Bearer"})


@pytest.mark.parametrize("body", [{}, {"access_token": None, "x": 1}, {"token": "abc"}])
def test_an_answer_without_a_token_names_what_it_has(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read(body)
    assert caught.value.code == "token_missing"


@pytest.mark.parametrize(
    "body",
    ["[]", "null", '"x"', "5", "[" * 100_000, '{"a":' * 100_000, "9" * 5000, "<html>", "\x00", "{"],
)
def test_what_is_no_json_object_is_no_token(body: str) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read(body)
    assert caught.value.what


def test_an_empty_answer_says_so() -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read("")
    assert caught.value.code == "token_empty"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_encodings_of_json_are_read(encoding: str) -> None:
    raw = '{"access_token": "abc", "token_type": "Bearer"}'.encode(encoding)
    assert read(raw).access_token.reveal() == "abc"


def test_invalid_utf8_is_no_token_and_no_crash() -> None:
    with pytest.raises(MalformedTokenResponse):
        read(b'{"access_token": "\xff\xfe\xfa"}')


@pytest.mark.parametrize("name", ["access_token", "token_type", "expires_in", "scope", "error"])
def test_a_member_given_twice_is_refused(name: str) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read(f'{{"access_token": "a", "token_type": "Bearer", "{name}": "x", "{name}": "y"}}')
    assert "twice" in caught.value.what


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500])
def test_an_error_is_an_error_under_whatever_status(status: int) -> None:
    with pytest.raises(TokenRefused) as caught:
        read(
            {
                "error": "invalid_client",
                "error_description": "No [such]\r\nclient",
                "access_token": "x",
            },
            status,
        )
    refused = caught.value
    assert refused.error == "invalid_client"
    assert refused.what == f"Token request refused: {status} invalid_client"
    assert refused.server_message == "No [such] client"
    assert refused.advice


@pytest.mark.parametrize("error", [{"code": 1}, 9, ["x"]])
def test_an_odd_error_is_still_an_error(error: Any) -> None:
    with pytest.raises(TokenRefused):
        read({"error": error}, 400)


def test_a_page_is_named_by_status_and_title() -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read("\n\n  <title>Please log in</title>\n", 403, media_type="text/html; charset=utf-8")
    assert caught.value.what == "Token request refused: 403 Forbidden"
    assert caught.value.server_message == "Please log in"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_named_and_not_followed(status: int) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        read("", status, Location="https://elsewhere.example/token/")
    assert caught.value.code == "token_redirect"
    assert "https://elsewhere.example/token/" in caught.value.what


def test_a_server_that_asks_to_wait_is_heard() -> None:
    with pytest.raises(OutriderError) as caught:
        read("busy", 429, media_type="text/plain", Retry_After="59")
    assert caught.value.advice == "Try again in 59 s (Retry-After)."


@given(
    st.binary(max_size=300),
    st.integers(100, 599),
    st.sampled_from(["application/json", "", "text/html"]),
)
def test_nothing_but_a_token_or_our_own_error_comes_out(
    body: bytes, status: int, media_type: str
) -> None:
    try:
        answer = read_token_response(reply(body, status, media_type), ENDPOINT)
    except (TokenRefused, MalformedTokenResponse):
        return
    assert answer.access_token.reveal()


OPTIONAL = ("token_type", "expires_in", "scope", "refresh_token", "error")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {"access_token": json_values},
        optional=dict.fromkeys(OPTIONAL, json_values),
    )
)
def test_whatever_the_members_hold_the_token_is_safe(members: dict[str, Any]) -> None:
    try:
        answer = read(members)
    except (TokenRefused, MalformedTokenResponse):
        return
    assert answer.access_token.reveal().isascii()
    assert answer.access_token.reveal().isprintable()
    assert answer.lifetime is None or answer.lifetime <= 86400
