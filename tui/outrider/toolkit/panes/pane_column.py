"""A column of panes and the lines around them, which neighbours share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.containers import Vertical
from textual.css.styles import StylesBase
from textual.geometry import Region, Size, Spacing
from textual.layout import DockArrangeResult
from textual.strip import Strip
from textual.widget import Widget

from outrider.terminal.rendering.key_owner import owns_keys
from outrider.textual_internals.textual_painting import StylesCache, use_styles_cache
from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.panes.edge import STATUSES, Edge, fitted_below, joined_facts
from outrider.toolkit.panes.edge_selection import SelectableEdges
from outrider.toolkit.panes.edged_pane import EdgedColumn, EdgedPane
from outrider.toolkit.panes.frame_lines import HEAVY, LIGHT, FrameLines
from outrider.toolkit.panes.pane_places import PanePlace, PanePlaces

_BADGES = "".join(
    f"& > .edge--{status} {{ color: ${role}; text-style: bold; }}\n"
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
        line = column.shown_edge_line(y, size)
        return line.adjust_cell_length(size.width, column.rich_style)


class PaneColumn(SelectableEdges, LazyComponentStyles, EdgedColumn, Vertical):
    """Panes below each other; each has its title in the line above it.

    The column has the lines, because a line belongs to both panes beside it: its own cells are
    those around the panes, which stand a line apart. What is at its left and right follows from
    its padding: a side of a box, the divider from the column at its left, or nothing.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "edge--line",
        "edge--focus",
        "edge--name",
        "edge--heading",
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
        & > .edge--heading { color: $foreground; text-style: bold; }
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
        self._places = PanePlaces()
        self._gutter = Spacing()
        self._focused: EdgedPane | None = None
        self._lines: FrameLines = LIGHT
        self._color: Style | None = None
        use_styles_cache(self, _EdgeCache(self))

    # What it is told.

    def show_focus(self, focused: Widget | None) -> None:
        """Marks the pane in which the focus is; none where it is elsewhere."""
        around = () if focused is None else focused.ancestors_with_self
        pane = next((one.pane for one in self._places.all if one.pane in around), None)
        if pane is not self._focused:
            changed = [one for one in (self._focused, pane) if one is not None]
            self._focused = pane
            places, boxed = self._places, self.is_box
            self._redraw(*(part for one in changed for part in places.around(one, boxed=boxed)))

    def show_lines(self, *, heavy: bool, color: Style | None) -> None:
        """Draws lines of this kind, and of this colour in place of the theme's."""
        lines = HEAVY if heavy else LIGHT
        if (lines, color) != (self._lines, self._color):
            self._lines, self._color = lines, color
            self._redraw()

    def refresh_title(self, pane: EdgedPane) -> None:
        """Draws the top edge of one of its panes anew."""
        lines = tuple(self._places.across(pane))
        if any(one.y == self._selected_row for one in lines):
            self.clear_selected()
        self._redraw(*lines)

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """As Textual's; where the panes stand now, there are the lines."""
        result = self.place(size, optimal=optimal)
        if not optimal:
            sides = bool(self.gutter.left) + self.is_box
            places = tuple(
                PanePlace(one.widget, one.region.y - 1, one.region.x, one.region.width + sides)
                for one in result.placements
                if isinstance(one.widget, EdgedPane) and one.region.y > 0
            )
            found = PanePlaces(places, size.height + self.gutter.height)
            if found != self._places:
                self._places = found
                self.show_focus(self.screen.focused if owns_keys(self.screen) else None)
                for column in (self, self._over):
                    if column is not None:
                        column._redraw()
        return result

    def place(self, size: Size, *, optimal: bool) -> DockArrangeResult:
        """Where the panes stand; for columns that have a way of their own."""
        return super().arrange(size, optimal)

    def on_resize(self) -> None:
        """The lines are longer or shorter."""
        self._redraw()

    def _redraw(self, *parts: Region) -> None:
        left, top = self.gutter.left, self.gutter.top
        # Textual counts from the content.
        self.refresh(*(part.translate((-left, -top)) for part in parts))

    # Drawing.

    @property
    def is_box(self) -> bool:
        """Whether it has lines at both sides."""
        return bool(self.gutter.right)

    def edge_line(self, y: int, size: Size) -> Strip:
        """A line of the column, from its left edge to its right one, without the panes."""
        del size
        # A second blank at the right lies outside of the box.
        gutter = self._gutter = self.gutter
        places, width = self._places, self.outer_size.width - max(gutter.right - 1, 0)
        if gutter.right and y == self.outer_size.height - 1:
            return Strip(self._row(y, width, None, places.above(y), last=True))
        here, above = places.titled(y), places.above(y)
        inside = here or above
        if len(inside) > 1:
            # Side by side, each with sides of its own.
            cells: list[Segment] = []
            at = 0
            for one in inside:
                cells.append(Segment(" " * (one.left - at), self.rich_style))
                cells += self._row(y, one.width, one if here else None, (one,))
                at = one.left + one.width
            return Strip(one for one in cells if one.text)
        title = here[0] if here else None
        if len(above) > 1:
            return self._with_ends(Strip(self._row(y, width, title, here)), above)
        return Strip(self._row(y, width, title, (*here, *above)))

    def _row(
        self,
        y: int,
        width: int,
        title: PanePlace | None,
        owners: tuple[PanePlace, ...],
        *,
        last: bool = False,
    ) -> Iterator[Segment]:
        """A line through one box, in the focus's colour where one of its owners has the focus."""
        lines, boxed = self._lines, bool(self._gutter.right)
        pane = title.pane if title is not None else None
        focused = self._focused is not None and self._focused in (
            (one.pane for one in owners) if boxed else (pane,)
        )
        look = self._look(focused=focused)
        across = last or title is not None
        first = y == self._places.first_row
        if self._gutter.left:
            left = (
                lines.left_of(up=not first, down=not last, across=across)
                if boxed
                else self._divider(y, across=across)
            )
            yield Segment(left, self._left_look(y, look))
        inner = width - bool(self._gutter.left) - boxed
        said = tuple(one.pane.edge for one in owners if one is not title)
        if last:
            yield from self._line(said, inner, look)
        elif pane is not None:
            has_line = boxed or any(row > y for row in self._places.rows)
            edge = pane.edge if has_line else pane.edge.with_all_above()
            yield from self._title(edge, inner, look, said, focused=pane is self._focused)
        else:
            yield Segment(" " * inner, self.rich_style)
        if boxed:
            yield Segment(lines.right_of(up=not first, down=not last, across=across), look)

    def _with_ends(self, line: Strip, above: tuple[PanePlace, ...]) -> Strip:
        """A title on which the sides of several boxes end."""
        width, end = line.cell_length, self._lines.joins[3]
        for one in above:
            left, right = one.left, one.left + one.width
            cells = [line.crop(0, left), line.crop(left, right), line.crop(right, width)]
            for at in (0, one.width - 1):
                sign = cells[1].crop(at, at + 1)
                if sign.text == self._lines.across:
                    joined = Strip([Segment(end, next(iter(sign)).style)])
                    cells[1] = Strip.join(
                        [cells[1].crop(0, at), joined, cells[1].crop(at + 1, one.width)]
                    )
            if one.pane is self._focused:
                look = self._look(focused=True)
                cells[1] = Strip(
                    Segment(piece.text, look) if self._lines.draws(piece.text) else piece
                    for piece in cells[1]
                )
            line = Strip.join(cells)
        return line

    def _divider(self, y: int, *, across: bool) -> str:
        ends = self._beside is not None and bool(self._beside._places.titled(y))
        return self._lines.crossing(left=ends, right=across, up=y > 0)

    def _left_look(self, y: int, look: Style) -> Style:
        """The divider's own colour, unless a line of the pane with the focus begins there."""
        if self._gutter.right or y in self._places.rows:
            return look
        return self._look(focused=False)

    def _look(self, *, focused: bool) -> Style:
        if focused:
            return self.get_component_rich_style("edge--focus")
        line = self.get_component_rich_style("edge--line")
        return line if self._color is None else line + self._color

    def _line(self, above: Iterable[Edge], cells: int, look: Style) -> Iterator[Segment]:
        """A piece of a line, and in it what the pane above it says."""
        said = fitted_below(above, cells - 1)
        yield Segment(self._lines.across * (cells - cell_len(said) - bool(said)), look)
        if said:
            yield Segment(said, self.get_component_rich_style("edge--facts"))
            yield Segment(self._lines.across, look)

    def _title(
        self, edge: Edge, inner: int, look: Style, above: Iterable[Edge], *, focused: bool
    ) -> Iterator[Segment]:
        line = self._lines.across
        room = max(inner - 2, 0)
        shown = edge.fitted(room)
        usual = "heading" if edge.heading else "name"
        chip = self.get_component_rich_style(f"edge--{'chip' if focused else usual}")
        left = [Segment(line, look)]
        if shown.name:
            left.append(Segment(f" {shown.name} ", chip))
        if shown.badge:
            badge = self.get_component_rich_style(f"edge--{shown.status}")
            left += [Segment(line, look), Segment(f" {shown.badge} ", badge)]
        facts = f" {joined_facts(shown.facts)} " if shown.facts else ""
        taken = sum(one.cell_length for one in left) + cell_len(facts) + 1
        yield from left
        yield from self._line(above, max(inner - taken, 0), look)
        if facts:
            yield Segment(facts, self.get_component_rich_style("edge--facts"))
        yield Segment(line, look)
