"""Small documents, and what their import brings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from outrider.importers import read_sources
from outrider.importers.importer import NO_FOLDER, ImportSource, SourceFolder
from outrider.model.import_result import ImportResult
from outrider.storage.writing.table_encoding import encode_environment, encode_request


class Files:
    """A folder whose files are these texts."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.asked: list[str] = []

    def names(self) -> Sequence[str]:
        return sorted(self.files)

    def read(self, name: str) -> str | None:
        self.asked.append(name)
        return self.files.get(name)


def document(paths: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://api.example.com/v1/"}],
        "paths": paths if paths is not None else {"/a": {"get": {}}},
        **more,
    }


def operation(**more: Any) -> dict[str, Any]:
    """A document with one operation."""
    parts = {key: more.pop(key) for key in ("components", "security", "servers") if key in more}
    path = more.pop("path", "/a")
    shared = more.pop("shared", {})
    if "secured" in more:
        more["security"] = more.pop("secured")
    return document({path: {more.pop("method", "post"): more, **shared}}, **parts)


def imported(data: Any, folder: SourceFolder = NO_FOLDER) -> ImportResult:
    text = data if isinstance(data, str) else json.dumps(data)
    return read_sources([ImportSource("api.json", text, folder=folder)])


def only(data: Any) -> dict[str, Any]:
    """The only request, as its file has it."""
    (request,) = imported(data).requests
    return encode_request(request)


def environments(data: Any) -> list[dict[str, Any]]:
    return [encode_environment(one.environment) for one in imported(data).environments]


def told(data: Any, folder: SourceFolder = NO_FOLDER) -> str:
    """The report, a line each."""
    remarks = imported(data, folder).remarks
    return "\n".join(f"{one.place}: {one.what} {one.why} {one.advice}".strip() for one in remarks)
