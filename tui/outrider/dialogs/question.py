"""A question with a few answers, each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outrider.dialogs.dialog import Dialog
from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_text

LONGEST = 1500
"""Characters of a question that are shown."""


class AnswerList(LineList):
    """The answers, one line each."""

    DEFAULT_CSS = """
    AnswerList { height: auto; margin-top: 1; }
    """

    class Chosen(ValueMessage):
        """An answer was chosen, by its index."""

        index: int

    def __init__(self, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._answers = tuple(answers)

    def line(self, index: int, width: int) -> PaintedLine:
        """``d  Delete it``."""
        key, label = self._answers[index]
        return PaintedLine((TextRun(f" {key} ", "accent"), TextRun(f" {label}")))

    def action_choose(self) -> None:
        """Gives the answer under the cursor."""
        self.post_message(self.Chosen(self.cursor))


class Question(Dialog[str]):
    """Asks; the result is the answer's, ``None`` where the user went away.

    Several lines are fine, and anything may stand in them; enter gives the first answer.
    """

    DEFAULT_CSS = """
    Question > .dialog--box > VerticalScroll {
        height: auto;
        max-height: 12;
        scrollbar-size: 0 1;
        scrollbar-gutter: stable;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,shift+tab", "move(-1)", show=False),
        Binding("right,tab", "move(1)", show=False),
    ]

    def __init__(
        self,
        text: str,
        choices: Sequence[tuple[str, str, str]],
        *,
        title: str = "Confirm",
        danger: bool = False,
    ) -> None:
        super().__init__(title, choices)
        self._danger = danger
        self._text = text

    def compose(self) -> ComposeResult:
        """The question and the answers."""
        text = visible_text(self._text[:LONGEST])
        if len(self._text) > LONGEST:
            text += "…"
        with self.box() as box:
            box.set_class(self._danger, "-heavy")
            with VerticalScroll(can_focus=False):
                yield Static(Content(text), markup=False)
            yield AnswerList([(key, label) for key, label, _ in self._choices])

    def on_mount(self) -> None:
        """Keys go to the answers."""
        answers = self.query_one(AnswerList)
        answers.set_count(len(self._choices), cursor=0)
        answers.focus()

    def on_answer_list_chosen(self, message: AnswerList.Chosen) -> None:
        """Gives an answer."""
        self._give(message.index)

    def action_move(self, step: int) -> None:
        """Moves between the answers."""
        self.query_one(AnswerList).action_cursor(step)
