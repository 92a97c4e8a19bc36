"""What a server said, in whatever shape; and that no shape stops the reading of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import AuthorizationError
from outrider.model.message import ResponseMessage
from outrider.oauth.server_words import shown_words, words_of_members, words_of_page
from outrider.oauth.token_response import read_token_response


def reply(body: bytes, kind: str = "", *challenges: str, status: int = 400) -> ResponseMessage:
    fields = [("Content-Type", kind), *(("WWW-Authenticate", one) for one in challenges)]
    return ResponseMessage(status, "", "HTTP/1.1", tuple(fields), body)


def said(members: dict[str, Any], *challenges: str) -> tuple[str, str]:
    words = words_of_members(reply(b"", "", *challenges), members)
    return words.code, words.message


@pytest.mark.parametrize(
    ("members", "code", "message"),
    [
        ({"error": "e", "error_description": "d", "message": "m"}, "e", "d"),
        ({"error": "e", "error_hint": "h", "message": "m"}, "e", "h"),
        ({"error": "e", "message": "m", "detail": "x"}, "e", "m"),
        ({"detail": "d", "title": "t"}, "", "d"),
        ({"title": "t"}, "", "t"),
        ({"error": "e", "error_description": ["a", 1]}, "e", '["a", 1]'),
        ({"error": {"code": "c", "type": "t", "message": "m"}}, "c", "m"),
        ({"error": {"code": 7, "type": "t", "message": "m"}}, "t", "m"),
        ({"error": {"code": 7, "message": "m"}}, "error 7", "m"),
        ({"error": {"message": "m"}, "message": "outer"}, "", "outer"),
        ({"error": 9}, "error 9", ""),
        ({"error": True, "message": "m"}, "", "m"),
        ({"errors": [{"code": "c", "message": "m"}]}, "c", "m"),
        ({"errors": ["one", "two"]}, "one", ""),
        ({"errors": []}, "", ""),
        ({"fault": {"faultstring": "f", "detail": {"errorcode": "c"}}}, "c", "f"),
        ({"fault": {"faultstring": "f", "detail": "x"}}, "", "f"),
        ({"ErrorCode": "c", "Error": "two words"}, "c", "two words"),
        ({"Error": "e", "Error_Description": "d"}, "e", "d"),
        ({}, "", ""),
    ],
)
def test_code_and_words_are_found_where_servers_put_them(
    members: dict[str, Any], code: str, message: str
) -> None:
    assert said(members) == (code, message)


def test_a_challenge_speaks_where_the_body_does_not() -> None:
    challenge = 'Bearer realm="r, error=no", error="invalid_client", error_description="a, b"'
    assert said({}, challenge) == ("invalid_client", "a, b")
    assert said({"error": "own"}, challenge) == ("own", "a, b")
    assert said({"message": "m"}, "Basic realm=x") == ("", "m")


def page(text: str, *challenges: str) -> tuple[str, str]:
    words = words_of_page(reply(text.encode(), "text/html", *challenges), lambda one: one)
    return words.code, words.message


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("<title>Sign in</title><h1>Hello</h1>", "", "Sign in"),
        ("<title>401 Unauthorized</title><h1>Bad credentials</h1>", "", "Bad credentials"),
        ("<title>Error</title><pre>Cannot POST /t</pre>", "", "Cannot POST /t"),
        ("<title>502 Bad Gateway</title><hr>nginx/1.2", "", "502 Bad Gateway"),
        ("<style>a{}</style><script>var x = '<b>'</script>  <p>Down\n", "", "Down"),
        ("<p>Tom &amp; Jerry", "", "Tom & Jerry"),
        ("\n\n  first \n second", "", "first"),
        ("<error>invalid_scope</error>", "invalid_scope", ""),
        ("invalid_client: no such client", "invalid_client", "no such client"),
        ("nothing_known: at all", "", "nothing_known: at all"),
        ("", "", ""),
    ],
)
def test_a_page_says_one_thing(text: str, code: str, message: str) -> None:
    assert page(text) == (code, message)


def test_an_empty_body_leaves_it_to_the_challenge() -> None:
    assert page("", 'Basic realm="Gate"') == ("", "Basic realm=Gate")
    assert page("", 'Basic error="invalid_client"') == ("invalid_client", "")


def test_nothing_is_cut_before_it_is_masked() -> None:
    secret = "s3cret-value"
    for spaces in range(8170, 8200):
        body = (" " * spaces + secret).encode()
        words = words_of_page(reply(body), lambda text: text.replace(secret, "••••••"))
        assert words.message in ("", "••••••"[: len(words.message)])


def test_long_words_take_no_time_to_speak_of() -> None:
    for text in ("," * 200_000, " trace" * 50_000, "<script" * 50_000, "client " * 50_000):
        assert len(shown_words(text)) <= 401
        with pytest.raises(AuthorizationError):
            read_token_response(reply(text.encode()), "https://a.test/t")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = ("error", "errors", "fault", "error_description", "message", "ErrorCode", "error_uri")


@given(
    st.dictionaries(st.sampled_from(NAMES), values | st.just({"code": "c", "message": "m"})),
    st.sampled_from([200, 400, 401, 403, 404, 500]),
)
def test_whatever_stands_there_the_refusal_is_told(members: dict[str, Any], status: int) -> None:
    body = json.dumps(members).encode()
    with pytest.raises(AuthorizationError) as raised:
        read_token_response(reply(body, "application/json", status=status), "https://a.test/t")
    error = raised.value
    assert error.what
    assert error.why or error.advice
    assert "\n" not in error.what + error.server_message + error.see
    assert len(error.server_message) <= 201


@pytest.mark.parametrize("piece", [" ", "(", "a", "a-", "a_", 'a="', "trace ", "<a ", "https://"])
def test_words_without_an_end_are_read_to_their_end(piece: str) -> None:
    """Work that grew with the square of the length would take this test many minutes."""
    text = piece * (300_000 // len(piece))
    said({"error": text, "error_description": text}, f"Bearer {text}")
    shown_words(text)
    words_of_page(reply(text.encode(), "text/html"), str)
