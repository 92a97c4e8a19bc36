"""One line of text: a name, or a secret."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from outrider.dialogs.dialog import Dialog, Result
from outrider.model.secret import MaybeSecret, Secret
from outrider.toolkit.fields.line_input import LineInput
from outrider.visible_text import visible_text

LONGEST = 500
"""Characters of a note that are shown."""


def not_blank(value: str) -> str:
    """Finds fault with a blank value only."""
    return "" if value.strip() else "Enter a value, or press escape."


class Prompt(Dialog[Result]):
    """A field, and a note below it in whose place stands what is wrong."""

    DEFAULT_CSS = """
    Prompt .prompt--note { color: $text-muted; height: auto; }
    Prompt .prompt--note.wrong { color: $text-error; }
    """

    def __init__(self, title: str, note: str) -> None:
        super().__init__(title)
        self._note = note

    def field(self) -> LineInput:
        """What is typed into."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The field, and a line for what is wrong."""
        with self.box(("enter", ""), ("escape", "")):
            yield self.field()
            yield Static(Content(visible_text(self._note)), markup=False, classes="prompt--note")

    def on_mount(self) -> None:
        """Keys go to the field; the last step of what stands there is typed over."""
        field = self.query_one(LineInput)
        field.focus()
        field.select_from(field.value.rfind("/") + 1)

    def on_input_changed(self) -> None:
        """What was wrong is being mended."""
        self._say("")

    def _say(self, wrong: str) -> None:
        note = self.query_one(".prompt--note", Static)
        note.set_class(bool(wrong), "wrong")
        note.update(Content(visible_text(f"✗ {wrong}" if wrong else self._note)))


class TextPrompt(Prompt[MaybeSecret]):
    """Asks for a line of text; the result is the text, ``None`` where the user went away.

    A secret is not shown while it is typed, and comes back as a :class:`Secret`.

    Args:
        validate: says what is wrong with a value, in a sentence; blank where nothing is.
    """

    def __init__(
        self,
        title: str,
        value: str = "",
        validate: Callable[[str], str] = not_blank,
        *,
        note: str = "",
        secret: bool = False,
    ) -> None:
        super().__init__(title, note[:LONGEST])
        self._value = value
        self._validate = validate
        self._secret = secret

    def field(self) -> LineInput:
        """With the value; of a secret nothing is seen."""
        return LineInput(self._value, password=self._secret)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Gives the text, or says what is wrong with it."""
        value = event.value
        wrong = self._validate(value)
        if wrong:
            self._say(wrong[:LONGEST])
            return
        if self._secret:
            event.input.clear()
        self.dismiss(Secret(value) if self._secret else value)
