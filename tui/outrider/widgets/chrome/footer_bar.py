"""The bottom line: the keys that matter now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.painting.line_painting import fit_cells
from outrider.toolkit.value_message import ValueMessage

_GAP = 2


class FooterBar(Widget):
    """Keys and what they do, in one line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer-line--key"}
    DEFAULT_CSS = """
    FooterBar {
        height: 1;
        width: 100%;
        background: $panel;
        color: $text-muted;
        & > .footer-line--key { color: $text-accent; text-style: bold; }
    }
    """

    class Pressed(ValueMessage):
        """A key was clicked; it is named as it is shown."""

        key: str

    def __init__(self) -> None:
        super().__init__()
        self._pairs: tuple[tuple[str, str], ...] = ()
        self._fitting: tuple[tuple[str, str], ...] = ()

    def show(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Shows keys and what they do, the most important first: what does not fit is left out."""
        pairs = tuple(pairs)
        if pairs != self._pairs:
            self._pairs = pairs
            self._fill()

    def on_resize(self) -> None:
        """Other widths hold other keys."""
        self._fill()

    def _fill(self) -> None:
        fit_now = fitting(self._pairs, self.size.width or self.app.size.width)
        if fit_now != self._fitting:
            self._fitting = fit_now
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line of keys."""
        width, base = self.size.width, self.rich_style
        strong = self.get_component_rich_style("footer-line--key")
        segments = [Segment(" ", base)]
        for key, label in self._fitting:
            segments.append(Segment(fit_cells(key, width), strong))
            segments.append(Segment(" " + fit_cells(label, width) + " " * _GAP, base))
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Posts the key that was clicked."""
        left = 1
        for key, label in self._fitting:
            width = _cells((key, label)) + _GAP
            if left <= event.x < left + width:
                self.post_message(self.Pressed(key))
                return
            left += width


def fitting(pairs: Sequence[tuple[str, str]], width: int) -> tuple[tuple[str, str], ...]:
    """As many of the pairs, from the first on, as go into a line of this many cells."""
    used = 1
    for place, pair in enumerate(pairs):
        used += _cells(pair) + _GAP
        # The first is there in any case, cut at the edge; the last needs no gap behind it.
        if place and used - _GAP > width:
            return tuple(pairs[:place])
    return tuple(pairs)


def _cells(pair: tuple[str, str]) -> int:
    key, label = pair
    return cell_len(fit_cells(key, 500)) + 1 + cell_len(fit_cells(label, 500))
