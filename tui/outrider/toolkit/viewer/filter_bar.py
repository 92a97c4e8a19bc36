"""The line in which people type a jq program, and what jq says of it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from outrider.toolkit.value_message import ValueMessage
from outrider.toolkit.viewer.search_bar import InputBar
from outrider.visible_text import visible_line

PAUSE = 0.12
"""Seconds without a key after which a program is tried."""


class FilterBar(InputBar):
    """An :class:`InputBar` for a program, and a problem below it."""

    DEFAULT_CSS = """
    FilterBar > #filter-problem { height: auto; max-height: 3; color: $text-error; display: none; }
    FilterBar.-problem > #filter-problem { display: block; }
    """

    class Changed(ValueMessage):
        """A program is to be tried; empty for none."""

        program: str

    class Submitted(Message):
        """Typing has ended, and the results are wanted."""

    _timer: Timer | None = None

    def compose_deferred(self) -> ComposeResult:
        """The line, the problem."""
        yield from self.line("jq", select_on_focus=False, placeholder=".items[] | .name")
        yield Static("", id="filter-problem", markup=False)

    @property
    def program(self) -> str:
        """What is typed, without blanks around it."""
        return self.field.value.strip()

    def close(self) -> None:
        """Goes away, and forgets what was typed."""
        self._stop()
        super().close()

    def answer(self, text: str, problem: str = "") -> None:
        """Says what came of the program; ``problem`` is a sentence, empty for none."""
        super().answer(text)
        said = Content(visible_line(f"✗ {problem}" if problem else ""))
        self.query_one("#filter-problem", Static).update(said)
        self.set_class(bool(problem), "-problem")

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _try(self) -> None:
        self._stop()
        self.post_message(self.Changed(self.program))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._stop()
        self._timer = self.set_timer(PAUSE, self._try)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._timer is not None:
            self._try()
        self.post_message(self.Submitted())
