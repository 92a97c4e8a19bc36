"""The bottom line: the keys that matter now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.painting import fit

MAX_LINES = 4
_GAP = 2


class FooterLine(Widget):
    """Keys and what they do: one line, or the choices of a key that waits for another."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer-line--key"}
    DEFAULT_CSS = """
    FooterLine {
        height: 1;
        width: 100%;
        background: $panel;
        color: $text-muted;
        & > .footer-line--key { color: $text-accent; text-style: bold; }
        &.waiting { color: $foreground; }
    }
    """

    class Pressed(Message):
        """A key was clicked.

        Attributes:
            key: as it is shown.
        """

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._pairs: tuple[tuple[str, str], ...] = ()
        self._waiting = False
        self._lines: list[list[tuple[str, str]]] = [[]]

    def show(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Shows keys and what they do, the most important first: what does not fit is left out."""
        self._set(tuple(pairs), waiting=False)

    def ask(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Shows the choices of a key that waits for another, in up to four lines."""
        self._set(tuple(pairs), waiting=True)

    @property
    def waiting(self) -> bool:
        """Whether choices are shown."""
        return self._waiting

    def _set(self, pairs: tuple[tuple[str, str], ...], *, waiting: bool) -> None:
        if (pairs, waiting) == (self._pairs, self._waiting):
            return
        self._pairs, self._waiting = pairs, waiting
        self.set_class(waiting, "waiting")
        self._fill()

    def on_resize(self) -> None:
        """Other widths hold other keys."""
        self._fill()

    def _fill(self) -> None:
        limit = MAX_LINES if self._waiting else 1
        self._lines = wrapped(self._pairs, self.size.width or self.app.size.width, limit)
        height = len(self._lines)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of keys."""
        width, base = self.size.width, self.rich_style
        if y >= len(self._lines):
            return Strip.blank(width, base)
        strong = self.get_component_rich_style("footer-line--key")
        segments = [Segment(" ", base)]
        for key, label in self._lines[y]:
            segments.append(Segment(fit(key, width), strong))
            segments.append(Segment(" " + fit(label, width) + " " * _GAP, base))
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Posts the key that was clicked."""
        if event.y >= len(self._lines):
            return
        left = 1
        for key, label in self._lines[event.y]:
            width = _cells((key, label)) + _GAP
            if left <= event.x < left + width:
                self.post_message(self.Pressed(key))
                return
            left += width


def wrapped(
    pairs: Sequence[tuple[str, str]], width: int, limit: int
) -> list[list[tuple[str, str]]]:
    """The pairs in at most ``limit`` lines; those that do not fit any more are left out."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 1
    for pair in pairs:
        cells = _cells(pair)
        if used + cells > width and lines[-1]:
            if len(lines) == limit:
                break
            lines.append([])
            used = 1
        lines[-1].append(pair)
        used += cells + _GAP
    return lines


def _cells(pair: tuple[str, str]) -> int:
    key, label = pair
    return cell_len(fit(key, 500)) + 1 + cell_len(fit(label, 500))
