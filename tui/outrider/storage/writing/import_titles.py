"""Names of an import's files and items that would tell a credential that is kept as a secret."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import structs

from outrider.importers.file_naming import LONGEST, numbered, slug, spelled_in_names
from outrider.importers.item_moving import moved_items, placed_id
from outrider.model.import_result import ImportedEnvironment, ImportRemark, ImportResult
from outrider.model.workspace import Folder, Request
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.variables.secret_copies import SHORTEST, SecretCopies

_Item = TypeVar("_Item", Folder, Request)
_GAPS = re.compile(r"-{2,}")


def with_safe_titles(imported: ImportResult, copies: SecretCopies) -> ImportResult:
    """The import in which no title, and no name of a file that was made of one, has a secret.

    A title has a mask in its place; a file has the name that the rest of the title makes.
    """
    if not copies:
        return imported
    names = SafeNames(copies)
    moves = _moves(imported, names)
    ids = {old: new.rpartition("/")[2] for old, new in moves.items()}
    ordered = structs.replace(
        imported,
        folders=tuple(_in_order(_titled(one, copies), ids) for one in imported.folders),
        requests=tuple(_titled(one, copies) for one in imported.requests),
    )
    moved = moved_items(ordered, moves) if moves else ordered
    environments = tuple(_environments(imported, names))
    files = {
        old.environment.id: new.environment.id
        for old, new in zip(imported.environments, environments, strict=True)
        if old.environment.id != new.environment.id
    }
    return structs.replace(
        moved,
        name=copies.masked(imported.name),
        environments=environments,
        collections=tuple(
            structs.replace(
                one,
                folder_name=names.safe(one.folder_name, one.name, "collection"),
                name=copies.masked(one.name),
                origin=copies.masked(one.origin),
            )
            for one in moved.collections
        ),
        comments={_comment_place(key, files): lines for key, lines in moved.comments.items()},
        remarks=tuple(_told(one, copies, files) for one in imported.remarks),
    )


class SafeNames:
    """Makes names of files that tell no secret.

    Args:
        copies: of the secrets.
    """

    def __init__(self, copies: SecretCopies) -> None:
        self._copies = copies
        told = {spelled_in_names(value) for value in copies.values}
        told = {one for one in told if len(one) >= SHORTEST}
        words = sorted(told, key=len, reverse=True)
        self._spelled = re.compile("|".join(map(re.escape, words)) or r"(?!)")
        self._cut = [one for one in words if len(one) > SHORTEST]
        self.masked = copies.masked

    def tells(self, name: str) -> bool:
        """Whether the name of a file has a secret, which it spells in its own way."""
        return self._without(name) != name

    def safe(self, name: str, title: str, otherwise: str) -> str:
        """The name without a secret; ``title`` is what it was made of."""
        masked = self._copies.masked(title)
        if masked != title and name.startswith(slug(title, otherwise)):
            name = slug(masked, otherwise)
        return _GAPS.sub("-", self._without(name)).strip("-") or otherwise

    def _without(self, name: str) -> str:
        name = self._spelled.sub("-", name)
        # A long title ends somewhere, in the middle of a secret too.
        for word in self._cut if len(name) > LONGEST - 10 else ():
            for length in range(len(word) - 1, SHORTEST - 1, -1):
                if name.endswith(word[:length]):
                    return name[:-length]
        return name


def _moves(imported: ImportResult, names: SafeNames) -> Mapping[str, str]:
    """The new ids of what has another name now, by the old ones."""
    items: list[Folder | Request] = [one for one in imported.folders if one.id]
    items += imported.requests
    given = {_folded(one.id) for one in items}
    moves: dict[str, str] = {}
    for one in sorted(items, key=lambda item: item.id.count("/")):
        parent, _, name = one.id.rpartition("/")
        safe = names.safe(name, one.name, "request" if isinstance(one, Request) else "folder")
        if safe == name:
            continue
        parent = placed_id(parent, moves)
        path = f"{parent}/{safe}" if parent else safe
        path = next(each for each in numbered(path, "-") if _folded(each) not in given)
        given.add(_folded(path))
        moves[one.id] = path
    return moves


def _environments(imported: ImportResult, names: SafeNames) -> Iterator[ImportedEnvironment]:
    given = {_folded(one.environment.id) for one in imported.environments}
    for one in imported.environments:
        old = one.environment
        name = names.safe(old.id, old.name, "environment")
        if name != old.id:
            name = next(each for each in numbered(name, "-") if _folded(each) not in given)
            given.add(_folded(name))
        environment = structs.replace(
            old, id=name, name=names.masked(old.name), file=f"{ENVIRONMENTS}/{name}.toml"
        )
        yield structs.replace(one, environment=environment)


def _titled(item: _Item, copies: SecretCopies) -> _Item:
    return structs.replace(item, name=copies.masked(item.name)) if item.name else item


def _in_order(folder: Folder, names: Mapping[str, str]) -> Folder:
    """The folder with the new names of what is in it."""
    start = f"{folder.id}/" if folder.id else ""
    return structs.replace(
        folder, order=tuple(names.get(f"{start}{one}", one) for one in folder.order)
    )


def _comment_place(file: str, environments: Mapping[str, str]) -> str:
    name = file.removeprefix(f"{ENVIRONMENTS}/")
    return f"{ENVIRONMENTS}/{environments[name]}" if name in environments else file


def _told(
    remark: ImportRemark, copies: SecretCopies, environments: Mapping[str, str]
) -> ImportRemark:
    def text(written: str) -> str:
        for old, new in environments.items():
            written = written.replace(f"{ENVIRONMENTS}/{old}.", f"{ENVIRONMENTS}/{new}.")
        return copies.masked(written)

    return structs.replace(
        remark, what=text(remark.what), place=text(remark.place), advice=text(remark.advice)
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
