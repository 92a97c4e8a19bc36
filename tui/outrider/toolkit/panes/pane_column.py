"""A column of panes and the lines around them, which neighbours share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.containers import Vertical
from textual.css.styles import StylesBase
from textual.geometry import Region, Size
from textual.layout import DockArrangeResult
from textual.strip import Strip
from textual.widget import Widget

from outrider.textual_internals.textual_painting import StylesCache, use_styles_cache
from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.panes.edge import STATUSES, Edge, joined_facts
from outrider.toolkit.panes.edged_pane import EdgedColumn, EdgedPane
from outrider.toolkit.panes.frame_lines import HEAVY, LIGHT, FrameLines

_BADGES = "".join(
    f"& > .edge--{status} {{ background: ${role}; color: $on-focus; text-style: bold; }}\n"
    for status in STATUSES
    for role in [status if status in {"accent", "warning", "error"} else f"status-{status}"]
)


class _EdgeCache(StylesCache):
    """Makes the lines of a column where Textual would make its padding."""

    def __init__(self, column: PaneColumn) -> None:
        super().__init__()
        self._column = column

    def render_line(self, styles: StylesBase, y: int, size: Size, *more: Any) -> Strip:
        """A line of the column."""
        column = self._column
        return column.edge_line(y).adjust_cell_length(size.width, column.rich_style)


class PaneColumn(LazyComponentStyles, EdgedColumn, Vertical):
    """Panes below each other; each has its title in the line above it.

    The column has the lines, because a line belongs to both panes beside it: its own cells are
    those around the panes, which stand a line apart. What is at its left and right follows from
    its padding: a side of a box, the divider from the column at its left, or nothing.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "edge--line",
        "edge--focus",
        "edge--name",
        "edge--facts",
        "edge--chip",
        *(f"edge--{status}" for status in STATUSES),
    }
    DEFAULT_CSS = (
        """
    PaneColumn {
        background: $background;
        & > * { margin: 1 0 0 0; }
        & LineInput, & Dropdown, & TabBar, & SheetView, & RowForm, & ViewerCanvas, & TextArea,
        & StepBar { background: $background; }
        & > .edge--line { color: $border; }
        & > .edge--focus { color: $block-cursor-background; }
        & > .edge--name { color: $text-muted; }
        & > .edge--facts { color: $text-muted; }
        & > .edge--chip {
            background: $block-cursor-background;
            color: $on-focus;
            text-style: bold;
        }
    }
    """
        + f"PaneColumn {{ {_BADGES} }}"
    )

    def __init__(self, *children: Widget, beside: PaneColumn | None = None, **options: Any) -> None:
        super().__init__(*children, **options)
        self._beside = beside
        self._over: PaneColumn | None = None
        if beside is not None:
            beside._over = self
        self._titles: dict[int, EdgedPane] = {}
        self._focused: EdgedPane | None = None
        self._lines: FrameLines = LIGHT
        self._color: Style | None = None
        use_styles_cache(self, _EdgeCache(self))

    # What it is told.

    def show_focus(self, focused: Widget | None) -> None:
        """Marks the pane in which the focus is; none where it is elsewhere."""
        around = () if focused is None else focused.ancestors_with_self
        pane = next((one for one in self._titles.values() if one in around), None)
        if pane is not self._focused:
            changed = [one for one in (self._focused, pane) if one is not None]
            self._focused = pane
            self._redraw(*(part for one in changed for part in self._around(one)))

    def show_lines(self, *, heavy: bool, color: Style | None) -> None:
        """Draws lines of this kind, and of this colour in place of the theme's."""
        lines = HEAVY if heavy else LIGHT
        if (lines, color) != (self._lines, self._color):
            self._lines, self._color = lines, color
            self._redraw()

    def refresh_title(self, pane: EdgedPane) -> None:
        """Draws the top edge of one of its panes anew."""
        self._redraw(*(Region(0, y, self.outer_size.width, 1) for y in self._rows_of(pane)))

    @property
    def title_rows(self) -> frozenset[int]:
        """The lines in which titles stand, counted from its top."""
        return frozenset(self._titles)

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """As Textual's; where the panes stand now, there are the lines."""
        result = super().arrange(size, optimal)
        if not optimal:
            titles = {
                one.region.y - 1: one.widget
                for one in result.placements
                if isinstance(one.widget, EdgedPane) and one.region.y > 0
            }
            if titles != self._titles:
                self._titles = titles
                self.show_focus(self.screen.focused)
                for column in (self, self._over):
                    if column is not None:
                        column._redraw()
        return result

    def on_resize(self) -> None:
        """The lines are longer or shorter."""
        self._redraw()

    def _redraw(self, *parts: Region) -> None:
        left, top = self.gutter.left, self.gutter.top
        # Textual counts from the content.
        self.refresh(*(part.translate((-left, -top)) for part in parts))

    def _rows_of(self, pane: EdgedPane) -> Iterator[int]:
        return (y for y, one in self._titles.items() if one is pane)

    def _bottom_of(self, pane: EdgedPane) -> int:
        """The line that ends a pane: the next one's title, or the bottom of the column."""
        rows = sorted(self._titles)
        top = next(self._rows_of(pane))
        return next((row for row in rows if row > top), self.outer_size.height - 1)

    def _around(self, pane: EdgedPane) -> Iterator[Region]:
        width = self.outer_size.width
        for top in self._rows_of(pane):
            bottom = self._bottom_of(pane)
            yield Region(0, top, width, 1)
            if self._is_box:
                yield Region(0, bottom, width, 1)
                yield Region(0, top, 1, bottom - top)
                yield Region(width - 1, top, 1, bottom - top)

    # Drawing.

    @property
    def _is_box(self) -> bool:
        return bool(self.gutter.right)

    def edge_line(self, y: int) -> Strip:
        """A line of the column, from its left edge to its right one, without the panes."""
        return Strip(self._paint(y))

    def _paint(self, y: int) -> Iterator[Segment]:
        width, lines = self.outer_size.width, self._lines
        pane = self._titles.get(y)
        last = self._is_box and y == self.outer_size.height - 1
        above = max((row for row in self._titles if row < y), default=None)
        owners = {pane, self._titles[above] if above is not None else None} - {None}
        focused = self._focused is not None and self._focused in owners
        if not self._is_box:
            focused = self._focused is not None and self._focused is pane
        look = self._look(focused=focused)
        if self.gutter.left:
            yield Segment(self._left_of(y, last=last), self._left_look(y, look))
        inner = width - bool(self.gutter.left) - self._is_box
        if last:
            yield Segment(lines.across * inner, look)
        elif pane is not None:
            yield from self._title(pane.edge, inner, look, focused=pane is self._focused)
        else:
            yield Segment(" " * inner, self.rich_style)
        if self._is_box:
            corner = lines.right_of(
                up=y != min(self._titles, default=-1),
                down=not last,
                across=bool(pane or last),
            )
            yield Segment(corner, look)

    def _left_of(self, y: int, *, last: bool) -> str:
        lines, across = self._lines, y in self._titles or last
        if self._is_box:
            first = y == min(self._titles, default=-1)
            return lines.left_of(up=not first, down=not last, across=across)
        beside = self._beside.title_rows if self._beside is not None else frozenset()
        return lines.crossing(left=y in beside, right=across, up=y > 0)

    def _left_look(self, y: int, look: Style) -> Style:
        """The divider's own colour, unless a line of the pane with the focus begins there."""
        if self._is_box or y in self._titles:
            return look
        return self._look(focused=False)

    def _look(self, *, focused: bool) -> Style:
        if focused:
            return self.get_component_rich_style("edge--focus")
        line = self.get_component_rich_style("edge--line")
        return line if self._color is None else line + self._color

    def _title(self, edge: Edge, inner: int, look: Style, *, focused: bool) -> Iterator[Segment]:
        line = self._lines.across
        room = max(inner - 2, 0)
        shown = edge.fitted(room)
        chip = self.get_component_rich_style("edge--chip" if focused else "edge--name")
        left = [Segment(line, look)]
        if shown.name:
            left.append(Segment(f" {shown.name} ", chip))
        if shown.badge:
            badge = self.get_component_rich_style(f"edge--{shown.status}")
            left += [Segment(line, look), Segment(f" {shown.badge} ", badge)]
        facts = f" {joined_facts(shown.facts)} " if shown.facts else ""
        taken = sum(one.cell_length for one in left) + cell_len(facts) + 1
        yield from left
        yield Segment(line * max(inner - taken, 0), look)
        if facts:
            yield Segment(facts, self.get_component_rich_style("edge--facts"))
        yield Segment(line, look)
