"""Lines to read, with the answers that can be given to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from outrider.dialogs.dialog import ReadingDialog
from outrider.toolkit.lists.wrapped_list import WrappedList
from outrider.visible_text import visible_text

CLOSE = ("enter", "Close", "ok")
"""The answer to what is only to be read."""


class ReportDialog(ReadingDialog[str]):
    """Shows lines that scroll; the result is an answer's, ``None`` where the user went away."""

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
        super().__init__(title, answers)
        self.lines = tuple(lines)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The lines; those that are not indented are headings."""
        return (("", line, "" if line.startswith(" ") else "bold") for line in self.lines)

    def compose(self) -> ComposeResult:
        """The lines, and below them the answers."""
        with self.box(*self.hints):
            yield WrappedList()
            answers = "\n".join(f"{key}  {label}" for key, label, _ in self._choices)
            yield Static(visible_text(answers), markup=False, classes="report--answers")
