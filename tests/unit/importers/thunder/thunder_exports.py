"""Thunder Client's files, made in few words, and what comes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from outrider.importers import find_importer, find_source_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import Request


class ThunderFiles:
    """A folder that is a table of JSON documents."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = {
            name: one if isinstance(one, str) else json.dumps(one) for name, one in files.items()
        }

    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, name: str) -> str | None:
        return self._files.get(name)


def request(name: str = "One", url: str = "https://h/x", **more: Any) -> dict[str, Any]:
    made = {"_id": f"r_{name}", "colId": "c1", "containerId": "", "name": name, "url": url}
    return {**made, "method": "GET", "sortNum": 10, "headers": [], "params": [], **more}


def folder(name: str, **more: Any) -> dict[str, Any]:
    return {"_id": f"f_{name}", "name": name, "containerId": "", "sortNum": 5, **more}


def export(*requests: Any, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"client": "Thunder Client", "collectionName": "Shop", "version": "1.2"}
    return {**made, "folders": [], "requests": list(requests), **more}


def read(*documents: Any) -> ImportResult:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in documents]
    for text in texts:
        importer = find_importer(text)
        assert importer is not None
        assert importer.name == "thunder"
    return read_sources([ImportSource(f"{n}.json", one) for n, one in enumerate(texts)])


def read_folder(files: Mapping[str, Any]) -> ImportResult:
    source = ImportSource("repo", "", folder=ThunderFiles(files), is_folder=True)
    importer = find_source_importer(source)
    assert importer is not None
    assert importer.name == "thunder"
    return read_sources([source])


def one(**more: Any) -> tuple[ImportResult, Request]:
    """What comes of an export with one request."""
    found = read(export(request(**more)))
    (only,) = found.requests
    return found, only


def told(result: ImportResult) -> list[str]:
    return [each.what for each in result.remarks]
