"""Who is sent again for a nonce: one at a time, and no longer than others take it away."""

from __future__ import annotations

import asyncio

import pytest

from outrider.engine.tokens.nonce_turns import MOST_TRIES, NonceTurns
from outrider.oauth.proof_key import ProofFor, ProofKey

URL = "https://api.test/"
API = ProofFor.API


@pytest.mark.parametrize(("others", "tries"), [(0, 1), (1, 2), (5, 6), (10**6, MOST_TRIES)])
async def test_it_ends_with_what_nobody_took_away(others: int, tries: int) -> None:
    key, sent = ProofKey.generate(), 0

    async def send() -> str:
        nonlocal sent
        sent += 1
        key.take_nonce(API, URL, "own")
        if sent <= others:
            key.take_nonce(API, URL, "of another")
        return "refused"

    assert await NonceTurns().again(key, API, URL, send, lambda _: True) == "refused"
    assert sent == tries


async def test_one_goes_after_another_and_keys_do_not_wait_for_each_other() -> None:
    turns, keys = NonceTurns(), [ProofKey.generate(), ProofKey.generate()]
    under_way: list[ProofKey] = []
    most = 0

    async def run(key: ProofKey) -> None:
        async def send() -> None:
            nonlocal most
            assert key not in under_way
            under_way.append(key)
            most = max(most, len(under_way))
            await asyncio.sleep(0)
            under_way.remove(key)

        await turns.again(key, API, URL, send, lambda _: False)

    await asyncio.gather(*(run(key) for key in keys * 4))
    assert most == 2
