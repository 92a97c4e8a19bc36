"""The document of shared tokens: what is damaged, old or from another clock counts for nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.engine.tokens.shared_document import SharedDocument, StoredToken
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenKey, TokenSlot

KEY = b"k" * 32
SLOT = TokenSlot("/work/orders", "dev", "default")


def token(value: str = "t-1", at: float = 1000.0, life: float = 300.0, **more: Any) -> AccessToken:
    settings: dict[str, Any] = {"lifetime_assumed": False, "requested_scope": frozenset({"a"})}
    return AccessToken(Secret(value), "Bearer", at, at + life, **{**settings, **more})


def stored(slot: TokenSlot = SLOT, refresh: str = "", **more: Any) -> StoredToken:
    return StoredToken.of(slot, token(**more), Secret(refresh) if refresh else None)


def key(digest: str, slot: TokenSlot = SLOT) -> TokenKey:
    return TokenKey(digest, (), slot)


@given(
    st.text(st.characters(codec="utf-8")),
    st.none() | st.frozensets(st.text(st.characters(codec="utf-8"))),
    st.text(st.characters(codec="utf-8")),
)
def test_a_token_comes_back_as_it_was(value: str, scope: frozenset[str] | None, auth: str) -> None:
    made = token(value, scope=scope, lifetime_assumed=True)
    slot = TokenSlot("/work/örders", "", auth)
    document = SharedDocument(KEY).with_token(
        key("d", slot), StoredToken.of(slot, made, Secret("r")), now=1000.0
    )
    again = SharedDocument.read(document.encoded())
    assert again is not None
    assert again == document
    assert again.tokens["d"].token == made
    assert again.tokens["d"].slot == slot
    assert again.tokens["d"].refresh_token == "r"


def changed(**more: Any) -> bytes:
    whole = json.loads(SharedDocument(KEY, {"d": stored()}).encoded())
    return json.dumps({**whole, **more}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        changed(version=2),
        changed(key=""),
        changed(key="not base64!"),
        changed(key="c2hvcnQ="),
        changed(tokens=[]),
        changed(tokens={"d": {"value": "t"}}),
        SharedDocument(KEY, {"d": stored()}).encoded()[:-2],
    ],
)
def test_what_is_damaged_is_no_document(data: bytes) -> None:
    assert SharedDocument.read(data) is None


@pytest.mark.parametrize(
    ("now", "usable"),
    [(999.9, False), (1000.0, True), (1269.9, True), (1270.0, False), (1301.0, False)],
)
def test_a_token_of_a_later_clock_or_in_its_leeway_is_not_handed_out(
    now: float, usable: bool
) -> None:
    assert stored().is_usable(now) is usable


def test_writing_leaves_out_what_is_worth_nothing_any_more() -> None:
    document = SharedDocument(
        KEY,
        {
            "old": stored(at=10.0, life=20.0),
            "ahead": stored(at=5000.0),
            "refreshable": stored(at=10.0, life=20.0, refresh="r"),
            "live": stored(at=900.0),
        },
    )
    made = document.with_token(key("new"), stored(), now=1000.0)
    assert set(made.tokens) == {"refreshable", "live", "new"}


def test_clearing_takes_an_environment_or_an_auth_or_all() -> None:
    staging = TokenSlot("/work/orders", "staging", "default")
    billing = TokenSlot("/work/orders", "dev", "billing")
    document = SharedDocument(KEY, {"a": stored(), "b": stored(staging), "c": stored(billing)})
    assert set(document.without("dev", None)[0].tokens) == {"b"}
    assert set(document.without(None, "default")[0].tokens) == {"c"}
    assert len(document.without(None, None)[1]) == 3
    assert document.without("prod", None) == (document, ())
