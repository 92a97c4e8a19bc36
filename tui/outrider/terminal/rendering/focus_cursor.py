"""Where the terminal's own cursor stands: on what the next key is for.

It is hidden, since every widget draws its cursor itself. Screen readers, braille lines and input
methods follow it all the same.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.widget import Widget

from outrider.terminal.rendering.focus_in_sight import visible_part


@runtime_checkable
class HasCursorRow(Protocol):
    """A widget that draws its own cursor."""

    def cursor_row(self) -> int | None:
        """The row in which the cursor is seen, from the widget's top; ``None`` without one."""


@runtime_checkable
class HasCursorColumn(Protocol):
    """A widget whose cursor stands somewhere in its row."""

    def cursor_column(self) -> int:
        """The cell in which what is chosen begins, from the widget's left edge."""


@runtime_checkable
class HasTextCursor(Protocol):
    """A field of Textual's, for one line or many."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the screen in which the cursor stands."""


@runtime_checkable
class LendsKeys(Protocol):
    """A screen on which keys may be for something else than what has the focus."""

    def keys_lent_to(self) -> Widget | None:
        """What they are for now; ``None`` for the focus."""


def focus_cursor(screen: Screen[Any]) -> Offset | None:
    """The cell of the screen on which the next key works; ``None`` where there is none in sight.

    Without a focus, it is the first thing that the screen shows.
    """
    widget = screen.keys_lent_to() if isinstance(screen, LendsKeys) else None
    widget = widget or screen.focused or next(iter(screen.displayed_children), None)
    if widget is None:
        return None
    if isinstance(widget, HasTextCursor):
        return _inside(widget.cursor_screen_offset, widget.content_region, screen)
    region = visible_part(widget)
    if not region:
        return None
    row = (widget.cursor_row() or 0) if isinstance(widget, HasCursorRow) else 0
    column = widget.cursor_column() if isinstance(widget, HasCursorColumn) else 0
    return _inside(widget.content_region.offset + Offset(column, row), region, screen)


def _inside(cell: Offset, region: Region, screen: Screen[Any]) -> Offset:
    """The nearest cell of a region that is on the screen."""
    x = min(max(cell.x, region.x), max(region.right - 1, region.x))
    y = min(max(cell.y, region.y), max(region.bottom - 1, region.y))
    return screen.outer_size.clamp_offset(Offset(x, y))
