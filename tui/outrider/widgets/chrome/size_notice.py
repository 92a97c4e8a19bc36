"""A line that says that the terminal is too small to work in."""

from __future__ import annotations

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.painting.line_painting import PaintedLine, TextRun, paint_line

SMALLEST = Size(60, 16)
"""Columns and lines from which on everything can be read."""


class SizeNotice(Widget):
    """Is there only while the terminal is smaller than :data:`SMALLEST`."""

    DEFAULT_CSS = """
    SizeNotice { height: 1; width: 100%; display: none; background: $warning; color: $on-focus; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._terminal = SMALLEST

    def show(self, size: Size) -> None:
        """Takes the terminal's size."""
        self._terminal = size
        self.display = size.width < SMALLEST.width or size.height < SMALLEST.height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """``! 40×12: 60×16 required``."""
        base = self.rich_style
        columns, lines = self._terminal
        text = f"! {columns}×{lines}: {SMALLEST.width}×{SMALLEST.height} required"
        return paint_line(PaintedLine((TextRun(text),)), self.size.width, lambda _: base, base)
