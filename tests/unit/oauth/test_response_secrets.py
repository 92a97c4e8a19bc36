"""Every token in a token response is found, to be masked before anybody looks."""

from __future__ import annotations

import pytest

from outrider.oauth.response_secrets import token_members


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            b'{"access_token": "a", "refresh_token": "b", "id_token": "c", "x": "d"}',
            ["a", "b", "c"],
        ),
        (b'{"access_token": 1, "refresh_token": null}', []),
        (b'["access_token"]', []),
        (b'{"data": {"accessToken": "a", "items": [{"jwt": "b", "expiresIn": "60"}]}}', ["a", "b"]),
        (b'{"token": "a", "token_type": "Bearer"}', ["a"]),
        (b"access_token=a&refresh_token=b", ["a", "b"]),
        (b"access_token=a&" + b"&".join(b"x%d=1" % number for number in range(99)), ["a"]),
        (b"access_token=a&" + b"&".join(b"x%d=1" % number for number in range(100)), []),
        (b'cb({"access_token": "abcdefgh.ijk"})', ["abcdefgh.ijk"]),
        (b"<a><access_token>abcdefgh.ijk</access_token></a>", ["abcdefgh.ijk"]),
        ('{"access_token": "abcdefgh.ijk", "x": "é"}'.encode("latin-1"), ["abcdefgh.ijk"]),
        ('{"access_token": "a"}'.encode("utf-16"), ["a"]),
        (b"[" * 100_000, []),
        (b"\xff", []),
        (b"\xff\xfe<html>", []),
    ],
)
def test_tokens_are_found_in_whatever_comes(body: bytes, found: list[str]) -> None:
    assert [secret.reveal() for secret in token_members(body)] == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("data", "key"), ["k"]),
        (("list", "1", "v"), ["w"]),
        (("list", "9", "v"), []),
        (("list", "x", "v"), []),
        (("data", "number"), []),
        (("nothing", "there"), []),
        (("data", "key", "deeper"), []),
    ],
)
def test_a_token_is_found_where_the_definition_says_that_it_is(
    path: tuple[str, ...], found: list[str]
) -> None:
    body = b'{"data": {"key": "k", "number": 5}, "list": [{"v": "v"}, {"v": "w"}]}'
    assert [secret.reveal() for secret in token_members(body, [path])] == found
