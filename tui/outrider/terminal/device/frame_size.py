"""Where the lines of the screen stand, by the size of the terminal."""

from __future__ import annotations

BOXES = 100
"""Columns from which on each pane is a box; below, a line above it is all."""

SHORT = 20
"""Lines below which the panes have no more than they need."""

_SHARE = 0.27
_LEAST, _MOST = 24, 44


def sidebar_width(columns: int) -> int:
    """Columns of the sidebar in a terminal that has so many, its own lines included."""
    if columns < BOXES:
        return _LEAST
    return min(max(round(_SHARE * columns), _LEAST), _MOST)
