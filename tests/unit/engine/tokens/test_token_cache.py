"""The cache by itself: what it hands out, and what it forgets when it is told to."""

from __future__ import annotations

import pytest

from outrider.engine.tokens.token_cache import TokenCache
from outrider.model.reason import API_REJECTED, EXPIRED, NO_TOKEN_YET
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenKey, TokenSlot


def slot_key(environment: str, auth: str, digest: str = "") -> TokenKey:
    name = digest or f"{environment}-{auth}"
    return TokenKey(name, (), TokenSlot("/w", environment, auth))


def token(value: str = "t", lifetime: float = 60.0) -> AccessToken:
    return AccessToken(Secret(value), "Bearer", 0.0, lifetime, False, frozenset())


@pytest.mark.parametrize(
    ("environment", "auth", "gone"),
    [
        (None, None, {"dev-a", "dev-b", "test-a"}),
        ("dev", None, {"dev-a", "dev-b"}),
        ("dev", "a", {"dev-a"}),
        (None, "a", {"dev-a", "test-a"}),
        ("none", None, set()),
    ],
)
def test_clearing_takes_what_it_is_told_and_no_more(
    environment: str | None, auth: str | None, gone: set[str]
) -> None:
    cache = TokenCache()
    keys = [slot_key("dev", "a"), slot_key("dev", "b"), slot_key("test", "a")]
    for key in keys:
        cache.put(key, token())
    assert cache.clear(environment, auth) == len(gone)
    assert {key.digest for key, _ in cache.tokens()} == {one.digest for one in keys} - gone
    for key in keys:
        # What is forgotten is as if it had never been: no word of an earlier configuration.
        changed = slot_key(key.slot.environment, key.slot.auth, "changed")
        first = cache.look_up(changed, 0.0).reason == NO_TOKEN_YET
        assert first is (key.digest in gone)


@pytest.mark.parametrize("clears", [("dev", "a"), ("dev", "b"), ("test", None), (None, None)])
def test_clearing_forgets_why_a_token_was_dropped(clears: tuple[str | None, str | None]) -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    cache.put(key, token())
    assert cache.drop(key, token(), API_REJECTED)
    assert cache.look_up(key, 0.0).reason == API_REJECTED
    cache.clear(*clears)
    forgotten = clears in {("dev", "a"), (None, None)}
    assert (cache.look_up(key, 0.0).reason == NO_TOKEN_YET) is forgotten


def test_only_the_very_token_is_dropped() -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    cache.put(key, token("new"))
    assert not cache.drop(key, token("old"), API_REJECTED)
    assert cache.look_up(key, 0.0).token == token("new")


def test_a_token_for_one_use_takes_an_older_one_away() -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    cache.put(key, token("old"))
    cache.put(key, token("once", lifetime=0.0))
    assert cache.token(key) is None
    assert cache.look_up(key, 0.0).token is None


def test_a_token_is_found_whatever_its_state() -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    assert cache.token(key) is None
    cache.put(key, token())
    assert cache.token(key) == token()
    assert cache.look_up(key, 1e9).token is None
    assert cache.token(key) == token()


@pytest.mark.parametrize("lifetime", [0.5, 1.0])
def test_a_token_that_lives_a_second_or_less_is_kept_while_it_lives(lifetime: float) -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    cache.put(key, token(lifetime=lifetime))
    assert cache.look_up(key, lifetime / 2).token == token(lifetime=lifetime)
    assert cache.look_up(key, lifetime).reason == EXPIRED


def test_a_token_is_rejected_until_another_comes() -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    assert not cache.is_rejected(key, token())
    cache.put(key, token())
    assert not cache.is_rejected(key, token())
    cache.drop(key, token(), API_REJECTED)
    assert cache.is_rejected(key, token())
    assert not cache.is_rejected(key, token("other"))
    cache.put(key, token("other"))
    assert not cache.is_rejected(key, token())


@pytest.mark.parametrize(("now", "left"), [(0.0, 60), (0.5, 59), (53.9, 6)])
def test_what_is_left_of_a_life_is_told_in_whole_seconds(now: float, left: int) -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    cache.put(key, token())
    assert cache.look_up(key, now).reason.text == f"cached, {left} s left"


def test_nothing_is_left_of_a_life_that_was_used_to_its_last_second() -> None:
    cache = TokenCache()
    key = slot_key("dev", "a")
    cache.put(key, token(lifetime=0.5))
    assert cache.look_up(key, 0.25).reason.text == "cached, 0 s left"
