"""The request that a pasted command stands for."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from outrider.engine.import_export.import_run import ImportRun
from outrider.engine.import_export.missing_files import missing_files
from outrider.errors import ImportRejected
from outrider.model.import_result import ImportResult, ImportVerdict


def parse_pasted_command(text: str, root: Path) -> ImportResult:
    """What a command would send, one request at least; credentials stay as written.

    The remarks are what was changed and what was not carried.

    Args:
        text: one command or several, each perhaps over several lines.
        root: the workspace of the request that the command replaces.

    Raises:
        ImportRejected: it makes no request.
    """
    imported = ImportRun.read_text(text, "").imported
    remarks = tuple(one for one in imported.remarks if one.verdict is not ImportVerdict.CARRIED)
    if not imported.requests:
        raise ImportRejected(
            "The paste contains no request.",
            code="no_request",
            why=" ".join(one.what for one in remarks[:3]),
            advice="Paste a whole command with its URL.",
        )
    # The first request is the one that is shown.
    shown = replace(imported, requests=imported.requests[:1])
    return replace(imported, remarks=(*remarks, *missing_files(root, shown)))
