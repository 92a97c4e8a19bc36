"""The request that a pasted command stands for."""

from __future__ import annotations

from msgspec import Struct

from outrider.engine.import_export.import_run import ImportRun
from outrider.errors import ImportRejected
from outrider.model.import_result import ImportRemark, ImportVerdict
from outrider.model.workspace import Request


class PastedCommand(Struct, frozen=True):
    """What was pasted.

    Attributes:
        request: the first request that it makes.
        count: how many requests it makes.
        remarks: what was changed and what was not carried.
    """

    request: Request
    count: int
    remarks: tuple[ImportRemark, ...]


def parse_pasted_command(text: str) -> PastedCommand:
    """The request that a ``curl`` command would send; credentials in it stay as they are written.

    Args:
        text: one command or several, each perhaps over several lines.

    Raises:
        ImportRefused: it makes no request.
    """
    imported = ImportRun.read_text(text, "").imported
    remarks = tuple(one for one in imported.remarks if one.verdict is not ImportVerdict.CARRIED)
    if not imported.requests:
        raise ImportRejected(
            "The pasted command makes no request.",
            code="no_request",
            why=" ".join(one.what for one in remarks[:3]),
            advice="Paste a whole curl command with its URL.",
        )
    return PastedCommand(imported.requests[0], len(imported.requests), remarks)
