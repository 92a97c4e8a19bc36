"""The keys of a pane, and what each does."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from outrider.dialogs.dialog import Dialog, title_text
from outrider.keymap.key_display import border_hints
from outrider.toolkit.lists.wrapped_list import WrappedList


class HelpDialog(Dialog[None]):
    """A list to read: keys and one sentence each; any of escape, enter, q and f1 ends it.

    Args:
        title: whose keys they are.
        pairs: keys and sentences; a pair without keys is a heading.
    """

    DEFAULT_CSS = """
    HelpDialog WrappedList { max-height: 75vh; }
    """
    BINDINGS = [("enter,q,f1", "cancel", "Close")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self.pairs = tuple(pairs)

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = title_text(self._title)
            box.border_subtitle = Content(border_hints(self, ("escape", "")))
            yield WrappedList()

    def on_mount(self) -> None:
        """Keys scroll the list."""
        reading = self.query_one(WrappedList)
        reading.show((keys, text, "" if keys else "bold") for keys, text in self.pairs)
        reading.focus()
