"""The request that a pasted command stands for."""

from __future__ import annotations

from tui.errors import UsageError
from tui.model.workspace import Request


def request_of(text: str) -> Request:
    """The request that a ``curl`` command would send.

    Args:
        text: the command, perhaps over several lines.

    Raises:
        UsageError: it cannot be taken for a request.
    """
    raise UsageError(
        "A curl command cannot be taken for a request yet.",
        where=f"the pasted text, {len(text):,} characters",
        advice="Paste its URL, and fill in headers and body in their tabs.",
    )
