"""A filter that is typed into a list without a field: its text stands in the list's title."""

from __future__ import annotations

from textual import events
from textual.actions import SkipAction

from outrider.terminal.app.type_ahead import TypedInto
from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.lists.line_list import LineList

LONGEST = 200
"""Characters kept of what is typed or pasted."""


class TypedFilter:
    """The words of a filter, and whether keys go to it."""

    def __init__(self) -> None:
        self.text = ""
        self.typing = False

    def take(self, event: events.Key) -> bool:
        """Takes a key while typing; whether it was one for the filter (it is then stopped)."""
        if not self.typing:
            return False
        if event.key == "escape":
            self.clear()
        elif event.key == "enter":
            self.typing = False
        elif event.key in {"backspace", "ctrl+h"}:
            # Nothing left to take away: the way out for terminals whose escape is slow.
            self.typing = bool(self.text)
            self.text = self.text[:-1]
        elif event.key == "ctrl+u":
            self.text = ""
        elif event.is_printable and event.character:
            self.text = (self.text + event.character)[:LONGEST]
        else:
            return False
        event.stop()
        event.prevent_default()
        return True

    def paste(self, event: events.Paste) -> bool:
        """Takes the first line of what is pasted while typing."""
        if not self.typing:
            return False
        event.stop()
        first = (event.text.splitlines() or [""])[0]
        self.text = (self.text + first)[:LONGEST]
        return True

    def clear(self) -> None:
        """Forgets the words."""
        self.text, self.typing = "", False

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for, in small letters."""
        return tuple(self.text.casefold().split())

    def matches(self, text: str) -> bool:
        """Whether every word stands in the text, whatever its case."""
        text = text.casefold()
        return all(word in text for word in self.words)

    @property
    def title(self) -> str:
        """What a title says of it; empty without a filter."""
        if self.typing:
            return f"/{self.text}▏"
        return f"/{self.text}" if self.text else ""


class FilterableList(LineList, TypedInto):
    """A list that words narrow; the title shows them while they are typed and after."""

    BINDINGS = with_ids(
        "list",
        key("/", "filter", "Filter", "Filter the list"),
        hidden_key("escape", "clear_filter", "", "End the filter", name="clear_filter"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._filter = TypedFilter()

    @property
    def is_typed_into(self) -> bool:
        """Whether what is typed goes to the filter, and to nothing else."""
        return self._filter.typing

    def filter_changed(self) -> None:
        """The words are others now."""
        raise NotImplementedError

    def filter_submitted(self) -> None:
        """The words are complete."""

    def update_title(self) -> None:
        """Says in the title what is shown."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """Types into the filter."""
        if self._filter.take(event):
            self.filter_changed()
            if event.key == "enter":
                self.filter_submitted()

    def on_paste(self, event: events.Paste) -> None:
        """Pastes into the filter."""
        if self._filter.paste(event):
            self.filter_changed()

    def on_blur(self) -> None:
        """Who leaves has finished typing."""
        self._filter.typing = False
        self.update_title()

    def action_filter(self) -> None:
        """Keys go to the filter from now on."""
        self._filter.typing = True
        self.update_title()

    def action_clear_filter(self) -> None:
        """Shows everything again."""
        if not self._filter.text:
            raise SkipAction
        self._filter.clear()
        self.filter_changed()
