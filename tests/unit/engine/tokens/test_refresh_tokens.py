"""Which refresh token is the next exchange's."""

from __future__ import annotations

import pytest

from outrider.engine.tokens.refresh_tokens import RefreshTokens
from outrider.engine.tokens.shared_document import StoredToken
from outrider.model.secret import Secret
from outrider.model.token import TokenKey, TokenResponse, TokenSlot

MINE, OTHER = (TokenKey(name, (), TokenSlot("/w", name, "default")) for name in ("dev", "staging"))


def answer(refresh_token: str = "") -> TokenResponse:
    found = Secret(refresh_token) if refresh_token else None
    return TokenResponse(Secret("acc3ss"), refresh_token=found)


def shared(refresh_token: str) -> StoredToken:
    return StoredToken(
        "/w", "dev", "default", "acc3ss", "Bearer", 0, 60, refresh_token=refresh_token
    )


def test_the_newest_one_of_a_key_counts_and_one_that_is_not_replaced_stays() -> None:
    tokens = RefreshTokens()
    assert tokens.find(MINE) is None
    tokens.take(MINE, answer("one"))
    tokens.take(MINE, answer())
    assert tokens.find(MINE) == Secret("one")
    tokens.take(MINE, answer("two"))
    assert tokens.find(MINE) == Secret("two")
    assert tokens.find(OTHER) is None


def test_that_of_another_process_is_newer_than_ones_own() -> None:
    tokens = RefreshTokens()
    tokens.take(MINE, answer("mine"))
    assert tokens.find(MINE, shared("theirs")) == Secret("theirs")
    assert tokens.find(MINE, shared("")) == Secret("mine")
    assert tokens.find(OTHER, shared("theirs")) == Secret("theirs")


def test_one_that_is_forgotten_is_gone() -> None:
    tokens = RefreshTokens()
    tokens.take(MINE, answer("one"))
    tokens.take(OTHER, answer("two"))
    for _ in range(2):
        tokens.forget(MINE)
        assert tokens.find(MINE) is None
    assert tokens.find(OTHER) == Secret("two")


@pytest.mark.parametrize(
    ("environment", "auth", "left"),
    [
        (None, None, set()),
        ("dev", None, {"staging"}),
        ("dev", "default", {"staging"}),
        ("dev", "billing", {"dev", "staging"}),
    ],
)
def test_clearing_takes_those_of_an_environment_and_an_auth(
    environment: str | None, auth: str | None, left: set[str]
) -> None:
    tokens = RefreshTokens()
    for key in (MINE, OTHER):
        tokens.take(key, answer("one"))
    tokens.clear(environment, auth)
    assert {key.digest for key in (MINE, OTHER) if tokens.find(key) is not None} == left
