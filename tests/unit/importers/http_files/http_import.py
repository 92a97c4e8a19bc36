"""Imports texts and folders of ``.http`` files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outrider.engine.import_export.local_folder import LocalFolder
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.secret import reveal
from outrider.model.workspace import Request


def imported(text: str) -> ImportResult:
    """What one file brings."""
    return read_sources([ImportSource("api.http", text)])


def imported_folder(folder: Path, files: Mapping[str, str]) -> ImportResult:
    """What a folder brings."""
    for name, written in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written)
    source = ImportSource(str(folder), "", folder=LocalFolder(folder), is_folder=True)
    return read_sources([source])


def only(result: ImportResult) -> Request:
    """The one request."""
    assert len(result.requests) == 1
    return result.requests[0]


def auth_of(result: ImportResult, number: int = 0) -> dict[str, Any]:
    """The auth that a request gets: its own, or its folder's."""
    request = result.requests[number]
    folders = {one.id: one for one in result.folders}
    found = request.auth or folders[request.id.rpartition("/")[0]].auth
    assert found is not None
    return dict(found.table)


def told(result: ImportResult) -> list[tuple[int | None, str]]:
    """Lines and texts of what was changed or not imported."""
    return [(one.line, one.what) for one in result.remarks if one.verdict.value != "converted"]


def environments(result: ImportResult) -> dict[str, dict[str, object]]:
    """Values of variables and secrets by environment."""
    found: dict[str, dict[str, object]] = {}
    for one in result.environments:
        plain = {name: each.value for name, each in one.environment.variables.items()}
        hidden: dict[str, object] = dict.fromkeys(one.environment.secrets, "asked for")
        hidden |= {name: f"secret {reveal(value)}" for name, value in one.values.items()}
        found[one.environment.id] = {**plain, **hidden}
    return found
