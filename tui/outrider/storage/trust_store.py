"""Which workspaces, and which of their commands, the person at this machine has agreed to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from outrider.errors import OutriderError
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.workspace_reader import WorkspaceReader

CommandKey: TypeAlias = tuple[str, str]
"""Environment and name of a secret."""

_VERSION = 1
_MAX_BYTES = 10_000_000
_FOREIGN_WRITE = 0o022


class TrustStore:
    """A file (0600, in a 0700 folder) of trusted workspaces, by their real path.

    A store that is damaged, or that others can write, trusts nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_trusted(self, root: Path) -> bool:
        """Whether this workspace was trusted."""
        return os.path.realpath(root) in self._read()

    def command_allowed(
        self, root: Path, environment: str, secret: str, argv: Sequence[str]
    ) -> bool:
        """Whether exactly this command was agreed to, for this secret of this environment."""
        digests = self._read().get(os.path.realpath(root), ())
        return _digest((environment, secret), argv) in digests

    def trust(self, root: Path, commands: Mapping[CommandKey, Sequence[str]]) -> None:
        """Remembers the workspace and these commands, in place of what was remembered of it.

        Raises:
            SaveRefused: the store cannot be written.
        """
        digests = (_digest(key, argv) for key, argv in commands.items())
        self._remember(root, tuple(sorted(set(digests))))

    def forget(self, root: Path) -> None:
        """Trusts the workspace no more.

        Raises:
            SaveRefused: the store cannot be written.
        """
        self._remember(root, None)

    def _remember(self, root: Path, digests: tuple[str, ...] | None) -> None:
        from outrider.storage.files.atomic_write import folder_lock, make_folder, write_atomically

        folder = self._path.parent
        make_folder(folder, str(self._path), 0o700)
        with folder_lock(folder):
            self._set_aside_damaged()
            workspaces = dict(self._read())
            if digests is None:
                workspaces.pop(os.path.realpath(root), None)
            else:
                workspaces[os.path.realpath(root)] = digests
            with suppress(OSError):
                self._path.chmod(0o600)
            write_atomically(self._path, _encode(workspaces), private=True)

    def _read(self) -> Mapping[str, tuple[str, ...]]:
        try:
            data, mode = read_regular(self._path, _MAX_BYTES)
        except (OSError, UnusualFile):
            return {}
        return {} if mode & _FOREIGN_WRITE else _decode(data) or {}

    def _set_aside_damaged(self) -> None:
        with suppress(OSError):
            try:
                sound = _decode(read_regular(self._path, _MAX_BYTES)[0]) is not None
            except UnusualFile:
                sound = False
            if not sound:
                self._path.replace(self._path.with_name(f"{self._path.name}.corrupt"))


def commands_in(reader: WorkspaceReader) -> dict[CommandKey, tuple[str, ...]]:
    """Every command of every environment that can be read, for the question about trust."""
    commands: dict[CommandKey, tuple[str, ...]] = {}
    for environment_id in reader.environment_ids():
        with suppress(OutriderError):
            for name, secret in reader.environment(environment_id).secrets.items():
                if secret.provider == "command":
                    commands[environment_id, name] = tuple(secret.options["command"])
    return commands


def _digest(key: CommandKey, argv: Sequence[str]) -> str:
    import hashlib
    import json

    text = json.dumps([*key, list(argv)])
    return hashlib.sha256(text.encode()).hexdigest()


def _encode(workspaces: Mapping[str, Sequence[str]]) -> bytes:
    import json

    table = {root: {"commands": list(digests)} for root, digests in workspaces.items()}
    document = {"version": _VERSION, "workspaces": table}
    return json.dumps(document, indent=1, sort_keys=True).encode()


def _decode(data: bytes) -> dict[str, tuple[str, ...]] | None:
    """The workspaces with their commands; ``None`` for what this class has not written."""
    import json

    try:
        document: Any = json.loads(data)
        return {
            str(root): tuple(str(digest) for digest in entry["commands"])
            for root, entry in document["workspaces"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
