"""A text of several lines that suggests the names that can be referred to in it."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.geometry import Offset
from textual.widgets.text_area import EditResult, Location

from outrider.terminal.app.type_ahead import TypedInto
from outrider.textual_internals.textual_text_area import TextualTextArea
from outrider.toolkit.fields.completion import SUGGEST_KEYS, Completion, Completions, complete_names
from outrider.variables.name_lookup import NameInfo, NameLookup
from outrider.variables.reference_grammar import reference_spans


class CompletingTextArea(TextualTextArea, TypedInto):
    """A text area with a list of names at its cursor, while one is being written."""

    BINDINGS = SUGGEST_KEYS

    def __init__(self, **options: Any) -> None:
        self._following = False
        self._names: NameLookup | None = None
        self._completion = Completion(self)
        super().__init__(**options)

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        if names is not self._names:
            self._names = names
            self.forget_lines()

    @property
    def reference(self) -> NameInfo | None:
        """What the reference in which the cursor is comes to."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if self._names is None or "{{" not in line:
            return None
        found = (one for one in reference_spans(line) if one.start < column < one.end)
        inside = next(found, None)
        return self._names.find(inside.name) if inside is not None else None

    def completions(self) -> Completions | None:
        """What can be written at the cursor now."""
        row, column = self.cursor_location
        if not self.selection.is_empty or self.read_only:
            return None
        return complete_names(self._names, self.document.get_line(row), column)

    def apply(self, offer: Completions, text: str) -> None:
        """Writes a text in the place that an offer names."""
        row = self.cursor_location[0]
        result = self.type_over(text, (row, offer.start), (row, offer.end))
        if result is not None:
            self.move_cursor(result.end_location)

    def note(self) -> tuple[int, str] | None:
        """Nothing: what the cursor is in is told beside the type."""
        return None

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is on the screen."""
        return self.cursor_screen_offset

    def written_from(self, start: int) -> str:
        """What stands between a character and the cursor."""
        row, column = self.cursor_location
        return self.document.get_line(row)[start:column]

    def on_key(self, event: events.Key) -> None:
        """Keys of the list count while it is open."""
        doing = {
            "tab": self._completion.accept,
            "enter": self._completion.accept,
            "up": lambda: self._completion.move(-1),
            "down": lambda: self._completion.move(1),
            "escape": self._completion.close,
        }.get(event.key)
        if doing is not None and self._completion.is_open:
            event.stop()
            event.prevent_default()
            doing()

    def type_over(self, insert: str, start: Location, end: Location) -> EditResult | None:
        """Suggests what may follow a letter that was typed."""
        result = super().type_over(insert, start, end)
        if len(insert) == 1:
            self._completion.typed()
        return result

    def watch_selection(self) -> None:
        """Lets the list go along."""
        if self._completion.is_open and not self._following:
            self._following = True
            self.call_next(self._follow)

    def _follow(self) -> None:
        self._following = False
        self._completion.follow()

    def on_blur(self) -> None:
        """Closes the list."""
        self._completion.close()

    def action_suggest(self) -> None:
        """Opens the list of names."""
        self._completion.typed()
