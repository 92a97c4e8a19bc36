"""How the columns of the work are shared out where the response stands beside the request."""

from __future__ import annotations

from textual.geometry import Size

from outrider.model.pane_sizes import Arrangement
from outrider.terminal.device.frame_size import BOXES, SHORT

WIDE = Size(160, 30)
"""Columns and lines from which on the response stands beside the request by itself."""

_SHARE = 0.42
_LEAST, _MOST = 0.25, 0.75


def stands_beside(terminal: Size, layout: Arrangement) -> bool:
    """Whether the response stands beside the request in a terminal of this size.

    Where each pane is no box, or the terminal is low, there is no room for it.
    """
    if layout is Arrangement.BESIDE:
        return terminal.width >= BOXES and terminal.height >= SHORT
    fits = terminal.width >= WIDE.width and terminal.height >= WIDE.height
    return fits and layout is Arrangement.AUTO


def request_width(columns: int, wanted: float | None = None) -> int:
    """Columns of the request, its sides included.

    Args:
        columns: of request and response.
        wanted: the share of the request that the user wants; ``None`` for the usual one.
    """
    return within_limits(columns, round((_SHARE if wanted is None else wanted) * columns))


def within_limits(columns: int, request: int) -> int:
    """A width of the request with which the response has room too."""
    return min(max(request, round(_LEAST * columns)), round(_MOST * columns))
