"""The line in which people type what to look for, or the line to go to."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from outrider.toolkit.deferred_compose import DeferredCompose
from outrider.toolkit.key_bindings import hidden_key, key, name_keys, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

FIND = "/"
GO_TO = ":"


class InputBar(DeferredCompose, Vertical):
    """A sign, a field and an answer in one line; hidden until it is opened."""

    DEFAULT_CSS = """
    InputBar { height: auto; display: none; background: $panel; }
    InputBar.-open { display: block; }
    InputBar > Horizontal { height: 1; }
    InputBar #sign { width: auto; padding: 0 1 0 0; color: $accent; text-style: bold; }
    InputBar #answer { width: auto; color: $text-muted; padding: 0 1; }
    InputBar Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    InputBar Input:focus { border: none; background: $panel; }
    """

    def line(self, sign: str, **options: Any) -> ComposeResult:
        """The sign, the field, which has these options, and the answer."""
        with Horizontal():
            yield Static(sign, id="sign", markup=False)
            field = Input(compact=True, **options)
            # Every blink would be sent over the line.
            field.cursor_blink = False
            yield field
            yield Static("", id="answer", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-open")

    @property
    def field(self) -> Input:
        """In which people type."""
        return self.query_one(Input)

    async def open(self) -> None:
        """Comes up and takes the focus."""
        await self.compose_now()
        self.add_class("-open")
        self.field.focus()

    def close(self) -> None:
        """Goes away, and forgets what was typed."""
        with self.prevent(Input.Changed):
            self.field.value = ""
        self.answer("")
        self.remove_class("-open")

    def answer(self, text: str) -> None:
        """Says what was found."""
        self.query_one("#answer", Static).update(Content(visible_line(text)))


class SearchBar(InputBar):
    """An :class:`InputBar` for a text, a regular expression or the number of a line."""

    BINDINGS = with_ids(
        "find",
        hidden_key("down", "step(1)", "Next match", "Go to the next match", name="next"),
        hidden_key("up", "step(-1)", "Previous match", "Go to the previous match", name="last"),
        # First of all: to the field it would be a letter.
        key(
            "alt+r",
            "toggle_regex",
            "Regex on/off",
            "Search by regex or plain text",
            name="regex",
            priority=True,
        ),
    )

    class Changed(ValueMessage):
        """What is looked for has changed; it may be empty."""

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
        """The line."""
        yield from self.line(FIND)

    @property
    def needle(self) -> str:
        """What is looked for; empty while a line number is typed."""
        return self.field.value if self.sign == FIND else ""

    async def open_with(self, sign: str) -> None:
        """Comes up and takes the focus: ``/`` to find, ``:`` to go to a line."""
        await self.compose_now()
        if sign != self.sign:
            self.sign = sign
            self.field.value = ""
            self.answer("")
        self._show_sign()
        await self.open()

    def action_toggle_regex(self) -> None:
        """Takes what is typed for a regular expression, or no longer."""
        if self.sign == FIND:
            self.is_regex = not self.is_regex
            self._show_sign()
            self.post_message(self.Changed(self.field.value, is_regex=self.is_regex))

    def _show_sign(self) -> None:
        regex = self.is_regex and self.sign == FIND
        self.query_one("#sign", Static).update("regex /" if regex else self.sign)
        hint = name_keys(self, "<find.regex> for a regex")
        self.field.placeholder = "" if regex or self.sign != FIND else hint

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
            self.answer("enter a line number")
