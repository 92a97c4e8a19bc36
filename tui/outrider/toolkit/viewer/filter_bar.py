"""The line in which people type a jq program, and what jq says of it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from outrider.toolkit.deferred_compose import DeferredCompose
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

PAUSE = 0.12
"""Seconds without a key after which a program is tried."""


class FilterBar(DeferredCompose, Vertical):
    """A sign, a field and an answer in one line, a problem below; hidden until it is opened."""

    DEFAULT_CSS = """
    FilterBar { height: auto; display: none; background: $panel; }
    FilterBar.-open { display: block; }
    FilterBar > Horizontal { height: 1; }
    FilterBar #filter-sign { width: 3; color: $accent; text-style: bold; }
    FilterBar #filter-answer { width: auto; color: $text-muted; padding: 0 1; }
    FilterBar > #filter-problem { height: auto; max-height: 3; color: $text-error; display: none; }
    FilterBar.-problem > #filter-problem { display: block; }
    FilterBar Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    FilterBar Input:focus { border: none; background: $panel; }
    """

    class Changed(ValueMessage):
        """A program is to be tried; empty for none."""

        program: str

    class Submitted(Message):
        """Typing has ended, and the results are wanted."""

    _timer: Timer | None = None

    def compose_deferred(self) -> ComposeResult:
        """The sign, the field, the answer; the problem."""
        with Horizontal():
            yield Static("jq", id="filter-sign", markup=False)
            field = Input(compact=True, select_on_focus=False, placeholder=".items[] | .name")
            # Every blink would be sent over the line.
            field.cursor_blink = False
            yield field
            yield Static("", id="filter-answer", markup=False)
        yield Static("", id="filter-problem", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-open")

    @property
    def program(self) -> str:
        """What is typed, without blanks around it."""
        return self._field.value.strip()

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    async def open(self) -> None:
        """Comes up and takes the focus."""
        await self.compose_now()
        self.add_class("-open")
        self._field.focus()

    def close(self) -> None:
        """Goes away, and forgets what was typed."""
        self._stop()
        with self.prevent(Input.Changed):
            self._field.value = ""
        self.answer("")
        self.remove_class("-open")

    def answer(self, text: str, problem: str = "") -> None:
        """Says what came of the program.

        Args:
            text: a few words.
            problem: a sentence; empty for none.
        """
        self.query_one("#filter-answer", Static).update(Content(visible_line(text)))
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
