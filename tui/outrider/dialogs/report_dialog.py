"""Lines to read, with the answers that can be given to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from outrider.dialogs.dialog import ReadingDialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.dialogs.question import AnswerList
from outrider.keymap.key_display import HINT_GAP, KeyHint
from outrider.toolkit.chip_line import Chip, ChipLine
from outrider.toolkit.lists.wrapped_list import WrappedList

CLOSE = ("enter", "Close", "ok")
"""The answer to what is only to be read."""

_WIDTH = 100
_EDGES = 6
"""Cells of the box's lower edge beside its keys."""


class ReportDialog(ReadingDialog[str]):
    """Shows lines that scroll; the result is an answer's, ``None`` where the user went away.

    The answers stand in the lower edge of the box; where not all of them fit, in lines above it.

    Args:
        title: of the box.
        lines: each with the role of its colour, or without: then those that are not indented are
            headings.
        answers: key, words and result of each.
        chips: sums, above the lines.
        leave: what going away means, in a few words.
    """

    DEFAULT_CSS = f"""
    ReportDialog > .dialog--box {{ width: {_WIDTH}; }}
    ReportDialog AnswerList {{ display: none; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "cancel", "Close", show=False)]

    def __init__(
        self,
        title: str,
        lines: Iterable[str | tuple[str, str]],
        answers: Sequence[tuple[str, str, str]] = (CLOSE,),
        *,
        chips: Sequence[Chip] = (),
        leave: str = "",
    ) -> None:
        super().__init__(title, answers)
        self._lines = tuple(one if isinstance(one, tuple) else (one, _role(one)) for one in lines)
        self._chips = tuple(chips)
        self._leave = KeyHint(("escape",), leave)

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is to read."""
        return tuple(text for text, _ in self._lines)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The lines."""
        return (("", text, role) for text, role in self._lines)

    def compose(self) -> ComposeResult:
        """The sums and the lines, and below them the answers."""
        with self.box():
            if self._chips:
                yield ChipLine(self._chips)
            yield WrappedList()
            yield AnswerList([(key, label) for key, label, _ in self._choices])

    def on_mount(self) -> None:
        """The answers are not moved in: each has its key."""
        answers = self.query_one(AnswerList)
        answers.can_focus = False
        answers.set_count(len(self._choices), cursor=0)
        self._place(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """Puts the answers where all of them fit; what is left is for the lines."""
        self._place(event.size)

    def _place(self, size: Size) -> None:
        whole = [*(KeyHint((key,), label) for key, label, _ in self._choices), self._leave]
        room = min(size.width, _WIDTH) - _EDGES
        fits = cell_len(HINT_GAP.join(one.text for one in whole)) <= room
        self.query_one(DialogBox).show_keys(whole if fits else [self._leave])
        answers = self.query_one(AnswerList)
        if answers.display is fits:
            answers.display = not fits
            # A list that is folded meanwhile may be laid out as it was before.
            self.call_after_refresh(self.query_one(WrappedList).refresh, layout=True)
        self.beside_list = (0 if fits else len(self._choices) + 1) + 2 * bool(self._chips)

    def on_answer_list_chosen(self, message: AnswerList.Chosen) -> None:
        """Gives the answer that was clicked."""
        self._give(message.index)


def _role(line: str) -> str:
    return "" if line.startswith(" ") else "bold"
