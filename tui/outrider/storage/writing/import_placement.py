"""Where an import goes in a workspace that may hold something already.

A collection gets the whole of ``requests/`` where nothing is there, else a folder of its own. It
is known again by a comment in its ``folder.toml``, whatever the folder is called by now.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from outrider.importers.file_naming import numbered
from outrider.importers.item_moving import moved_items, placed_id
from outrider.model.import_result import ImportedCollection, ImportResult
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.visible_text import visible_line

_ORIGIN = "Imported from: "
_COMMENT = re.compile(r"^# Imported from(?: Postman)?: (.*)$", re.MULTILINE)
"""A line of its own; older workspaces name Postman, from which all of them came."""


class KnownFolder(Struct, frozen=True):
    """A folder that is there.

    Attributes:
        id: empty for ``requests/`` itself.
        name: what it is called; empty where it does not say.
        origin: of the collection that it was imported from; empty where it is nobody's.
    """

    id: str
    name: str
    origin: str


def origin_comment(origin: str) -> str:
    """The comment by which a collection is known again."""
    return f"{_ORIGIN}{_line(origin)}"


def known_folders(root: Path) -> Iterator[KnownFolder]:
    """The folders that say something about themselves, the outermost first."""
    requests = root / REQUESTS
    for path in sorted(requests.rglob("folder.toml"), key=lambda one: (len(one.parts), one)):
        try:
            text = read_regular(path)[0].decode("utf-8", "replace")
        except (OSError, UnusualFile):
            continue
        try:
            name = tomllib.loads(text).get("name", "")
        except tomllib.TOMLDecodeError:
            name = ""
        found = _COMMENT.search(text)
        parent = path.parent.relative_to(requests).as_posix()
        yield KnownFolder("" if parent == "." else parent, str(name), found[1] if found else "")


class CollectionPlacement:
    """Chooses a folder for each collection, and moves all that belongs to it there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known = list(known_folders(root))
        self._used: set[str] = set()
        requests = root / REQUESTS
        self._is_free = not any(requests.rglob("*.toml"))
        self._names = {_folded(path.name.removesuffix(".toml")) for path in _children(requests)}
        self._updated: set[str] = set()

    def place(self, imported: ImportResult) -> ImportResult:
        """The import with each collection where it belongs."""
        moves = {one.folder: self._target(one) for one in imported.collections}
        moves |= _with_own_places(imported, moves)
        if all(old == new for old, new in moves.items()):
            return imported
        return moved_items(imported, moves)

    def belongs(self, item_id: str) -> bool:
        """Whether a request or folder stands in a collection that is imported again."""
        owners = [
            one.id
            for one in self._known
            if one.origin or one.id in self._updated
            if not one.id or item_id == one.id or item_id.startswith(f"{one.id}/")
        ]
        return max(owners, key=len, default=None) in self._updated

    def _target(self, collection: ImportedCollection) -> str:
        found = self._find(collection)
        if found is not None:
            self._used.add(found.id)
            self._updated.add(found.id)
            return found.id
        if self._is_free and (collection.is_only_one or not collection.folder):
            return ""
        wanted = collection.folder
        if collection.is_only_one or not wanted:
            wanted = collection.folder_name
        name = next(one for one in numbered(wanted, "-") if _folded(one) not in self._names)
        self._names.add(_folded(name))
        return name

    def _find(self, collection: ImportedCollection) -> KnownFolder | None:
        free = [one for one in self._known if one.id not in self._used]
        origin = _line(collection.origin)
        for one in free:
            if one.origin == origin:
                return one
        # One that was imported before folders said where they are from.
        names = (one for one in free if not one.origin and "/" not in one.id)
        return next((one for one in names if one.name == collection.name), None)


def _with_own_places(imported: ImportResult, moves: Mapping[str, str]) -> dict[str, str]:
    """Where what is of no collection goes, where one of a collection's has its name."""
    items = [*(one.id for one in imported.folders), *(one.id for one in imported.requests)]
    loose = [one.id for one in imported.requests if not _is_within(one.id, moves)]
    given = {_folded(placed_id(one, moves)) for one in {*items} - {*loose}}
    made: dict[str, str] = {}
    waiting = {_folded(one) for one in loose}
    for old in loose:
        if _folded(old) in given:
            names = numbered(old, "-")
            made[old] = next(one for one in names if _folded(one) not in given | waiting)
            given.add(_folded(made[old]))
    return made


def _is_within(item: str, moves: Mapping[str, str]) -> bool:
    return any(not one or item == one or item.startswith(f"{one}/") for one in moves)


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _line(text: str) -> str:
    """As a comment has it."""
    return visible_line(text).strip()
