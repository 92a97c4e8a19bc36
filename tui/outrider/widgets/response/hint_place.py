"""Where the words stand that fill a pane in which there is nothing yet."""

from __future__ import annotations

from textual.geometry import Size, Spacing
from textual.widget import Widget

from outrider.toolkit.viewer.viewer_canvas import ViewerCanvas

_WIDTH = 42
"""Cells that the lines are taken to be wide."""

_HIGH = 10
"""Lines from which on they stand a little above the middle, where the eye is."""


def hint_padding(lines: int, room: Size) -> Spacing:
    """What is around some lines that stand in the middle; their beginning in any case is seen.

    Args:
        lines: how many; with none, the text begins at the left, behind one blank.
        room: of the pane.
    """
    if not lines:
        return Spacing(left=1)
    top = max((room.height - lines) // 2 - (room.height > _HIGH), 0)
    return Spacing(top, 0, 0, 1 + max((room.width - 2 - _WIDTH) // 2, 2))


class PlacedHints(Widget):
    """A pane whose text stands in the middle while it only says what can be done."""

    _hints = 0

    def place_hints(self, lines: int) -> None:
        """So many lines are hints; none of what is text."""
        if lines != self._hints:
            self._hints = lines
            self._place()

    def on_resize(self) -> None:
        """The middle is elsewhere."""
        if self._hints:
            self._place()

    def _place(self) -> None:
        self.query_one(ViewerCanvas).styles.padding = hint_padding(self._hints, self.size)
