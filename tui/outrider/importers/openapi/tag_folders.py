"""Folders for tags: declared ones in their order, then the others as they come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import CollectionBuilder, FolderBuilder
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.file_naming import FileNamer
from outrider.importers.openapi.literal_text import LONGEST_LABEL, in_one_line, prose

_FEW = 12
"""Operations without a tag that need no folders."""
_VERSION = re.compile(r"v?\d+(?:\.\d+)*|api|rest", re.IGNORECASE)
_DEEPEST = 10


class TagFolders:
    """Makes folders below the one of the collection, each when something goes there."""

    def __init__(
        self, collection: CollectionBuilder, declared: Json, names: FileNamer, report: BuildReport
    ) -> None:
        self._collection = collection
        self._root = collection.folders[0]
        self._names = names
        self._report = report
        self._declared = {text_of(one.get("name")): one for one in tables(declared)}
        self._made: dict[tuple[str, ...], FolderBuilder] = {}

    def make_declared(self, used: Iterable[str]) -> None:
        """Makes the folders of the tags in use, in the order in which they are declared."""
        wanted = set(used)
        for name in self._declared:
            if name in wanted:
                self.folder_of(name)

    def folder_of(self, tag: str) -> FolderBuilder:
        """The folder of a tag, below those of its parents (OpenAPI 3.2)."""
        path = [tag]
        while len(path) < _DEEPEST:
            parent = self._declared.get(path[0], {}).get("parent")
            if not isinstance(parent, str) or parent in path or parent not in self._declared:
                break
            path.insert(0, parent)
        folder = self._root
        for number in range(len(path)):
            folder = self._folder(tuple(path[: number + 1]), folder)
        return folder

    def folder_for_path(self, segment: str) -> FolderBuilder:
        """The folder of operations without a tag whose paths begin alike."""
        return self._folder(("", segment), self._root) if segment else self._root

    def _folder(self, key: tuple[str, ...], parent: FolderBuilder) -> FolderBuilder:
        found = self._made.get(key)
        if found is None:
            declared: Mapping[str, Json] = self._declared.get(key[-1], {}) if key[0] else {}
            label = declared.get("summary") or declared.get("x-displayName") or key[-1]
            title = in_one_line(label)[:LONGEST_LABEL] or "Folder"
            place = f"tag {in_one_line(key[-1])}" if key[0] else ""
            name = self._report.at(place).title(title)
            folder_id = self._names.take(parent.id, in_one_line(key[-1]), "folder-1")
            parent.order.append(folder_id.rpartition("/")[2])
            words = prose(declared.get("description"))
            found = FolderBuilder(folder_id, name, place, words)
            self._made[key] = found
            self._collection.folders.append(found)
        return found


def path_groups(paths: Iterable[str]) -> dict[str, str]:
    """The folder of each path of operations without a tag; empty for the collection itself."""
    every = list(paths)
    if len(every) <= _FEW:
        return dict.fromkeys(every, "")
    segments = {path: _static(path) for path in every}
    skipped = 0
    while len({"/".join(one[: skipped + 1]) for one in segments.values()}) == 1 and all(
        len(one) > skipped + 1 for one in segments.values()
    ):
        skipped += 1
    return {path: (one[skipped:] or one[-1:] or [""])[0] for path, one in segments.items()}


def _static(path: str) -> list[str]:
    """The segments of a path that are no parameter, and no version."""
    parts = [one for one in path.split("?", maxsplit=1)[0].split("/") if one and "{" not in one]
    named = [one for one in parts if not _VERSION.fullmatch(one)]
    return named or parts
