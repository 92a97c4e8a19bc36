"""What can be written at the cursor of a field, in a small list below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from outrider.toolkit.key_bindings import hidden_key, with_ids
from outrider.toolkit.painting.line_painting import fit_cells
from outrider.variables.name_lookup import NameInfo, NameLookup
from outrider.variables.reference_grammar import reference_at_cursor
from outrider.visible_text import visible_cells, visible_line

MAX_HEIGHT = 8
MAX_WIDTH = 64
MAX_LABEL = 24
MAX_NOTE = 160
MIN_WIDTH = 40
GAP = 2

_SUGGEST = "Suggest completions (tab inserts)"
SUGGEST_KEYS = with_ids("field", hidden_key("ctrl+@", "suggest", "Suggest", _SUGGEST))


class Suggestion(Struct, frozen=True):
    """One thing that can be written.

    Attributes:
        text: what is written.
        label: what is shown of it; empty for the text itself.
        note: said behind it, dimmed: what it stands for.
    """

    text: str
    label: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """What the list shows of it."""
        return self.label or self.text


class Completions(Struct, frozen=True):
    """What can be written at the cursor.

    Attributes:
        start: of the characters whose place it takes.
        end: of the same.
        suggestions: at least one.
        chosen: whether the first one is chosen from the start, so that enter takes it.
        typed: whether somebody has begun to write it, so that tab takes the first one.
    """

    start: int
    end: int
    suggestions: tuple[Suggestion, ...]
    chosen: bool = False
    typed: bool = True


def complete_names(names: NameLookup | None, text: str, cursor: int) -> Completions | None:
    """The names for a reference that is being written at the cursor."""
    one = reference_at_cursor(text, cursor)
    if names is None or one is None:
        return None
    known = names.completions(one.name)
    suggestions = tuple(
        Suggestion(f"{{{{{name.name}}}}}", name.name, name_note(name)) for name in known
    )
    return Completions(one.start, one.end, suggestions, chosen=True) if suggestions else None


def name_note(name: NameInfo) -> str:
    """What a name comes to, in a line: its value and where that is from, or why it has none."""
    if name.problem:
        return f"? {name.problem} {name.advice}".rstrip()
    value = visible_line(name.display_value[:200]) or '""'
    return f"{value}  {name.origin}" if name.origin else value


class CompletionList(Widget):
    """The list; it never has the focus, which stays in the field."""

    DEFAULT_CSS = """
    CompletionList {
        overlay: screen;
        constrain: inside inside;
        position: absolute;
        background: $panel;
        color: $text;
        & > .completion--current {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        & > .completion--note { color: $text-muted; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion--current", "completion--note"}

    def __init__(self, picked: Callable[[int], None]) -> None:
        super().__init__()
        self._picked = picked
        self._entries: tuple[Suggestion, ...] = ()
        self._label_width = self._gap = self._wanted = 0
        self._first = 0
        self.current: int | None = None

    def show(self, entries: Sequence[Suggestion], current: int | None) -> None:
        """Shows entries, at least one; ``current`` is the index of the chosen one."""
        self._entries, self._first = tuple(entries), 0
        shown = [visible_line(one.shown[:MAX_WIDTH]) for one in entries]
        notes = max(cell_len(visible_line(one.note[:MAX_NOTE])) for one in entries)
        self._label_width = min(max(map(cell_len, shown)), MAX_LABEL if notes else MAX_WIDTH)
        self._gap = GAP if self._label_width and notes else 0
        self._wanted = self._label_width + self._gap + notes + 2
        self.current = current
        self.refresh()

    def position_at(self, around: Screen[Any], cursor: Offset, back: int) -> None:
        """Puts the list below the cursor, or above it where there is more room.

        Args:
            around: the screen that it has to fit in.
            cursor: of the field, on that screen.
            back: cells between the start of what is replaced and the cursor.
        """
        wide, high = around.size
        start = max(cursor.x - back - 1, 0)
        width = min(self._wanted, MAX_WIDTH if self._label_width else MAX_NOTE, wide)
        # A sentence begins below what it is about, as far as enough of it can be read there.
        if not self._label_width:
            width = min(width, max(wide - start, MIN_WIDTH))
        below, above = high - cursor.y - 1, cursor.y
        height = min(len(self._entries), MAX_HEIGHT, max(below, above, 1))
        y = cursor.y + 1 if height <= below or below >= above else cursor.y - height
        self.styles.width, self.styles.height = width, height
        self.styles.offset = (max(min(start, wide - width), 0), max(y, 0))
        self.choose(self.current)

    def choose(self, index: int | None) -> None:
        """Makes an entry the chosen one, and keeps it in sight."""
        self.current = index
        height = int(self.styles.height.value) if self.styles.height else 1
        if index is not None:
            self._first = min(max(self._first, index - height + 1), index)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One entry."""
        index, width = y + self._first, self.size.width
        base = self.rich_style
        if index >= len(self._entries):
            return Strip.blank(width, base)
        entry = self._entries[index]
        is_current = index == self.current
        style = self.get_component_rich_style("completion--current") if is_current else base
        dim = style if is_current else self.get_component_rich_style("completion--note")
        room = min(self._label_width, width - 2)
        label = fit_cells(entry.shown, room)
        pieces = [Segment(("›" if is_current else " ") + label, style)]
        if entry.note:
            gap = room - cell_len(label) + self._gap
            pieces += [
                Segment(" " * gap, style),
                Segment(fit_cells(entry.note, width - room - self._gap - 2), dim),
            ]
        return Strip(pieces).adjust_cell_length(width, style)

    def on_click(self, event: events.Click) -> None:
        """Takes what is clicked."""
        event.stop()
        if event.y + self._first < len(self._entries):
            self._picked(event.y + self._first)


class CompletingField(Protocol):
    """A field in which something can be completed."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen that it is on."""

    @property
    def cursor_place(self) -> Offset:
        """Where its cursor is on the screen."""

    def completions(self) -> Completions | None:
        """What can be written at the cursor now."""

    def apply(self, offer: Completions, text: str) -> None:
        """Writes a text in the place that an offer names."""

    def note(self) -> tuple[int, str] | None:
        """What is to be said of what the cursor is in: where that starts, and a sentence."""

    def written_from(self, start: int) -> str:
        """What stands between a character and the cursor."""


class Completion:
    """Opens, follows and closes the list of one field."""

    def __init__(self, field: CompletingField) -> None:
        self._field = field
        self._offer: Completions | None = None
        self._told: tuple[int, str] | None = None
        self._list: CompletionList | None = None

    @property
    def is_open(self) -> bool:
        """Whether the list is there."""
        return self._offer is not None

    @property
    def takes_tab(self) -> bool:
        """Whether tab takes something: what is chosen, or the first after a beginning."""
        offer, shown = self._offer, self._list
        if offer is None or shown is None:
            return False
        return shown.current is not None or offer.typed

    @property
    def chosen(self) -> bool:
        """Whether one entry is chosen, so that enter takes it."""
        return self.is_open and self._list is not None and self._list.current is not None

    def typed(self) -> None:
        """Something was typed: the list opens where there is something to suggest."""
        self._show(self._field.completions())

    def follow(self) -> None:
        """The text or the cursor changed: an open list goes along, or goes away."""
        if self.is_open:
            self._show(self._field.completions())
        if not self.is_open:
            self._tell(self._field.note())

    def move(self, step: int) -> None:
        """Chooses another entry, round the ends."""
        if self._offer is None or self._list is None:
            return
        count = len(self._offer.suggestions)
        now = self._list.current
        at = (step > 0) - 1 if now is None else now + step
        self._list.choose(at % count)

    def accept(self) -> None:
        """Writes the chosen entry, else the first one."""
        if self._list is not None and self.is_open:
            self._take(self._list.current or 0)

    def close(self) -> None:
        """Takes the list away."""
        self._offer = self._told = None
        if self._list is not None:
            shown, self._list = self._list, None
            shown.remove()

    def _take(self, index: int) -> None:
        offer = self._offer
        self.close()
        if offer is not None:
            self._field.apply(offer, offer.suggestions[index].text)

    def _show(self, offer: Completions | None) -> None:
        if offer is None:
            self.close()
        elif offer != self._offer:
            self._offer, self._told = offer, None
            self._put(offer.suggestions, 0 if offer.chosen else None, offer.start)

    def _tell(self, told: tuple[int, str] | None) -> None:
        if told is None:
            self.close()
        elif told != self._told:
            self._told = told
            self._put((Suggestion("", note=told[1]),), None, told[0])

    def _put(self, entries: tuple[Suggestion, ...], current: int | None, start: int) -> None:
        screen, shown = self._field.screen, self._list
        if shown is None:
            shown = self._list = CompletionList(self._take)
            screen.mount(shown)
            # By then, the text has scrolled to the cursor.
            shown.call_after_refresh(self._place, shown, start)
        shown.show(entries, current)
        self._place(shown, start)

    def _place(self, shown: CompletionList, start: int) -> None:
        if shown is self._list:
            back = cell_len(visible_cells(self._field.written_from(start)))
            shown.position_at(self._field.screen, self._field.cursor_place, back)
