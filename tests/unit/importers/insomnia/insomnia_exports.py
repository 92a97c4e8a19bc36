"""Insomnia's exports, made in few words, and what comes of them."""

from __future__ import annotations

import json
from typing import Any

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult, ImportVerdict
from outrider.model.secret import reveal
from outrider.model.workspace import Request


def workspace(name: str = "Shop", **more: Any) -> dict[str, Any]:
    return {"_id": "wrk_1", "_type": "workspace", "parentId": None, "name": name, **more}


def request(name: str = "One", url: str = "https://api.example/x", **more: Any) -> dict[str, Any]:
    made = {"_id": f"req_{name}", "_type": "request", "parentId": "wrk_1", "name": name}
    return {**made, "method": "GET", "url": url, **more}


def group(name: str, **more: Any) -> dict[str, Any]:
    return {
        "_id": f"fld_{name}",
        "_type": "request_group",
        "parentId": "wrk_1",
        "name": name,
        **more,
    }


def base(data: Any, **more: Any) -> dict[str, Any]:
    made = {"_id": "env_base", "_type": "environment", "parentId": "wrk_1"}
    return {**made, "name": "Base Environment", "data": data, **more}


def sub(name: str, data: Any, **more: Any) -> dict[str, Any]:
    made = {"_id": f"env_{name}", "_type": "environment", "parentId": "env_base"}
    return {**made, "name": name, "data": data, **more}


def export(*resources: Any, version: int = 4) -> str:
    """An export; a workspace stands around what brings none."""
    found = list(resources)
    if not any(one["_type"] == "workspace" for one in found):
        found.insert(0, workspace())
    return json.dumps({"_type": "export", "__export_format": version, "resources": found})


def read(*texts: str) -> ImportResult:
    return read_sources([ImportSource(f"{number}.json", one) for number, one in enumerate(texts)])


def one(*resources: Any) -> tuple[ImportResult, Request]:
    """What comes of an export with one request."""
    found = read(export(*resources))
    (only,) = found.requests
    return found, only


def auth_of(auth: dict[str, Any]) -> tuple[ImportResult, dict[str, Any]]:
    found, only = one(request(authentication=auth))
    assert only.auth is not None
    return found, dict(only.auth.table)


def secrets_of(result: ImportResult) -> dict[str, str]:
    """The values of the only environment's secrets."""
    (environment,) = result.environments
    return {name: reveal(value) for name, value in environment.values.items()}


def told(result: ImportResult, verdict: ImportVerdict | None = None) -> list[str]:
    return [one.what for one in result.remarks if verdict in (None, one.verdict)]
