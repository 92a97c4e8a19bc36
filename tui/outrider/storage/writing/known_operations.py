"""Requests of operations that were imported before, whatever their files are called now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, structs

from outrider.importers.file_naming import numbered
from outrider.importers.item_moving import moved_items
from outrider.model.import_result import ImportResult, operation_of
from outrider.model.workspace import Folder
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.writing.import_environments import workspace_items, workspace_text
from outrider.storage.writing.import_placement import CollectionPlacement

_COMMENT = re.compile(r"^# (Operation: .*)$", re.MULTILINE)
_PARTS = re.compile(r"Operation: (\S+ \S.*?)(?: \(([^()]*)\))?")


class _Operation(Struct, frozen=True):
    """An operation, by its method and path, and by its name; of which request it is."""

    endpoint: str
    name: str
    item: str


def with_known_operations(
    imported: ImportResult, root: Path, placement: CollectionPlacement
) -> ImportResult:
    """The import with each known operation at the file that it has; new ones at free names."""
    brought = list(_brought(imported))
    if not brought:
        return imported
    items = [item for item, path in workspace_items(root) if path.name != "folder.toml"]
    there = [one for one in _there(root) if placement.belongs(one.item)]
    if not there:
        return imported
    known = dict(_matched(brought, there))
    taken = {*items, *known.values()}
    operations, files = {one.item for one in brought}, {*known.values()}
    moves = {old: new for old, new in known.items() if old != new}
    for request in imported.requests:
        # What no document of operations brings is known by its place, and changes the file there.
        others = taken if request.id in operations else files
        if request.id not in known and request.id in others:
            names = numbered(request.id, "-")
            moves[request.id] = next(one for one in names if one not in taken)
            taken.add(moves[request.id])
    if not moves:
        return imported
    folders = tuple(_in_order(one, moves) for one in imported.folders)
    return moved_items(structs.replace(imported, folders=folders), moves)


def _brought(imported: ImportResult) -> Iterator[_Operation]:
    for request in imported.requests:
        written = operation_of(imported.comments.get(f"{REQUESTS}/{request.id}", ()))
        if written and (found := _PARTS.fullmatch(written)):
            yield _Operation(found[1], found[2] or "", request.id)


def _there(root: Path) -> Iterator[_Operation]:
    for item, path in workspace_items(root):
        if path.name != "folder.toml" and (found := _COMMENT.findall(workspace_text(path))):
            parts = _PARTS.fullmatch(found[-1])
            if parts is not None:
                yield _Operation(parts[1], parts[2] or "", item)


def _matched(
    brought: Iterable[_Operation], there: Iterable[_Operation]
) -> Iterator[tuple[str, str]]:
    """The file of each operation that is known: by all of it, its name, its method and path."""
    brought, there = list(brought), list(there)
    found: dict[str, str] = {}
    used: set[str] = set()
    names = Counter(one.name for one in brought)
    for key in (_whole, _by_name, _by_endpoint):
        places: dict[str, list[str]] = {}
        for one in there:
            if one.item not in used and key(one):
                places.setdefault(key(one), []).append(one.item)
        for one in brought:
            free = [item for item in places.get(key(one), ()) if item not in used]
            if one.item in found or not free or (key is _by_name and names[one.name] > 1):
                continue
            found[one.item] = one.item if one.item in free else free[0]
            used.add(found[one.item])
    yield from found.items()


def _whole(one: _Operation) -> str:
    return f"{one.endpoint} ({one.name})" if one.name else ""


def _by_name(one: _Operation) -> str:
    return one.name


def _by_endpoint(one: _Operation) -> str:
    return one.endpoint


def _in_order(folder: Folder, moves: Mapping[str, str]) -> Folder:
    """The order with the names that files have; what is elsewhere is not in it."""
    order = []
    for name in folder.order:
        old = f"{folder.id}/{name}" if folder.id else name
        parent, _, now = moves.get(old, old).rpartition("/")
        if parent == folder.id:
            order.append(now)
    return structs.replace(folder, order=tuple(order))
