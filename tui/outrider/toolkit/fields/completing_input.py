"""A field that suggests what can be written in it, and undoes what was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from textual.binding import Binding
from textual.geometry import Offset
from textual.widgets import Input

from outrider.toolkit.fields.completion import (
    SUGGEST_KEYS,
    Completion,
    Completions,
    complete_names,
    name_note,
)
from outrider.toolkit.fields.undo import FieldState, FieldUndo
from outrider.toolkit.key_bindings import hidden_key, with_ids
from outrider.variables.name_lookup import NameLookup
from outrider.variables.reference_grammar import reference_spans

Completer: TypeAlias = Callable[[str, int], Completions | None]
"""What a field suggests for its text and its cursor, besides names."""

_KEYS = [
    *with_ids(
        "field",
        hidden_key("ctrl+z", "undo", "Undo", "Undo typing"),
        hidden_key("ctrl+y", "redo", "Redo", "Redo typing"),
    ),
    Binding("tab", "complete", "Accept", show=False, tooltip="Accept the suggestion"),
    Binding("up", "suggestion(-1)", "Previous", show=False),
    Binding("down", "suggestion(1)", "Next", show=False),
    Binding("escape", "dismiss", "Close", show=False),
    *SUGGEST_KEYS,
]


class CompletingInput(Input):
    """An input with a list of what can be written at its cursor; typing is undone step by step.

    Attributes:
        names: what references can name; ``None`` completes and marks none.
        words: what else is suggested.
    """

    BINDINGS = _KEYS

    def __init__(self, value: str, **options: Any) -> None:
        self._history = FieldUndo()
        self._restoring = False
        self.names: NameLookup | None = None
        self.words: Completer | None = None
        self._following = False
        self._completion = Completion(self)
        super().__init__(value, **options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the list count while it is open."""
        if action == "complete":
            return self._completion.takes_tab
        if action in {"suggestion", "dismiss"}:
            return self._completion.is_open
        if action == "suggest":
            return self.names is not None or self.words is not None
        return True

    @property
    def completing(self) -> bool:
        """Whether something is suggested now."""
        return self._completion.is_open

    def completions(self) -> Completions | None:
        """What can be written at the cursor now."""
        if not self.selection.is_empty or self.password:
            return None
        text, cursor = self.value, self.cursor_position
        names = complete_names(self.names, text, cursor)
        return names or (self.words(text, cursor) if self.words is not None else None)

    def apply(self, offer: Completions, text: str) -> None:
        """Writes a text in the place that an offer names."""
        self.replace(text, offer.start, offer.end)

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is on the screen."""
        # Textual counts one more at the end of the text.
        return self.cursor_screen_offset - Offset(int(self.cursor_at_end), 0)

    def written_from(self, start: int) -> str:
        """What stands between a character and the cursor."""
        return self.value[start : self.cursor_position]

    def note(self) -> tuple[int, str] | None:
        """Where the reference at the cursor starts, and what it comes to."""
        cursor = self.cursor_position
        if self.names is not None and not self.password and self.has_focus:
            for one in reference_spans(self.value):
                known = self.names.find(one.name)
                if one.start < cursor < one.end + bool(known.problem):
                    return one.start, name_note(known)
        return None

    @property
    def lost_reference(self) -> str:
        """The name at the cursor that has no value, else the first; empty for none."""
        if self.names is None or self.password:
            return ""
        return self.names.lost_name(self.value, self.cursor_position)

    def insert_text_at_cursor(self, text: str) -> None:
        """Inserts what was typed, and suggests what may follow."""
        super().insert_text_at_cursor(text)
        self._completion.typed()

    def action_complete(self) -> None:
        """Takes what is suggested."""
        self._completion.accept()

    def action_suggestion(self, step: int) -> None:
        """To another suggestion."""
        self._completion.move(step)

    def action_dismiss(self) -> None:
        """Closes the list."""
        self._completion.close()

    def action_suggest(self) -> None:
        """Opens the list."""
        self._completion.typed()

    async def action_submit(self) -> None:
        """Takes what is chosen of the list; else what enter does in a field."""
        if self._completion.chosen:
            self._completion.accept()
        else:
            self._completion.close()
            await super().action_submit()

    # --- undoing ------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Undoes the last step."""
        self._restore(self._history.undo(self._state))

    def action_redo(self) -> None:
        """Does again what was undone."""
        self._restore(self._history.redo(self._state))

    @property
    def _state(self) -> FieldState:
        return FieldState(self.value, self.cursor_position)

    def _restore(self, state: FieldState | None) -> None:
        if state is not None:
            self._restoring = True
            self.value = state.text
            self._restoring = False
            self.cursor_position = state.cursor

    # --- following ----------------------------------------------------------------------------

    def watch_value(self, before: str, after: str) -> None:
        """Remembers what can be undone, and lets the list go along."""
        if before != after and self.is_running and not self._restoring:
            # The cursor has not moved yet.
            self._history.changed(FieldState(before, self.cursor_position), after)
        self._follow()

    def watch_selection(self) -> None:
        """Lets the list go along."""
        self._follow()

    def on_focus(self) -> None:
        """Lets the list go along."""
        self._follow()

    def on_blur(self) -> None:
        """Closes the list."""
        self._completion.close()

    def _follow(self) -> None:
        """Lets the list go along, once the text and the cursor are both what they will be."""
        if not self._following and (self.names or self.words):
            self._following = True
            self.call_next(self._followed)

    def _followed(self) -> None:
        self._following = False
        if self.has_focus:
            self._completion.follow()
