"""Rows of a sheet, painted line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from outrider.terminal.rendering.key_owner import gets_keys
from outrider.toolkit.key_bindings import name_keys
from outrider.toolkit.painting.lazy_styles import LazyComponentStyles
from outrider.toolkit.painting.line_selection import SelectableLines
from outrider.toolkit.sheet.lost_references import lost_name, lost_words
from outrider.toolkit.sheet.sheet_keys import SHEET_KEYS
from outrider.toolkit.sheet.sheet_painting import (
    Look,
    RowRemark,
    UsedSigns,
    column_places,
    heading,
    last_cell,
    pad_cells,
)
from outrider.toolkit.value_message import ValueMessage
from outrider.variables.name_lookup import NameLookup
from outrider.variables.reference_grammar import parse_template

_MARGIN = 1
_MASK = "••••••••"


class SheetRow(Struct, frozen=True):
    """One row of a sheet.

    Attributes:
        cells: its texts, one a column.
        enabled: whether it counts; ``None`` draws no box.
        group: rows are moved within their group, and told apart by it.
        note: said behind the cells, dimmed.
        problem: what is wrong with it; said in place of the note.
        fixed_cells: how many leading cells are labels that cannot be edited.
        locked: it comes from elsewhere and cannot be edited at all.
        secret: the last cell is masked, unless it only refers to something.
        choices: what the last cell may be; empty for anything.
        model_value: whatever the owner wants to find again; never looked at.
        heading: it stands over the rows below it.
    """

    cells: tuple[str, ...]
    enabled: bool | None = True
    group: str = ""
    note: str = ""
    problem: str = ""
    fixed_cells: int = 0
    locked: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()
    model_value: object = None
    heading: bool = False

    @property
    def masked(self) -> bool:
        """Whether there is something to hide in the last cell."""
        return self.secret and any(
            isinstance(piece, str) and piece.strip() for piece in parse_template(self.cells[-1])
        )


_ADDING = frozenset({"add", "duplicate"})
_MOVING = frozenset({"up", "down"})


def _possible(name: object, row: SheetRow | None, rows: Sequence[SheetRow]) -> bool:
    """Whether a key can do something with what the rows are now."""
    match name:
        case "previous" | "next":
            return any(one.choices for one in rows)
        case "reveal":
            return any(one.secret for one in rows)
        case "describe":
            return row is not None and not (row.locked or row.fixed_cells)
    return True


class SheetView(SelectableLines, LazyComponentStyles, ScrollView, can_focus=True):
    """The rows, one of them current; tells which key was pressed on it.

    Attributes:
        rows: what is shown.
        current: index of the current row.
        revealed: whether its secret is shown.
        notes_aside: notes stand at the right edge, and give way to values.
        describable: its own rows have descriptions, which are their notes.
        signs: say which rows are used.
    """

    DEFAULT_CSS = """
    SheetView {
        height: 1fr;
        background: $surface;
        color: $text;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .sheet--focused {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        & > .sheet--name { color: $syntax-key; }
        & > .sheet--reference { color: $accent; }
        & > .sheet--unresolved { color: $error; text-style: underline; }
        & > .sheet--dim { color: $text-muted; }
        & > .sheet--rule { color: $border; }
        & > .sheet--problem { color: $error; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"sheet--{kind}"
        for kind in ("focused", "name", "reference", "unresolved", "dim", "rule", "problem")
    }
    BINDINGS = SHEET_KEYS

    class Moved(Message):
        """Another row is the current one."""

    class Pressed(ValueMessage):
        """A key was pressed on the current row."""

        action: str

    def __init__(self, hint: str, *, addable: bool = True, movable: bool = True) -> None:
        super().__init__()
        self._hint = hint
        self.addable = addable
        self._movable = movable
        self.rows: tuple[SheetRow, ...] = ()
        self._boxes = False
        self.current = 0
        self.revealed = False
        self.notes_aside = False
        self.describable = False
        self.signs = UsedSigns()
        self.names: NameLookup | None = None
        self.names_for: Callable[[SheetRow], NameLookup | None] | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers no key for what rows like these cannot do."""
        if action != "press":
            return True
        name = parameters[0]
        if (name in _ADDING and not self.addable) or (name in _MOVING and not self._movable):
            return False
        return _possible(name, self.row, self.rows) and (self.describable or name != "describe")

    @property
    def lost_reference(self) -> str:
        """The first name in the current row that has no value; empty for none."""
        names = self.names_of(self.row)
        return lost_name(self.row.cells, names) if self.row and names else ""

    def names_of(self, row: SheetRow | None) -> NameLookup | None:
        """What the references of a row can name; ``None`` where it has none."""
        if row is None or row.choices or row.heading or "{{" not in "".join(row.cells):
            return None
        return self.names if self.names_for is None else self.names_for(row)

    @property
    def row(self) -> SheetRow | None:
        """The current row."""
        return self.rows[self.current] if self.current < len(self.rows) else None

    def show(self, rows: Sequence[SheetRow], current: int | None = None) -> None:
        """Paints these rows; the current one stays where it is, as far as it can, or is this."""
        self.rows = tuple(rows)
        self._boxes = any(row.enabled is not None for row in rows)
        before = self.current
        wanted = before if current is None else current
        self.current = min(max(wanted, 0), max(len(rows) - 1, 0))
        if self.current != before:
            self.revealed = False
            self.post_message(self.Moved())
        # Their width is that of the widget, whatever that is.
        self.virtual_size = Size(0, max(len(rows), 1))
        self._follow()

    def cursor_row(self) -> int | None:
        """The row in which the bar is seen."""
        return self.current - self.scroll_offset.y

    def select(self, index: int) -> None:
        """Makes a row the current one."""
        self.show(self.rows, index)

    def columns(self, row: SheetRow) -> list[tuple[int, int]]:
        """Start and width of each cell of a row, in cells from the left edge."""
        left = _MARGIN + (self.signs.cells if self._boxes else 0)
        room = max(self.scrollable_content_region.width - left, 4)
        return column_places([one.cells[0] for one in self.rows], len(row.cells), left, room)

    # --- painting -----------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One row."""
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if not self.rows and not index:
            return self._paint_hint(width)
        if index >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        return self.with_selection(self.drawn_line(index), index)

    def line_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def drawn_line(self, index: int) -> Strip:
        """One row without a selection."""
        width = self.scrollable_content_region.width
        row = self.rows[index]
        current = index == self.current
        has_bar = current and gets_keys(self)
        base = self.get_component_rich_style("sheet--focused") if has_bar else self.rich_style

        def look(name: str) -> Style:
            # On the cursor's bar, its own colours are the readable ones.
            if has_bar:
                return base
            found = self.get_component_rich_style(f"sheet--{name}")
            return base + Style(color=found.color, underline=found.underline)

        strip = Strip(self._segments(row, width, base, look, current=has_bar))
        return strip.adjust_cell_length(width, base)

    def _paint_hint(self, width: int) -> Strip:
        focused = gets_keys(self)
        style = self.get_component_rich_style("sheet--focused") if focused else self.rich_style
        return Strip([Segment(pad_cells(f" {name_keys(self, self._hint)}", width), style)])

    def _segments(
        self,
        row: SheetRow,
        width: int,
        base: Style,
        look: Look,
        *,
        current: bool,
    ) -> list[Segment]:
        if row.heading:
            return heading(row.cells[0], self._remark(row), width, base, look, current=current)
        off = row.enabled is False or row.locked
        segments = [Segment("›" if current else " ", base)]
        if self._boxes:
            segments.append(Segment(self.signs.of(row.enabled), look("dim") if off else base))
        columns = self.columns(row)
        at = columns[0][0]
        last = len(row.cells) - 1
        lost = "" if off else self._lost(row)
        for number, (text, (start, room)) in enumerate(zip(row.cells, columns, strict=True)):
            shown = self._shown(row, current=current) if number == last else text
            style = look("dim") if off else look("name") if not number and last else base
            if not off and number and "{{" in shown:
                style = look("unresolved" if lost else "reference")
            segments.append(Segment(" " * (start - at), base))
            if number < last:
                segments.append(Segment(pad_cells(shown, room), style))
                at = start + room
            else:
                aside = self.notes_aside
                remark = self._remark(row, lost)
                segments += last_cell(shown, remark, style, width - start, look, aside)
        return segments

    def _remark(self, row: SheetRow, lost: str = "") -> RowRemark:
        if lost and not row.problem:
            return RowRemark(lost, wrong=True, sign="?")
        # A description is the user's own.
        note = row.note if self.describable else name_keys(self, row.note)
        return RowRemark(row.problem or note, wrong=bool(row.problem))

    def _lost(self, row: SheetRow) -> str:
        """Which references of a row have no value."""
        return lost_words(row.cells, names) if (names := self.names_of(row)) else ""

    def _shown(self, row: SheetRow, *, current: bool) -> str:
        text = row.cells[-1]
        if row.masked and not (current and self.revealed):
            return _MASK
        return f"‹ {text} ›" if row.choices and not row.locked else text

    # --- keys ---------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Another row; above the first one, whatever lies above takes the key."""
        if step == -1 and not self.current:
            raise SkipAction
        self.select(min(max(self.current + step, 0), max(len(self.rows) - 1, 0)))

    def action_page(self, pages: float) -> None:
        """As many rows on as are shown, or a part of them."""
        self.action_move(round(pages * max(self.size.height - 1, 1)))

    def action_press(self, action: str) -> None:
        """Tells that a key was pressed."""
        self.post_message(self.Pressed(action))

    def on_click(self, event: events.Click) -> None:
        """Goes to the row; a second click edits it, one on the box switches it."""
        index = event.y + self.scroll_offset.y
        if index >= len(self.rows):
            return
        self.select(index)
        if self._boxes and event.x < self.signs.cells:
            self.action_press("switch")
        elif event.chain > 1:
            self.action_press("edit")

    def on_blur(self) -> None:
        """Hides what was revealed."""
        self.revealed = False

    def on_resize(self) -> None:
        """Keeps the current row in sight."""
        self._follow()

    def _follow(self) -> None:
        if self.is_attached:
            region = Region(0, self.current, 1, 1)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)
        self.refresh()
