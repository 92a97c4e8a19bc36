"""Gives what an error names a value on the spot, and says where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from outrider.dialogs.dialog import Dialog
from outrider.model.secret import MaybeSecret, Secret
from outrider.toolkit.fields.choice_line import ChoiceLine
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line, visible_text

INSTEAD = "r"
"""The key that takes the name which was probably meant."""


class GivenValue(Struct, frozen=True):
    """The answer.

    Attributes:
        value: a :class:`Secret` where one was asked for.
        kept: the label of where it is kept; empty where nothing was offered.
        instead: the name that was probably meant is wanted instead of a value.
    """

    value: MaybeSecret = ""
    kept: str = ""
    instead: bool = False


class InsteadLine(Widget, can_focus=True):
    """The name that was probably meant, in a line that its key or enter takes."""

    DEFAULT_CSS = """
    InsteadLine {
        height: 1;
        margin-top: 1;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """

    class Taken(ValueMessage):
        """It is what was meant."""

    class Typed(ValueMessage):
        """A value is being typed, which belongs into the field."""

        text: str

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self) -> Content:
        """``r  Use "base_url" instead``."""
        return Content(visible_line(f" {INSTEAD}  {self._text}"))

    def on_key(self, event: events.Key) -> None:
        """Its key takes it; another letter begins a value."""
        if event.key in {"enter", INSTEAD}:
            event.stop()
            self.post_message(self.Taken())
        elif event.is_printable and event.character is not None:
            event.stop()
            self.post_message(self.Typed(event.character))

    def on_paste(self, event: events.Paste) -> None:
        """A value is pasted."""
        event.stop()
        self.post_message(self.Typed(event.text))

    def on_click(self) -> None:
        """Takes it."""
        self.post_message(self.Taken())


class ValueDialog(Dialog[GivenValue]):
    """Asks for a value and where to keep it; the result is ``None`` where the user went away.

    Args:
        text: what is missing.
        places: labels of where the value can be kept; the first is proposed.
        label: before them (``Save in``).
        instead: the name that was probably meant, as a sentence; empty for none.
        done: what enter does.
        validate: says what is wrong with a value in a place, in a sentence; empty for nothing.
        secret: nothing is seen of what is typed.
    """

    DEFAULT_CSS = """
    ValueDialog > .dialog--box { width: 68; }
    ValueDialog .value--row { height: 1; margin-top: 1; }
    ValueDialog .value--label { width: 9; color: $text-muted; }
    ValueDialog LineInput { width: 1fr; }
    ValueDialog .value--wrong { height: auto; color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        places: Sequence[str],
        *,
        label: str,
        done: str,
        validate: Callable[[str, str], str],
        instead: str = "",
        secret: bool = False,
    ) -> None:
        super().__init__(title)
        self._text = text
        self._places = tuple(places)
        self._label = label
        self._done = done
        self._validate = validate
        self._instead = instead
        self._secret = secret
        self._choice = ChoiceLine(f"{label:<9}")

    def compose(self) -> ComposeResult:
        """What is missing, the name that was meant, the field, and where it is kept."""
        with self.box(("enter", self._done), ("escape", "Cancel")):
            yield Static(Content(visible_text(self._text)), markup=False)
            if self._instead:
                yield InsteadLine(self._instead)
            with Horizontal(classes="value--row"):
                word = "Secret" if self._secret else "Value"
                yield Static(Content(word), markup=False, classes="value--label")
                yield LineInput(password=self._secret)
            if self._places:
                yield self._choice
            yield Static("", markup=False, classes="value--wrong")

    def on_mount(self) -> None:
        """Keys go to the name that was meant, else to the field."""
        self._choice.show(self._places, self._places[0] if self._places else "")
        first = self.query(InsteadLine)
        (first.first() if first else self.query_one(LineInput)).focus()

    @on(InsteadLine.Taken)
    def _take_other(self) -> None:
        if self.is_active:
            self.dismiss(GivenValue(instead=True))

    @on(InsteadLine.Typed)
    def _begin_value(self, message: InsteadLine.Typed) -> None:
        field = self.query_one(LineInput)
        field.focus()
        field.rewrite(field.value + message.text)

    @on(Input.Changed)
    @on(ChoiceLine.Changed)
    def _mending(self) -> None:
        self._say("")

    def on_key(self, event: events.Key) -> None:
        """Enter gives the value from wherever the focus is."""
        if event.key == "enter" and self.focused is self._choice:
            event.stop()
            self._answer()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._answer()

    def _answer(self) -> None:
        field, place = self.query_one(LineInput), self._choice.value
        value = field.value
        wrong = self._validate(value, place)
        if wrong:
            self._say(wrong)
            field.focus()
            return
        if not self.is_active:
            return
        if self._secret:
            field.clear()
        self.dismiss(GivenValue(Secret(value) if self._secret else value, place))

    def _say(self, wrong: str) -> None:
        told = self.query_one(".value--wrong", Static)
        told.update(Content(visible_text(f"✗ {wrong}" if wrong else "")))
