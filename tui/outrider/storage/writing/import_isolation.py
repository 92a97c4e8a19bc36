"""Keeps credentials in the headers of a workspace's folders from what is imported below them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from outrider.errors import WorkspaceError
from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.workspace import Environment, Folder, Request, RequestWithFolders
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.variables.inherited_credentials import inherited_credentials, switched_off


def without_inherited_credentials(imported: ImportResult, reader: WorkspaceReader) -> ImportResult:
    """What is imported, with a row for each inherited field that holds a credential.

    The row stands in the outermost folder that is imported, else in the request.
    """
    there = {one.id: one for one in reader.collection().folders.values()}
    if not any(folder.headers for folder in there.values()):
        return imported
    environments = list(_environments(reader))
    brought = {folder.id for folder in imported.folders}
    known: dict[str, tuple[str, ...]] = {}

    def names(item_id: str) -> tuple[str, ...]:
        parents = _parents(item_id)
        if any(parent in brought for parent in parents):
            return ()
        key = parents[0] if parents else ""
        if item_id and key not in known:
            above = tuple(there[parent] for parent in parents if parent in there)
            request = RequestWithFolders(Request("", "", ""), above)
            variables = reader.settings().variables
            known[key] = inherited_credentials(request, environments, variables)
        return known.get(key, ()) if item_id else ()

    folders = tuple(_folder(one, names(one.id)) for one in imported.folders)
    requests = tuple(
        structs.replace(one, headers=switched_off(one.headers, names(one.id)))
        for one in imported.requests
    )
    told = sorted({name for found in known.values() for name in found})
    if not told:
        return imported
    report = ImportReport()
    report.changed(
        f"Headers of the folders above were switched off: {', '.join(told)}.",
        why="They contain credentials that were not sent with the requests before.",
        advice="To inherit a header, remove the one that is switched off.",
    )
    remarks = (*imported.remarks, *report.remarks)
    return structs.replace(imported, folders=folders, requests=requests, remarks=remarks)


def _folder(folder: Folder, names: tuple[str, ...]) -> Folder:
    return structs.replace(folder, headers=switched_off(folder.headers, names))


def _environments(reader: WorkspaceReader) -> Iterator[Environment]:
    for name in reader.environment_ids():
        try:
            yield reader.environment(name)
        except WorkspaceError:
            # What is wrong with it is told when it is chosen.
            continue


def _parents(item_id: str) -> list[str]:
    """The folders above, the nearest first; ``requests/`` itself is the last."""
    found: list[str] = []
    while item_id:
        item_id = item_id.rpartition("/")[0]
        found.append(item_id)
    return found
