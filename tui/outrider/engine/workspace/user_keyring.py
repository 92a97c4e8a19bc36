"""The system's keyring, as an open workspace uses it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from outrider.model.secret import Secret


class UserKeyring:
    """Asks the keyring whether it is there, once, and stores secrets in it.

    Args:
        process: the process's variables.
    """

    def __init__(self, process: Mapping[str, str]) -> None:
        self._process = process
        self._answer: asyncio.Future[bool] | None = None

    async def is_usable(self) -> bool:
        """Whether the system has a keyring that keeps secrets to itself; it is asked once."""
        if self._answer is None:
            from outrider.secret_providers.keyring import can_store

            self._answer = asyncio.ensure_future(can_store(self._process))
        # Who gives up waiting does not end it for the others.
        return await asyncio.shield(self._answer)

    async def store(self, entry: str, secret: Secret) -> None:
        """Stores a secret under ``service/user``.

        Raises:
            SaveError: the keyring did not take it.
        """
        from outrider.secret_providers.keyring import store_in_keyring

        await store_in_keyring(entry, secret, self._process)
