"""Where an import goes in a workspace that may hold something already.

A collection gets the whole of ``requests/`` where nothing is there, else a folder of its own. It
is known again by a comment in its ``folder.toml``, whatever the folder is called by now.
"""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, structs

from outrider.model.import_result import ImportedCollection, ImportResult
from outrider.model.workspace import FileBody, MultipartBody, Request, TextBody
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.reading.workspace_discovery import REQUESTS, folder_file
from outrider.visible_text import visible_line

_ORIGIN = "Imported from Postman: "
_COMMENT = re.compile(rf"^# {_ORIGIN}(.*)$", re.MULTILINE)
BODIES = "bodies/"
"""The folder for bodies that are too large for their request's file, by the request's id."""


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
        if self._is_free and not collection.folder:
            return ""
        wanted = collection.folder or collection.folder_name
        names = itertools.chain([wanted], (f"{wanted}-{number}" for number in itertools.count(2)))
        name = next(one for one in names if _folded(one) not in self._names)
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


def placed_id(old: str, moves: Mapping[str, str]) -> str:
    """The id of an item of which, or of a folder around which, it is known where it goes."""
    start, rest = old, ""
    while start not in moves:
        if not start:
            return old
        start, _, name = start.rpartition("/")
        rest = f"{name}/{rest}" if rest else name
    return "/".join(filter(None, (moves[start], rest)))


def moved_items(imported: ImportResult, moves: Mapping[str, str]) -> ImportResult:
    """The import with its requests and folders under other ids.

    Args:
        imported: what an importer read.
        moves: new ids by the old ones; what is in a folder goes with it.
    """

    def place(old: str) -> str:
        return placed_id(old, moves)

    def comment(file: str) -> str:
        if not file.startswith(f"{REQUESTS}/"):
            return file
        request = file.removeprefix(f"{REQUESTS}/")
        if request == "folder" or request.endswith("/folder"):
            folder = request.removesuffix("folder").rstrip("/")
            return folder_file(place(folder)).removesuffix(".toml")
        return f"{REQUESTS}/{place(request)}"

    def body_file(file: str) -> str:
        return BODIES + place(file.removeprefix(BODIES)) if file in imported.files else file

    return structs.replace(
        imported,
        folders=tuple(
            structs.replace(one, id=place(one.id), file=folder_file(place(one.id)))
            for one in imported.folders
        ),
        requests=tuple(
            _with_body(
                structs.replace(one, id=place(one.id), file=f"{REQUESTS}/{place(one.id)}.toml"),
                {file: body_file(file) for file in imported.files},
            )
            for one in imported.requests
        ),
        responses=tuple(
            structs.replace(one, request_id=place(one.request_id)) for one in imported.responses
        ),
        comments={comment(file): lines for file, lines in imported.comments.items()},
        collections=tuple(
            structs.replace(one, folder=place(one.folder)) for one in imported.collections
        ),
        files={body_file(file): data for file, data in imported.files.items()},
    )


def _with_body(request: Request, files: Mapping[str, str]) -> Request:
    body = request.body
    match body:
        case TextBody(_, _, str(file)) if file in files:
            return structs.replace(request, body=structs.replace(body, file=files[file]))
        case FileBody(file) if file in files:
            return structs.replace(request, body=structs.replace(body, file=files[file]))
        case MultipartBody(parts):
            moved = tuple(
                structs.replace(one, file=files.get(one.file or "", one.file)) for one in parts
            )
            return structs.replace(request, body=MultipartBody(moved))
        case _:
            return request


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
