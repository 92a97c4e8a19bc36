"""The bottom line: the keys of what has the focus, and those that are always the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.painting.line_painting import fit_cells
from outrider.toolkit.value_message import ValueMessage

_GAP = 2
_SHARE = 0.45
"""What the keys that are always the same may take of the line."""


class FooterKey(Struct, frozen=True):
    """One key and what it does.

    Attributes:
        key: as Textual names it (``ctrl+r``, ``slash``): a click is as good as pressing it.
        shown: as people write it.
        label: a word or two; empty where the next key does the like and has them.
    """

    key: str
    shown: str
    label: str

    @property
    def cells(self) -> int:
        """Cells that it takes."""
        return cell_len(fit_cells(self.shown, 500)) + cell_len(fit_cells(self.told, 500))

    @property
    def told(self) -> str:
        """The label, and the blank before it."""
        return f" {self.label}" if self.label else ""


class _Placed(Struct, frozen=True):
    key: FooterKey
    left: int


class FooterBar(Widget):
    """Keys and what they do, in one line; each can be clicked."""

    ALLOW_SELECT = False
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
        """A key was clicked; it is named as Textual does."""

        key: str

    def __init__(self, left: Iterable[FooterKey] = (), right: Iterable[FooterKey] = ()) -> None:
        super().__init__()
        self._keys = (tuple(left), tuple(right))
        self._placed: tuple[_Placed, ...] = ()

    def show(self, left: Iterable[FooterKey], right: Iterable[FooterKey]) -> None:
        """Shows keys at both ends of the line.

        Args:
            left: the most important first; what does not fit is left out.
            right: these are there whatever the others are; where the line is narrow, those in the
                middle are left out.
        """
        keys = (tuple(left), tuple(right))
        if keys != self._keys:
            self._keys = keys
            self._fill()

    def on_resize(self) -> None:
        """Other widths hold other keys."""
        self._fill()

    def _fill(self) -> None:
        placed = tuple(_placed(*self._keys, self.size.width or self.app.size.width))
        if placed != self._placed:
            self._placed = placed
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line of keys."""
        width, base = self.size.width, self.rich_style
        strong = self.get_component_rich_style("footer-line--key")
        segments: list[Segment] = []
        at = 0
        for one in self._placed:
            segments.append(Segment(" " * (one.left - at), base))
            segments.append(Segment(fit_cells(one.key.shown, width), strong))
            segments.append(Segment(fit_cells(one.key.told, width), base))
            at = one.left + one.key.cells
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Posts the key that was clicked."""
        for one in self._placed:
            if one.left <= event.x < one.left + one.key.cells:
                self.post_message(self.Pressed(one.key.key))
                return


def _placed(left: Sequence[FooterKey], right: Sequence[FooterKey], width: int) -> Iterator[_Placed]:
    always = without_middle(right, int(width * _SHARE))
    taken = _cells(always)
    at = 1
    for one in fitting(left, width - taken - 1 - _GAP if always else width):
        yield _Placed(one, at)
        at += one.cells + _GAP
    # At the right edge, a blank behind the last one.
    at = max(width - taken - 1, at)
    for one in always:
        yield _Placed(one, at)
        at += one.cells + _GAP


def fitting(keys: Sequence[FooterKey], width: int) -> tuple[FooterKey, ...]:
    """As many of the keys, from the first on, as go into a line of this many cells."""
    used = 1
    for place, one in enumerate(keys):
        used += one.cells + _GAP
        # The first is there in any case, cut at the edge; the last needs no gap behind it.
        if place and used - _GAP > width:
            return tuple(keys[:place])
    return tuple(keys)


def without_middle(keys: Sequence[FooterKey], width: int) -> tuple[FooterKey, ...]:
    """As many of the keys as go into this many cells: those in the middle are left out first."""
    kept = list(keys)
    while len(kept) > 1 and _cells(kept) > width:
        kept.pop((len(kept) - 1) // 2)
    return tuple(kept)


def _cells(keys: Sequence[FooterKey]) -> int:
    return sum(one.cells + _GAP for one in keys) - _GAP if keys else 0
