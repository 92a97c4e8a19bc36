"""An ``[auth]`` that is there stays where an import brings no credentials in its place."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar

from msgspec import structs

from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.workspace import AuthTable, Folder, Request
from outrider.storage.reading.workspace_reader import WorkspaceReader

Item = TypeVar("Item", Folder, Request)


def with_kept_auths(
    imported: ImportResult, reader: WorkspaceReader, settled: Container[str] = ()
) -> ImportResult:
    """What is imported, with the auths of the folders and requests that it would take away.

    Files that are ``settled`` stay as they are imported.
    """
    there = reader.collection()
    report = ImportReport()
    folders = tuple(
        one if one.file in settled else _kept(one, there.folders.get(one.id), report)
        for one in imported.folders
    )
    requests = tuple(
        one if one.file in settled else _kept(one, there.requests.get(one.id), report)
        for one in imported.requests
    )
    if not report.remarks:
        return imported
    remarks = (*imported.remarks, *report.remarks)
    return structs.replace(imported, folders=folders, requests=requests, remarks=remarks)


def _kept(one: Item, there: Item | None, report: ImportReport) -> Item:
    auth = there.auth if there is not None else None
    if auth is None or not _is_none(one.auth) or _is_authorized(one):
        return one
    if one.auth is not None and dict(one.auth.table) == dict(auth.table):
        return one
    report.changed(
        f"[auth] in {one.file} was not changed: {_kind(auth)}.",
        why="The file has it; the import has none.",
        advice='Set type = "none" there to send without it.' if not _is_none(auth) else "",
    )
    return structs.replace(one, auth=auth)


def _is_none(auth: AuthTable | None) -> bool:
    return auth is None or auth.table.get("type") == "none"


def _is_authorized(one: Folder | Request) -> bool:
    """Whether it says itself how it authenticates, in a header."""
    rows = (row for row in one.headers if row.enabled)
    return any(row.name.strip().lower() == "authorization" for row in rows)


def _kind(auth: AuthTable) -> str:
    key = next((name for name in ("use", "extends", "type") if name in auth.table), "")
    return f'{key} = "{auth.table[key]}"' if key else "its own"
