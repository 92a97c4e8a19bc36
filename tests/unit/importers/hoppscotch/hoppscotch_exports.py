"""Hoppscotch's exports, made in few words, and what comes of them."""

from __future__ import annotations

import json
from typing import Any

from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import Request


def collection(*requests: Any, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"v": 11, "name": "Shop", "folders": [], "requests": list(requests)}
    return {**made, "auth": {"authType": "inherit", "authActive": True}, "headers": [], **more}


def request(name: str = "One", endpoint: str = "https://h/x", **more: Any) -> dict[str, Any]:
    made = {"v": "17", "name": name, "endpoint": endpoint, "method": "GET", "params": []}
    auth = {"authType": "inherit", "authActive": True}
    body = {"contentType": None, "body": None}
    return {**made, "headers": [], "auth": auth, "body": body, **more}


def environment(name: str = "dev", *rows: Any, **more: Any) -> dict[str, Any]:
    return {"v": 2, "id": name, "name": name, "variables": list(rows), **more}


def variable(key: str, value: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "initialValue": value, "currentValue": "", "secret": False, **more}


def read(*documents: Any) -> ImportResult:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in documents]
    for text in texts:
        importer = find_importer(text)
        assert importer is not None
        assert importer.name == "hoppscotch"
    return read_sources([ImportSource(f"{n}.json", one) for n, one in enumerate(texts)])


def one(**more: Any) -> tuple[ImportResult, Request]:
    """What comes of a collection with one request."""
    found = read(collection(request(**more)))
    (only,) = found.requests
    return found, only


def told(result: ImportResult) -> list[str]:
    return [each.what for each in result.remarks]
