"""What the person at this machine has agreed to, of each workspace."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from outrider.model.trust import TRUST_NOTHING, TrustNeed, WorkspaceTrust
from outrider.storage.files.workspace_files import UnusualFile, read_regular

_VERSION = 2
_MAX_BYTES = 10_000_000
_FOREIGN_WRITE = 0o022


def _nothing() -> Iterable[TrustNeed]:
    return ()


class TrustStore:
    """A file (0600, in a 0700 folder) of what was agreed to, by the real path of the workspace.

    It holds digests, so that it tells nobody what a workspace does. A store that is damaged, or
    that others can write, trusts nothing. What version 1 wrote is read: paths and commands.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def trust_of(self, root: Path) -> WorkspaceTrust:
        """What was agreed to of this workspace."""
        return self._read().get(os.path.realpath(root), TRUST_NOTHING)

    def trust(self, root: Path, needs: Iterable[TrustNeed]) -> None:
        """Remembers that the workspace may do this, in place of what was remembered of it.

        Raises:
            SaveError: the store cannot be written.
        """
        digests = frozenset(need.digest for need in needs)
        self._remember(root, lambda _: WorkspaceTrust(known=True, agreed=digests))

    def agree(
        self,
        root: Path,
        needs: Iterable[TrustNeed],
        survey: Callable[[], Iterable[TrustNeed]] = _nothing,
    ) -> None:
        """Remembers that the workspace may do this as well.

        Args:
            root: of the workspace.
            needs: what is agreed to.
            survey: all that the workspace needs now; asked where version 1 had remembered it.

        Raises:
            SaveError: the store cannot be written.
        """
        added = frozenset(need.digest for need in needs)

        def changed(there: WorkspaceTrust) -> WorkspaceTrust:
            kept = there.agreed or frozenset()
            if there.commands is not None:
                kept = frozenset(need.digest for need in survey() if there.allows(need))
            return WorkspaceTrust(known=True, agreed=kept | added)

        self._remember(root, changed)

    def forget(self, root: Path) -> None:
        """Trusts the workspace no more.

        Raises:
            SaveError: the store cannot be written.
        """
        self._remember(root, lambda _: None)

    def _remember(
        self, root: Path, change: Callable[[WorkspaceTrust], WorkspaceTrust | None]
    ) -> None:
        from outrider.storage.files.atomic_write import folder_lock, make_folder, write_atomically

        folder = self._path.parent
        make_folder(folder, str(self._path), 0o700)
        with folder_lock(folder):
            self._set_aside_damaged()
            workspaces = dict(self._read())
            real = os.path.realpath(root)
            wanted = change(workspaces.pop(real, TRUST_NOTHING))
            if wanted is not None:
                workspaces[real] = wanted
            with suppress(OSError):
                self._path.chmod(0o600)
            write_atomically(self._path, _encode(workspaces), private=True)

    def _read(self) -> Mapping[str, WorkspaceTrust]:
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


def _encode(workspaces: Mapping[str, WorkspaceTrust]) -> bytes:
    import json

    table = {
        root: {"agreed": sorted(trust.agreed or ())}
        if trust.commands is None
        else {"commands": sorted(trust.commands)}
        for root, trust in workspaces.items()
    }
    document = {"version": _VERSION, "workspaces": table}
    return json.dumps(document, indent=1, sort_keys=True).encode()


def _decode(data: bytes) -> dict[str, WorkspaceTrust] | None:
    """The workspaces with what was agreed to; ``None`` for what this class has not written."""
    import json

    try:
        document: Any = json.loads(data)
        return {str(root): _trust(entry) for root, entry in document["workspaces"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _trust(entry: Mapping[str, Any]) -> WorkspaceTrust:
    if "agreed" in entry:
        return WorkspaceTrust(known=True, agreed=_texts(entry["agreed"]))
    return WorkspaceTrust(known=True, commands=_texts(entry["commands"]))


def _texts(written: Any) -> frozenset[str]:
    if not isinstance(written, list):
        raise TypeError
    return frozenset(map(str, written))
