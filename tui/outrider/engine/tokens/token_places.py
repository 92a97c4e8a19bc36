"""Where shared tokens are kept: memory of the log-in, else the keyring, else a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from outrider.errors import OutriderError, SaveError
from outrider.model.secret import Secret
from outrider.storage.user_files.token_folder import TokenFolder
from outrider.storage.user_files.user_folders import state_folder

KEYRING_ENTRY = "outrider/tokens"


class TokenPlace(Protocol):
    """A document that processes of this user share, and the folder of their locks."""

    locks: TokenFolder

    def __str__(self) -> str:
        """Where it is, for people."""
        ...

    async def load(self) -> bytes:
        """The document; empty where there is none."""
        ...

    async def change(self, change: Callable[[bytes], bytes | None]) -> None:
        """Replaces the document by what is made of it, while nobody else does; not by ``None``.

        Raises:
            SaveError: it cannot be written.
        """
        ...


class FolderPlace:
    """The document is a file."""

    def __init__(self, folder: TokenFolder) -> None:
        self.locks = folder

    def __str__(self) -> str:
        return str(self.locks)

    async def load(self) -> bytes:
        """Reads the file."""
        return await asyncio.to_thread(self.locks.load)

    async def change(self, change: Callable[[bytes], bytes | None]) -> None:
        """Reads and replaces the file."""
        await asyncio.to_thread(self._change, change)

    def _change(self, change: Callable[[bytes], bytes | None]) -> None:
        with self.locks.writing():
            made = change(self.locks.load())
            if made is not None:
                self.locks.save(made)


class KeyringPlace:
    """The document is an entry of the system's keyring."""

    def __init__(self, process: Mapping[str, str], locks: TokenFolder) -> None:
        self._process = process
        self.locks = locks

    def __str__(self) -> str:
        return f"keyring entry {KEYRING_ENTRY}"

    async def load(self) -> bytes:
        """Asks the keyring; one that does not answer has nothing."""
        from outrider.secret_providers.keyring import read_from_keyring

        return await read_from_keyring(KEYRING_ENTRY, self._process)

    async def change(self, change: Callable[[bytes], bytes | None]) -> None:
        """Reads and replaces the entry."""
        from outrider.secret_providers.keyring import TIME_LIMIT, store_in_keyring

        made = change(await self.load())
        if made is not None:
            secret = Secret(made.decode("utf-8"))
            await store_in_keyring(KEYRING_ENTRY, secret, self._process, time_limit=TIME_LIMIT)


async def find_place(process: Mapping[str, str]) -> tuple[TokenPlace | None, str]:
    """Where tokens are shared; or why they are not, in a sentence.

    Args:
        process: its environment variables.
    """
    runtime = Path(process.get("XDG_RUNTIME_DIR", ""))
    place: TokenPlace
    if _is_private(runtime):
        place = FolderPlace(TokenFolder(runtime / "outrider"))
    else:
        from outrider.secret_providers.keyring import can_store

        folder = TokenFolder(state_folder(process) / "tokens")
        place = KeyringPlace(process, folder) if await can_store(process) else FolderPlace(folder)
    try:
        place.locks.prepare()
    except SaveError as error:
        return None, _sentence(error)
    problem = place.locks.problem()
    return (None, problem) if problem else (place, "")


def _is_private(runtime: Path) -> bool:
    """Whether a folder is what the XDG Base Directory Specification says of a runtime directory."""
    if not runtime.is_absolute():
        return False
    try:
        found = runtime.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077 and runtime.is_dir()


def _sentence(error: OutriderError) -> str:
    return " ".join(filter(None, (error.what, error.why)))
