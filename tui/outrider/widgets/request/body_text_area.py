"""The text of a request's body, edited over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Location

from outrider.highlighting import Role, line_spans
from outrider.toolkit.fields.bracket_matching import matching_bracket
from outrider.toolkit.fields.completing_text_area import CompletingTextArea
from outrider.toolkit.fields.field_messages import ExternalEditRequested
from outrider.toolkit.key_bindings import key, with_ids
from outrider.variables.body.json_template import format_template, template_error
from outrider.variables.reference_grammar import reference_spans
from outrider.visible_text import visible_cells

MAX_EDITED = 300_000
"""Characters above which a text is shown in part, and not edited here."""

_SHOWN = 4_000
_MAX_COLOURED_LINE = 5_000
_LONG_LINES = 500
_LONG_LINE = 20_000
_COLOURED = frozenset({"json", "xml", "graphql"})
# A document is split at each of these, and would be put together with line feeds: inside, others
# stand for them.
_SPLITTING = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INWARD = {ord(one): 0xF0000 + ord(one) for one in _SPLITTING}
_OUTWARD = {inner: outer for outer, inner in _INWARD.items()}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def json_problem(text: str) -> str:
    """Why this is no JSON, whatever its references stand for; empty where it is.

    A reference inside a string is text, and outside it is taken for a number.
    """
    if not text.strip():
        return ""
    mistake = template_error(text)
    if mistake is None:
        return ""
    where = f"line {mistake.line}, column {mistake.column}: " if mistake.line else ""
    return f"{where}{mistake.what}"


class BodyTextArea(CompletingTextArea):
    """A text with references and, for JSON, XML and GraphQL, colours line by line."""

    DEFAULT_CSS = """
    BodyTextArea, BodyTextArea:focus {
        border: none;
        padding: 0 0 0 1;
        height: 1fr;
        background: $surface;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .text-area--matching-bracket { text-style: bold underline; }
        & > .body-text--reference { color: $accent; text-style: bold; }
        & > .body-text--unresolved { color: $error; text-style: underline; }
        & > .body-text--key { color: $syntax-key; }
        & > .body-text--string { color: $syntax-string; }
        & > .body-text--number { color: $syntax-number; }
        & > .body-text--boolean { color: $syntax-boolean; }
        & > .body-text--null { color: $syntax-null; }
        & > .body-text--punctuation { color: $syntax-punctuation; }
        & > .body-text--error { color: $syntax-error; }
        & > .body-text--comment { color: $syntax-comment; }
        & > .body-text--tag { color: $syntax-tag; }
        & > .body-text--attribute { color: $syntax-attribute; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"body-text--{role}" for role in ("reference", "unresolved", *Role)
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *with_ids(
            "body",
            key("f8", "format", "Format", "Format JSON (order and numbers kept)", name="tidy"),
            key(
                "f4",
                "edit_outside",
                "$EDITOR",
                "Edit the text in $EDITOR",
                name="field.edit_outside",
            ),
            key("ctrl+z", "undo", "Undo", "Undo typing", show=False),
            key("ctrl+y", "redo", "Redo", "Redo typing", show=False),
        ),
        Binding("ctrl+home", "to_end(False)", "Start", show=False, tooltip="Go to the start"),
        Binding("ctrl+end", "to_end(True)", "End", show=False, tooltip="Go to the end"),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False
        self._whole = ""
        self._kind = ""

    @property
    def body(self) -> str:
        """The whole text, also where only a part of it is shown."""
        return self._whole or self.text.translate(_OUTWARD)

    def show(self, text: str, kind: str) -> None:
        """Shows a text.

        Args:
            text: with line feeds.
            kind: ``json``, ``xml``, ``graphql``, or anything else for plain text.
        """
        if text == self.body and kind == self._kind:
            return
        self._kind = kind
        too_long = len(text) > MAX_EDITED
        self._whole = text if too_long else ""
        self.read_only = too_long
        # Wrapping takes long where a line has no end.
        self.soft_wrap = max(map(len, text.split("\n"))) <= _MAX_COLOURED_LINE
        with self.prevent(TextArea.Changed):
            self.load_text((text[:_SHOWN] if too_long else text).translate(_INWARD))

    def get_line(self, line_index: int) -> Text:
        """A line with its colours, safe to show."""
        written = self.document.get_line(line_index).translate(_OUTWARD)
        line = Text(visible_cells(written), end="", no_wrap=True)
        if len(written) <= _MAX_COLOURED_LINE:
            for start, end, role in self._roles(written):
                style = self.get_component_rich_style(f"body-text--{role}", partial=True)
                line.stylize(style, start, end)
        return line

    def _roles(self, line: str) -> Iterator[tuple[int, int, str]]:
        if self._kind in _COLOURED:
            yield from line_spans(line, self._kind)
        for one in reference_spans(line):
            lost = self._names is not None and self._names.find(one.name).problem
            yield one.start, one.end, "unresolved" if lost else "reference"

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """The bracket that belongs to one; what is inside quotation marks does not count."""
        row, column = search_from
        return matching_bracket(self.document.get_line, self.document.line_count, row, column)

    @property
    def unresolved(self) -> tuple[str, ...]:
        """The names to which the text refers, and which have no value; each once."""
        if self._names is None:
            return ()
        return tuple(dict.fromkeys(one.name for one, _ in self._names.unresolved(self.body)))

    @property
    def lost_reference(self) -> str:
        """The name at the cursor that has no value, else the first; empty for none."""
        if self._names is None:
            return ""
        row, column = self.cursor_location
        line = self.document.get_line(row).translate(_OUTWARD)
        return self._names.lost_name(line, column) or self._names.lost_name(self.body)

    @property
    def is_long(self) -> bool:
        """Whether reading it through takes longer than a key may wait."""
        count = self.document.line_count
        return count > _LONG_LINES or len(self.document.get_line(0)) > _LONG_LINE

    # --- as a whole ---------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only JSON is laid out anew."""
        if action == "format":
            return self._kind == "json" and not self.read_only
        return True

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """A key that is typed does nothing else; enter begins a line."""
        return super().check_consume_key(key, character) or (key == "enter" and not self.read_only)

    def action_format(self) -> None:
        """Lays JSON out anew, unless something is wrong with it."""
        text = self.body
        problem = json_problem(text)
        if not problem and text.strip():
            try:
                self.rewrite(format_template(text))
                return
            except ValueError as error:
                problem = str(error)
        if problem:
            self.notify(f"Not formatted: {problem}", severity="warning", markup=False)

    def action_to_end(self, last: bool) -> None:
        """Goes behind the last letter of the text, or before the first."""
        self.move_cursor(self.document.end if last else (0, 0))

    def action_edit_outside(self) -> None:
        """Asks for the user's editor."""
        suffix = f".{self._kind}" if self._kind in _COLOURED else ".txt"
        self.post_message(ExternalEditRequested(self.body, self.rewrite, suffix=suffix))

    def rewrite(self, text: str) -> None:
        """Takes another text as one change, which can be undone."""
        if text == self.body:
            return
        if self.read_only or len(text) > MAX_EDITED:
            self.show(text, self._kind)
            self.post_message(self.Changed(self))
            return
        location = self.cursor_location
        self.history.checkpoint()
        self.replace(text.translate(_INWARD), (0, 0), self.document.end)
        self.history.checkpoint()
        self.move_cursor(location)

    def on_paste(self, event: events.Paste) -> None:
        """Takes what is pasted, as far as it can be edited here."""
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        text = event.text[:MAX_EDITED].replace("\r\n", "\n").replace("\r", "\n")
        result = self.type_over(_CONTROL.sub("", text), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
