"""Secrets that programs give, opened once for sends that belong together."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection

from outrider.model.secret import Secret


class RunSecrets:
    """Has each secret of a run opened once: a password manager may take a second, or ask somebody.

    One that a server refuses is forgotten, and opened anew for the next request that needs it.
    """

    def __init__(self) -> None:
        self._opened: dict[tuple[str, str], Secret] = {}
        """By environment and name."""
        self._opening: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def once(
        self, environment: str, name: str, opening: Callable[[], Awaitable[Secret]]
    ) -> Secret:
        """The secret; who asks for it while it is being opened waits for the same.

        Args:
            environment: id of the environment that it belongs to.
            name: of the secret.
            opening: opens it; what it raises is raised, and kept from nobody else.
        """
        key = (environment, name)
        async with self._opening[key]:
            if key not in self._opened:
                self._opened[key] = await opening()
            return self._opened[key]

    def forget(self, environment: str, names: Collection[str]) -> None:
        """Forgets secrets of an environment."""
        for name in names:
            self._opened.pop((environment, name), None)
