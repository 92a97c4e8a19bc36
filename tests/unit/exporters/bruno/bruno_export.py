"""What a tree exports to Bruno, and what the import reads of it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.importers.bruno.bruno_folder import MemoryFolder

from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.bruno.collection_folder import CollectionFolder
from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
)
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.import_result import ImportResult, ImportVerdict
from outrider.model.workspace import AuthTable, Folder, Request, Variable


def auth(**table: Any) -> AuthTable:
    """An auth as a file has it."""
    return AuthTable(table, {}, UNKNOWN_LOCATION)


def variable(value: Any) -> Variable:
    """A variable."""
    return Variable(value, UNKNOWN_LOCATION)


class Written:
    """Files of an export, and what was told."""

    def __init__(self, files: Mapping[str, str], words: BrunoExportReport) -> None:
        self.files = files
        self._words = words

    @property
    def lost(self) -> list[str]:
        """What was not exported."""
        return [one.what for one in self._words.remarks if one.verdict is ImportVerdict.NOT_CARRIED]

    @property
    def changed(self) -> list[str]:
        """What was exported otherwise."""
        return [one.what for one in self._words.remarks if one.verdict is ImportVerdict.CHANGED]

    def again(self) -> ImportResult:
        """The import of the files."""
        source = ImportSource("shop", "", folder=MemoryFolder(self.files), is_folder=True)
        return read_sources([source])


def export(
    *children: ExportedItem | Request,
    root: Folder | None = None,
    environments: Sequence[ExportedEnvironment] = (),
    reveals: bool = False,
) -> Written:
    """The export of a workspace."""
    words = BrunoExportReport(reveals=reveals)
    made = CollectionFolder(words, environments)
    items = tuple(ExportedRequest(one) if isinstance(one, Request) else one for one in children)
    made.add_collection("Shop", ExportedFolder(root or Folder("", "Shop", ""), items))
    for one in environments:
        made.add_environment(one, "")
    return Written(made.files, words)
