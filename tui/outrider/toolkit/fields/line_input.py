"""A field for one line of text, whatever that text holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from outrider.toolkit.fields.completing_input import CompletingInput
from outrider.toolkit.fields.field_messages import ExternalEditRequested, TextPasted
from outrider.toolkit.key_bindings import hidden_key, with_ids
from outrider.variables.reference_grammar import reference_spans
from outrider.visible_text import visible_cells

MAX_EDITED = 20_000
"""Characters above which a text is shown in part, and not edited here."""

_SHOWN = 500
_LINE_END = re.compile(r"[ \t]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def pasted_line(text: str) -> str:
    """A pasted text as one line: line ends and control characters are left out."""
    return _CONTROL.sub("", _LINE_END.sub("", text.strip("\r\n")))


def pasted_lines(text: str) -> str:
    """A pasted text with its line breaks; control characters are left out."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _part(text: str) -> str:
    """What is shown of a text."""
    if len(text) <= MAX_EDITED:
        return text
    return f"{text[:_SHOWN]}… ({len(text):,} characters)"


class LineInput(CompletingInput):
    """An input of one cell's height whose references stand out.

    What would move the cursor or hide is shown as a sign of one cell; the value keeps it.
    Without the focus, it shows the start of what is too long for it.

    Args:
        takes_paste: is given what is pasted, and tells whether that was all; without it, what is
            pasted is text for the field.

    Attributes:
        keeps_lines: whether line breaks that are pasted stay, and can be typed.
    """

    DEFAULT_CSS = """
    LineInput, LineInput.-textual-compact {
        height: 1;
        border: none;
        padding: 0;
        background: $surface;
        &:focus { background: $panel; background-tint: transparent; }
        & > .line-input--reference { color: $accent; }
        & > .line-input--unresolved { color: $error; text-style: underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-input--reference", "line-input--unresolved"}
    # One line, and a width that is given: a letter does not lay out the screen anew.
    virtual_size = Reactive(Size(0, 0))
    BINDINGS = with_ids(
        "field",
        hidden_key(
            "alt+enter",
            "break_line",
            "Line break",
            "Insert a line break, shown as ␊",
            name="break_line",
        ),
        hidden_key(
            "f4",
            "edit_outside",
            "$EDITOR",
            "Edit this field in $EDITOR",
            name="edit_outside",
        ),
    )

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002 - the word of Textual
        classes: str | None = None,
        takes_paste: Callable[[str], bool] | None = None,
    ) -> None:
        self._whole = value if len(value) > MAX_EDITED else ""
        self.keeps_lines = False
        self._takes_paste = takes_paste
        super().__init__(
            _part(value),
            placeholder=placeholder,
            password=password,
            id=id,
            classes=classes,
            compact=True,
            select_on_focus=False,
            highlighter=_ShownLine(self),
            disabled=bool(self._whole),
        )
        self.cursor_blink = False

    @property
    def text(self) -> str:
        """The whole text, also where only a part of it is shown."""
        return self._whole if self._whole else self.value

    @text.setter
    def text(self, text: str) -> None:
        self._whole = text if len(text) > MAX_EDITED else ""
        self.disabled = bool(self._whole)
        with self.prevent(Input.Changed):
            self.value = _part(text)
        self._history.clear()

    def render_line(self, y: int) -> Strip:
        """The line; a sign at its end where it is cut off."""
        strip = super().render_line(y)
        width = self.size.width
        if y or self.has_focus or width < 2 or self.virtual_size.width <= width + 1:
            return strip
        return Strip.join([strip.crop(0, width - 1), Strip([Segment("…", self.rich_style)])])

    # --- changing -----------------------------------------------------------------------------

    def action_break_line(self) -> None:
        """Types a line break, where the value may have one."""
        if self.keeps_lines:
            self.replace("\n", *sorted(self.selection))
        else:
            self.notify("This value cannot have line breaks.", markup=False)

    def action_edit_outside(self) -> None:
        """Asks for the user's editor."""
        self.action_dismiss()
        outside = ExternalEditRequested(self.text, self.rewrite, secret=self.password)
        self.post_message(outside)

    def select_from(self, start: int) -> None:
        """Selects what stands from here to the end, so that a letter takes its place."""
        self.selection = Selection(start, len(self.value))

    def rewrite(self, text: str) -> None:
        """Takes another text as if it had been typed, line breaks only where they are kept."""
        line = pasted_lines(text) if self.keeps_lines else pasted_line(text)
        self.replace(line[:MAX_EDITED], 0, len(self.value))

    # --- the cursor ---------------------------------------------------------------------------

    def watch_selection(self) -> None:
        """Shows the start where nobody writes."""
        super().watch_selection()
        if not self.has_focus:
            self._show_start()

    def on_focus(self) -> None:
        """Shows the cursor."""
        self.call_after_refresh(self._show_cursor)

    def on_blur(self) -> None:
        """Shows the start again."""
        self._show_start()

    def _show_start(self) -> None:
        self.scroll_to(x=0, animate=False, force=True, immediate=True)

    def _show_cursor(self) -> None:
        if self.has_focus:
            at = self.cursor_screen_offset - self.content_region.offset + self.scroll_offset
            self.scroll_to_region(Region(at.x, 0, 1, 1), force=True, animate=False)

    def on_paste(self, event: events.Paste) -> None:
        """Takes what is pasted as a line, or as what it stands for."""
        event.prevent_default()
        event.stop()
        text = event.text[: 10 * MAX_EDITED]
        # Told once who shows the rows has them, and the field its text.
        self.call_later(self.post_message, TextPasted())
        if self._takes_paste is not None and self._takes_paste(pasted_lines(text)):
            return
        line = pasted_lines(text) if self.keeps_lines else pasted_line(text)
        if line:
            self.replace(line[:MAX_EDITED], *sorted(self.selection))


class _ShownLine(Highlighter):
    """What a field shows of its value: each character in its cells, and where references are."""

    def __init__(self, field: LineInput) -> None:
        self._field = field

    def highlight(self, text: Text) -> None:
        field = self._field
        text.plain = visible_cells(field.value).replace("\n", "␊")
        if "{{" in field.value and field.is_attached:
            for one in reference_spans(field.value):
                lost = field.names is not None and field.names.find(one.name).problem
                kind = "unresolved" if lost else "reference"
                style = field.get_component_rich_style(f"line-input--{kind}", partial=True)
                text.stylize(style, one.start, one.end)
