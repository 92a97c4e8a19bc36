"""Where the lines of the screen stand, by the size of the terminal."""

from __future__ import annotations

BOXES = 100
"""Columns from which on each pane is a box; below, a line above it is all."""

DRAWER = 80
"""Columns below which the sidebar lies over the work, while it has the focus."""

SHORT = 20
"""Lines below which the panes have no more than they need."""

WIDE = 120
"""Columns from which on a blank one stands between two boxes beside each other."""

HIGH = 40
"""Lines from which on a blank one ends what does not fill its pane, and stands below the URL."""

_SHARE = 0.27
_LEAST, _MOST = 24, 44
_MOST_WANTED = 0.6
_DRAWN = 35
"""Columns of a drawer, the blank beside it included."""


def box_gap(columns: int) -> int:
    """Columns between two boxes beside each other, in a terminal that has so many."""
    return int(columns >= WIDE)


def sidebar_width(columns: int, wanted: float | None = None) -> int:
    """Columns of the sidebar in a terminal that has so many, its own lines and gap included.

    Args:
        columns: of the terminal.
        wanted: the share of them that the user wants; ``None`` for the usual one.
    """
    if columns < DRAWER:
        return _DRAWN
    if wanted is not None:
        return min(max(round(wanted * columns), _LEAST), round(_MOST_WANTED * columns))
    if columns < BOXES:
        return _LEAST
    return min(max(round(_SHARE * columns), _LEAST), _MOST)
