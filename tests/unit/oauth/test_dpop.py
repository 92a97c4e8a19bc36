"""What a server's answer says of the nonce in a proof (RFC 9449 §8, §9)."""

from __future__ import annotations

import pytest

from outrider.model.message import ResponseMessage
from outrider.oauth.dpop import (
    given_nonce,
    is_dpop,
    wants_nonce_for_api,
    wants_nonce_for_token,
)

ERROR = '{"error": "use_dpop_nonce"}'
CHALLENGE = 'DPoP error="use_dpop_nonce", error_description="a, b"'


def response(status: int, body: str = "", challenge: str = "", *nonces: str) -> ResponseMessage:
    headers = [("DPoP-Nonce", one) for one in nonces]
    if challenge:
        headers.append(("WWW-Authenticate", challenge))
    return ResponseMessage(status, "", "HTTP/1.1", tuple(headers), body.encode())


@pytest.mark.parametrize(
    ("nonces", "nonce"),
    [
        (("n-1",), "n-1"),
        ((" n-1 ",), "n-1"),
        (("eyJ7S_zG.eyJH0-Z.HX4w-7v~!#[]",), "eyJ7S_zG.eyJH0-Z.HX4w-7v~!#[]"),
        ((), ""),
        (("",), ""),
        (("a", "b"), ""),
        (("a b",), ""),
        (('a"b',), ""),
        (("a\\b",), ""),
        (("é",), ""),
        (("x" * 5000,), ""),
    ],
)
def test_a_nonce_is_one_word_that_may_stand_in_a_proof(nonces: tuple[str, ...], nonce: str) -> None:
    assert given_nonce(response(200, "", "", *nonces)) == nonce


@pytest.mark.parametrize(
    ("reply", "token", "api"),
    [
        (response(400, ERROR, "", "n"), True, False),
        (response(401, ERROR, "", "n"), True, False),
        (response(401, "", CHALLENGE, "n"), True, True),
        (response(401, "", f"Bearer realm=x, {CHALLENGE}", "n"), True, True),
        (response(401, "<p>", "dpop error=use_dpop_nonce", "n"), True, True),
        (response(400, "", CHALLENGE, "n"), True, False),
        (response(400, ERROR), False, False),
        (response(401, ERROR, CHALLENGE), False, False),
        (response(401, ERROR, CHALLENGE, "a", "b"), False, False),
        (response(200, ERROR, CHALLENGE, "n"), False, False),
        (response(403, ERROR, CHALLENGE, "n"), False, False),
        (response(500, ERROR, CHALLENGE, "n"), False, False),
        (response(400, '{"error": "invalid_dpop_proof"}', "", "n"), False, False),
        (response(400, '["use_dpop_nonce"]', "", "n"), False, False),
        (response(400, "[" * 9999, "", "n"), False, False),
        (response(401, "", 'Bearer error="use_dpop_nonce"', "n"), False, False),
        (response(401, "", 'DPoP error="invalid_token"', "n"), False, False),
    ],
)
def test_only_use_dpop_nonce_asks_for_another_try(
    reply: ResponseMessage, token: bool, api: bool
) -> None:
    assert wants_nonce_for_token(reply) is token
    assert wants_nonce_for_api(reply) is api


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("DPoP", True), ("dpop", True), (" DPOP ", True), ("Bearer", False), ("DPoP2", False)],
)
def test_the_type_has_no_case(written: str, is_one: bool) -> None:
    assert is_dpop(written) is is_one
