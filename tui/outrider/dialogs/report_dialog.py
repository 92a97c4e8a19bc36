"""Lines to read, with the answers that can be given to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from outrider.dialogs.dialog import Dialog, title_text
from outrider.keymap.key_display import border_hints
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.visible_text import visible_line

CLOSE = ("enter", "Close", "ok")
"""The answer to what is only to be read."""


class ReportDialog(Dialog[str]):
    """Shows lines that scroll; the result is an answer's, ``None`` where the user went away.

    Args:
        title: stands in the frame.
        lines: what is to be read; the blanks at their start stay.
        answers: key, label and result of each answer.
    """

    DEFAULT_CSS = """
    ReportDialog > .dialog--box { width: 90; max-width: 96%; max-height: 96%; }
    ReportDialog WrappedList { max-height: 70vh; }
    ReportDialog .report--answers { height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "cancel", "Close", show=False)]

    def __init__(
        self,
        title: str,
        lines: Iterable[str],
        answers: Sequence[tuple[str, str, str]] = (CLOSE,),
    ) -> None:
        super().__init__()
        self._title = title
        self.lines = tuple(lines)
        self._answers = tuple(answers)

    def compose(self) -> ComposeResult:
        """The lines, and below them the answers."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = title_text(self._title)
            box.border_subtitle = Content(border_hints(self, ("escape", "")))
            yield WrappedList()
            answers = "\n".join(f"{key}  {label}" for key, label, _ in self._answers)
            yield Static(
                Content("\n".join(map(visible_line, answers.split("\n")))),
                markup=False,
                classes="report--answers",
            )

    def on_mount(self) -> None:
        """Keys scroll the lines."""
        reading = self.query_one(WrappedList)
        reading.show(("", line, "" if line.startswith(" ") else "bold") for line in self.lines)
        reading.focus()

    def on_key(self, event: events.Key) -> None:
        """The key of an answer gives it."""
        for key, _, result in self._answers:
            if key in {event.key, event.character}:
                event.stop()
                event.prevent_default()
                if self.is_active:
                    self.dismiss(result)
                return
