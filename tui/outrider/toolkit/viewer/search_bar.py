"""The line in which people type what to look for, or the line to go to."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from outrider.toolkit.deferred_compose import DeferredCompose
from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

FIND = "/"
GO_TO = ":"


class SearchBar(DeferredCompose, Horizontal):
    """A sign, a field and an answer in one line; hidden until it is opened."""

    DEFAULT_CSS = """
    SearchBar { height: 1; display: none; background: $panel; }
    SearchBar.-open { display: block; }
    SearchBar > #search-sign { width: auto; padding: 0 1 0 0; color: $accent; text-style: bold; }
    SearchBar > #search-answer { width: auto; color: $text-muted; padding: 0 1; }
    SearchBar > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    SearchBar > Input:focus { border: none; background: $panel; }
    """
    BINDINGS = with_ids(
        "find",
        hidden_key("down", "step(1)", "Next match", name="next"),
        hidden_key("up", "step(-1)", "Match before", name="last"),
        # First of all: to the field it would be a letter.
        key(
            "alt+r",
            "toggle_regex",
            "Regex on/off",
            "Searches for a regular expression, or for the text as it is typed.",
            name="regex",
            priority=True,
        ),
    )

    class Changed(ValueMessage):
        """What is looked for has changed.

        Attributes:
            needle: may be empty.
            is_regex: whether it is a regular expression.
        """

        needle: str
        is_regex: bool

    class MatchRequested(ValueMessage):
        """The next match (1) or the one before (-1) is wanted."""

        step: int

    class LineRequested(ValueMessage):
        """A line is wanted, from 1; behind the end where that was typed."""

        line: int

    class Submitted(Message):
        """Typing has ended, and what was found is wanted."""

    sign = FIND
    is_regex = False

    def compose_deferred(self) -> ComposeResult:
        """The sign, the field, the answer."""
        yield Static(FIND, id="search-sign", markup=False)
        field = Input(compact=True, select_on_focus=True)
        # Every blink would be sent over the line.
        field.cursor_blink = False
        yield field
        yield Static("", id="search-answer", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-open")

    @property
    def needle(self) -> str:
        """What is looked for; empty while a line number is typed."""
        return self._field.value if self.sign == FIND else ""

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    async def open(self, sign: str) -> None:
        """Comes up and takes the focus: ``/`` to find, ``:`` to go to a line."""
        await self.compose_now()
        if sign != self.sign:
            self.sign = sign
            self._field.value = ""
            self.answer("")
        self._show_sign()
        self.add_class("-open")
        self._field.focus()

    def close(self) -> None:
        """Goes away."""
        self._field.value = ""
        self.answer("")
        self.remove_class("-open")

    def answer(self, text: str) -> None:
        """Says what was found."""
        self.query_one("#search-answer", Static).update(Content(visible_line(text)))

    def action_toggle_regex(self) -> None:
        """Takes what is typed for a regular expression, or no longer."""
        if self.sign == FIND:
            self.is_regex = not self.is_regex
            self._show_sign()
            self.post_message(self.Changed(self._field.value, is_regex=self.is_regex))

    def _show_sign(self) -> None:
        regex = self.is_regex and self.sign == FIND
        self.query_one("#search-sign", Static).update("regex /" if regex else self.sign)
        self._field.placeholder = "" if regex or self.sign != FIND else "alt+r for a regex"

    def action_step(self, step: int) -> None:
        """To another match, while typing."""
        if self.sign == FIND:
            self.post_message(self.MatchRequested(step))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.sign == FIND:
            self.post_message(self.Changed(event.value, is_regex=self.is_regex))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.sign == FIND:
            self.post_message(self.Submitted())
            return
        digits = event.value.strip().replace(",", "")
        if digits.isascii() and digits.isdigit() and len(digits) < 12:
            self.post_message(self.LineRequested(int(digits)))
        else:
            self.answer("a number, please")
