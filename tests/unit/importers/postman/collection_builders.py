"""Postman's collections and environments, made in few words, and what comes of them."""

from __future__ import annotations

import json
from typing import Any

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.model.workspace import Folder, Request

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(*items: Any, **more: Any) -> dict[str, Any]:
    """A collection with these items; ``more`` are keys of its outermost table."""
    return {"info": {"name": "Shop", "schema": SCHEMA}, "item": list(items), **more}


def folder(name: str, *items: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "item": list(items), **more}


def request(name: str = "One", url: Any = "https://api.example/x", **more: Any) -> dict[str, Any]:
    """A request; ``event`` and ``response`` belong to its item."""
    outside: dict[str, Any] = {
        key: more.pop(key) for key in ("event", "response", "description") if key in more
    }
    return {"name": name, "request": {"method": "GET", "url": url, **more}, **outside}


def environment(name: str = "dev", **values: Any) -> dict[str, Any]:
    """An environment; a value that is a tuple has its type second."""
    rows = [
        {"key": key, "value": value[0], "type": value[1]}
        if isinstance(value, tuple)
        else {"key": key, "value": value, "type": "default"}
        for key, value in values.items()
    ]
    return {"name": name, "values": rows, "_postman_variable_scope": "environment"}


def script(text: str, listen: str = "prerequest") -> dict[str, Any]:
    return {"listen": listen, "script": {"exec": text.split("\n"), "type": "text/javascript"}}


def auth(kind: str, **settings: Any) -> dict[str, Any]:
    """An auth as v2.1 writes it."""
    return {"type": kind, kind: [{"key": key, "value": one} for key, one in settings.items()]}


def read(*documents: Any) -> ImportResult:
    """Imports documents, each a table or a text."""
    return read_sources(
        [
            ImportSource(f"{number}.json", one if isinstance(one, str) else json.dumps(one))
            for number, one in enumerate(documents)
        ]
    )


def only(imported: ImportResult) -> Request:
    """Its one request."""
    [request] = imported.requests
    return request


def named(imported: ImportResult, request_id: str) -> Request:
    return next(one for one in imported.requests if one.id == request_id)


def root(imported: ImportResult) -> Folder:
    return next(one for one in imported.folders if one.id == "")


def table(holder: Request | Folder) -> dict[str, Any]:
    """The auth table of a request or folder; empty where it has none."""
    return dict(holder.auth.table) if holder.auth is not None else {}


def told(imported: ImportResult, verdict: ImportVerdict) -> list[ImportRemark]:
    return [one for one in imported.remarks if one.verdict is verdict]


def lost(imported: ImportResult) -> list[str]:
    """What the report says was not carried."""
    return [one.what for one in told(imported, ImportVerdict.NOT_CARRIED)]


def changed(imported: ImportResult) -> list[str]:
    return [one.what for one in told(imported, ImportVerdict.CHANGED)]
