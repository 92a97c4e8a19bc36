"""What a key that waits for another can be followed by: everything at one look, over the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeAlias

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.painting.line_painting import fit_cells
from outrider.toolkit.value_message import ValueMessage

_GAP = 2
_LONGEST = 24
"""Cells of a label."""

_INDENT = 1
"""Cells before a key below a heading."""

_AROUND = 4
"""Columns of the box beside the keys: its sides, and a blank at each."""

_ABOVE_AND_BELOW = 4
"""Lines of the screen that the keys cannot have: the box's edges, and the first and last line."""


class MenuEntry(Struct, frozen=True):
    """One key and what it does.

    Attributes:
        key: as people write it.
        label: a word or two.
        group: the heading under which it stands.
        press: the key as Textual names it, which a click stands for; empty for none.
    """

    key: str
    label: str
    group: str = ""
    press: str = ""


class LeaderMenu(LazyComponentStyles, Widget):
    """Columns of keys below headings, in a box above the last line of the screen."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-panel--key", "choice-panel--heading"}
    DEFAULT_CSS = """
    LeaderMenu {
        display: none;
        dock: bottom;
        width: 100%;
        height: auto;
        margin-bottom: 1;
        padding: 0 1;
        background: $surface;
        color: $foreground;
        border: round $block-cursor-background;
        border-title-background: $block-cursor-background;
        border-title-color: $on-focus;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
        & > .choice-panel--key { color: $text-accent; text-style: bold; }
        & > .choice-panel--heading { color: $text-muted; text-style: bold; }
    }
    """

    class Pressed(ValueMessage):
        """A key was clicked; it is named as Textual does."""

        key: str

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._offers: tuple[MenuEntry, ...] = ()
        self._words = ("", "")
        self._pages: list[MenuPage] = []
        self._at = 0

    def show(
        self, title: str, offers: Iterable[MenuEntry], *, more: str = "", back: str = ""
    ) -> None:
        """Shows what can be pressed now.

        The groups come in the order of their first members, sorted by label.

        Args:
            title: stands in the upper edge.
            offers: what there is.
            more: says in the lower edge how to see the next page, where there is one.
            back: says there how to leave.
        """
        self._offers = tuple(offers)
        self._at = 0
        self._words = (more, back)
        self.border_title = Content(fit_cells(title, 60))
        self._arrange()
        self.display = True

    def dismiss(self) -> None:
        """Shows nothing any more."""
        self.display = False

    @property
    def has_more(self) -> bool:
        """Whether there are several pages."""
        return len(self._pages) > 1

    def next_page(self) -> None:
        """Shows the next page, and the first one after the last."""
        if self.has_more:
            self._at = (self._at + 1) % len(self._pages)
            self._draw()

    def on_resize(self) -> None:
        """Other widths hold other columns."""
        self._arrange()

    def on_click(self, event: events.Click) -> None:
        """Posts the key that was clicked."""
        place = event.get_content_offset(self)
        found = self._cell_at(place.x, place.y) if place is not None else None
        if found is not None and found.press:
            self.post_message(self.Pressed(found.press))

    def _arrange(self) -> None:
        size = self.screen.size
        self._pages = pages(self._offers, size.width - _AROUND, size.height - _ABOVE_AND_BELOW)
        self._at = min(self._at, max(len(self._pages) - 1, 0))
        # Every page is as high as the highest one: what is below does not come and go.
        height = max((len(one) for page in self._pages for one in page), default=0) + 2
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self._draw()

    def _draw(self) -> None:
        more, back = self._words
        which = f"{more} {self._at + 1} of {len(self._pages)}" if self.has_more and more else ""
        told = "  ".join(filter(None, (which, back)))
        self.border_subtitle = Content(fit_cells(told, 60))
        self.refresh()

    @property
    def _columns(self) -> MenuPage:
        return self._pages[self._at] if self._pages else []

    def _cell_at(self, x: int, y: int) -> _Cell | None:
        left = 0
        for column in self._columns:
            right = left + _wide(column)
            if left <= x < right:
                return column[y] if y < len(column) else None
            left = right + _GAP
        return None

    def render_line(self, y: int) -> Strip:
        """One line of every column."""
        base, width = self.rich_style, self.size.width
        strong = self.get_component_rich_style("choice-panel--key")
        heading = self.get_component_rich_style("choice-panel--heading")
        segments = []
        for column in self._columns:
            keys, wide = _keys_wide(column), _wide(column)
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
    press: str = ""
    is_heading: bool = False


MenuPage: TypeAlias = "list[list[_Cell]]"
"""Columns of keys that are seen together."""


def pages(offers: Sequence[MenuEntry], width: int, height: int) -> list[MenuPage]:
    """The offers in columns that fit: as low as possible, and groups unbroken.

    On a small screen they stand without headings, and where even that is too much, on several
    pages.
    """
    groups: dict[str, list[MenuEntry]] = {}
    for one in offers:
        groups.setdefault(one.group, []).append(one)
    blocks = [_block(name, members) for name, members in groups.items()]
    highest = max(map(len, blocks), default=1)
    for limit in range(max(min(highest, height), 1), max(height, 1) + 1):
        best = _flowed(blocks, limit)
        if _total(best) <= width:
            return [best]
    # Without headings there is room for more of them.
    cells = [cell for block in blocks for cell in block if not cell.is_heading]
    found: list[MenuPage] = [[]]
    for column in _flowed([cells], max(height, 1)):
        if found[-1] and _total([*found[-1], column]) > width:
            found.append([])
        found[-1].append(column)
    return found


def _block(name: str, members: Iterable[MenuEntry]) -> list[_Cell]:
    cells = [
        _Cell(fit_cells(one.key, 8), fit_cells(one.label, _LONGEST), one.press)
        for one in sorted(members, key=lambda one: one.label.casefold())
    ]
    return [_Cell("", fit_cells(name, _LONGEST), is_heading=True), *cells] if name else cells


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


def _keys_wide(column: Sequence[_Cell]) -> int:
    indent = _INDENT if any(cell.is_heading for cell in column) else 0
    return indent + max(cell_len(cell.key) for cell in column)


def _wide(column: Sequence[_Cell]) -> int:
    keys = _keys_wide(column)
    return max(
        cell_len(cell.label) if cell.is_heading else keys + 1 + cell_len(cell.label)
        for cell in column
    )


def _total(found: Sequence[Sequence[_Cell]]) -> int:
    return sum(_wide(column) + _GAP for column in found) - _GAP if found else 0
