"""Folders of Bruno's in memory, and what an import of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult, ImportVerdict
from outrider.model.workspace import Request

BRUNO_JSON = '{"version": "1", "name": "Shop", "type": "collection"}'


class MemoryFolder:
    """Files by their paths."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        """Their paths."""
        return sorted(self._files)

    def read(self, name: str) -> str | None:
        """Their texts."""
        return self._files.get(name)


def read_folder(files: Mapping[str, str]) -> ImportResult:
    """The import of a folder, ``bruno.json`` included where nothing else marks it."""
    marks = {"bruno.json", "opencollection.yml"}
    given = dict(files) if marks & files.keys() else {"bruno.json": BRUNO_JSON, **files}
    return read_sources([ImportSource("shop", "", folder=MemoryFolder(given), is_folder=True)])


def read_text(text: str, name: str = "a.bru") -> ImportResult:
    """The import of one text."""
    return read_sources([ImportSource(name, text)])


def bru(line: str = "url: https://h.test/", rest: str = "", method: str = "get") -> str:
    """A request."""
    head = "meta {\n  name: One\n  type: http\n  seq: 1\n}\n\n"
    return f"{head}{method} {{\n  {line}\n}}\n\n{rest}"


def only(result: ImportResult) -> Request:
    """The one request of an import."""
    [found] = result.requests
    return found


def lost(result: ImportResult) -> list[str]:
    """What the report says was not imported."""
    return [one.what for one in result.remarks if one.verdict is ImportVerdict.NOT_CARRIED]


def changed(result: ImportResult) -> list[str]:
    """What the report says was changed."""
    return [one.what for one in result.remarks if one.verdict is ImportVerdict.CHANGED]
