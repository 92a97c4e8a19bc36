"""Requests that a server asks for its newest nonce go one after another (RFC 9449 §8, §9)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from outrider.oauth.proof_key import ProofFor, ProofKey

T = TypeVar("T")

MOST_TRIES = 20
"""How often one request is sent again because others were given newer nonces meanwhile."""


class NonceTurns:
    """Lets those whose nonce was refused try again, one at a time.

    Some servers take no nonce but the last one that they gave: of requests side by side only one
    can have it. Those that were not refused do not wait.
    """

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[ProofKey, asyncio.Lock] = WeakKeyDictionary()

    async def again(
        self,
        key: ProofKey,
        reader: ProofFor,
        url: str,
        send: Callable[[], Awaitable[T]],
        is_refused: Callable[[T], bool],
    ) -> T:
        """Sends once more; more often only where another request was given a nonce meanwhile.

        Args:
            key: signs the proofs and keeps the nonces.
            reader: who reads the proofs.
            url: whose nonces they are.
            send: sends with a new proof, which has the newest nonce.
            is_refused: whether an answer asks for another nonce.
        """
        async with self._locks.setdefault(key, asyncio.Lock()):
            for _ in range(MOST_TRIES):
                before = key.nonces_taken(reader, url)
                answer = await send()
                if not is_refused(answer) or key.nonces_taken(reader, url) - before <= 1:
                    break
            return answer
