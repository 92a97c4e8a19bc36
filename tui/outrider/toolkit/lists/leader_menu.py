"""What a key that waits for another can be followed by: everything at one look, over the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.painting.line_painting import fit_cells

_GAP = 2
_LONGEST = 24
"""Cells of a label."""


class MenuEntry(Struct, frozen=True):
    """One key and what it does.

    Attributes:
        key: as people write it.
        label: a word or two.
        group: the heading under which it stands.
    """

    key: str
    label: str
    group: str = ""


class LeaderMenu(Widget):
    """Columns of keys below headings, above the last line of the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-panel--key", "choice-panel--heading"}
    DEFAULT_CSS = """
    LeaderMenu {
        display: none;
        dock: bottom;
        width: 100%;
        height: auto;
        margin-bottom: 1;
        background: $panel;
        color: $foreground;
        border-top: solid $accent;
        border-title-color: $foreground;
        & > .choice-panel--key { color: $text-accent; text-style: bold; }
        & > .choice-panel--heading { color: $text-muted; text-style: underline; }
    }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._offers: tuple[MenuEntry, ...] = ()
        self._columns: list[list[_Cell]] = []

    def show(self, title: str, offers: Iterable[MenuEntry]) -> None:
        """Shows what can be pressed now.

        The groups come in the order of their first members, sorted by label.
        """
        self._offers = tuple(offers)
        self.border_title = Content(fit_cells(title, 60))
        self._arrange()
        self.display = True

    def dismiss(self) -> None:
        """Shows nothing any more."""
        self.display = False

    def on_resize(self) -> None:
        """Other widths hold other columns."""
        self._arrange()

    def _arrange(self) -> None:
        size = self.screen.size
        self._columns = columns(self._offers, size.width - 1, size.height - 3)
        height = max(map(len, self._columns), default=0) + 1
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of every column."""
        base, width = self.rich_style, self.size.width
        strong = self.get_component_rich_style("choice-panel--key")
        heading = self.get_component_rich_style("choice-panel--heading")
        segments = [Segment(" ", base)]
        for column in self._columns:
            keys = max(cell_len(cell.key) for cell in column)
            wide = _wide(column)
            cell = column[y] if y < len(column) else _Cell()
            if cell.is_heading:
                segments.append(Segment(cell.label, heading))
                segments.append(Segment(" " * (wide - cell_len(cell.label) + _GAP), base))
                continue
            segments.append(Segment(" " * (keys - cell_len(cell.key)) + cell.key, strong))
            left = wide - keys - cell_len(cell.label)
            segments.append(Segment(f" {cell.label}{' ' * (left - 1 + _GAP)}", base))
        return Strip(segments).adjust_cell_length(width, base)


class _Cell(Struct, frozen=True):
    key: str = ""
    label: str = ""
    is_heading: bool = False


def columns(offers: Sequence[MenuEntry], width: int, height: int) -> list[list[_Cell]]:
    """The offers in columns that fit: as low as possible, and groups unbroken.

    On a small screen they stand without headings, and where even that is too much, what is last
    is left out.
    """
    groups: dict[str, list[MenuEntry]] = {}
    for one in offers:
        groups.setdefault(one.group, []).append(one)
    blocks = [_block(name, members) for name, members in groups.items()]
    highest = max(map(len, blocks), default=1)
    for limit in range(max(min(highest, height), 1), max(height, 1) + 1):
        best = _flowed(blocks, limit)
        if _total(best) <= width:
            return best
    # Without headings there is room for more of them.
    cells = [cell for block in blocks for cell in block if not cell.is_heading]
    best = _flowed([cells], max(height, 1))
    while best and _total(best) > width:
        best.pop()
    return best


def _block(name: str, members: Iterable[MenuEntry]) -> list[_Cell]:
    cells = [
        _Cell(fit_cells(one.key, 8), fit_cells(one.label, _LONGEST))
        for one in sorted(members, key=lambda one: one.label.casefold())
    ]
    return [_Cell("", fit_cells(name, _LONGEST), True), *cells] if name else cells


def _flowed(blocks: Iterable[list[_Cell]], height: int) -> list[list[_Cell]]:
    """The blocks one below the other; one that does not fit below goes on top of a new column."""
    found: list[list[_Cell]] = []
    for block in blocks:
        if not found or len(found[-1]) + len(block) > height:
            found.append([])
        for cell in block:
            if len(found[-1]) == height:
                found.append([])
            found[-1].append(cell)
    return [column for column in found if column]


def _wide(column: Sequence[_Cell]) -> int:
    keys = max(cell_len(cell.key) for cell in column)
    return max(
        cell_len(cell.label) if cell.is_heading else keys + 1 + cell_len(cell.label)
        for cell in column
    )


def _total(found: Iterable[Sequence[_Cell]]) -> int:
    return sum(_wide(column) + _GAP for column in found)
