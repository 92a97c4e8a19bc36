"""Tells files of a collection that its new document no longer has: they stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outrider.model.import_result import ImportReport, ImportResult
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.writing.import_environments import workspace_items
from outrider.storage.writing.import_placement import CollectionPlacement


def tell_left_over_files(
    root: Path, imported: ImportResult, placement: CollectionPlacement, report: ImportReport
) -> None:
    """Tells what a request or folder was called before, what was removed, and what was added here.

    Nothing says which of these a file is.
    """
    left = list(_left_over(root, imported, placement))
    if left:
        report.changed(
            f"Files that the import does not have were kept: {', '.join(left)}.",
            why="They were renamed or removed in the source, or added in this workspace.",
            advice="Delete the files that are no longer needed.",
        )


def _left_over(root: Path, imported: ImportResult, placement: CollectionPlacement) -> Iterator[str]:
    requests = {one.id for one in imported.requests}
    folders = {one.id for one in imported.folders}
    for item, path in workspace_items(root):
        is_known = item in (folders if path.name == "folder.toml" else requests)
        if not is_known and placement.belongs(item):
            yield f"{REQUESTS}/{path.relative_to(root / REQUESTS).as_posix()}"
