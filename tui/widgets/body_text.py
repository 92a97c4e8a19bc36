"""The text of a request's body, edited over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from tui.highlighting import Role, spans
from tui.variables.grammar import NAME
from tui.variables.json_text import json_mistake
from tui.visible import visible_cells

MAX_EDITED = 300_000
"""Characters above which a text is shown in part, and not edited here."""

_SHOWN = 4_000
_MAX_COLOURED_LINE = 5_000
_REFERENCE = rf"\{{\{{[ \t]*{NAME.pattern}[ \t]*\}}\}}"
_INNER = re.compile(_REFERENCE)
_COLOURED = frozenset({"json", "xml"})
_OUTSIDE = re.compile(rf'"(?:[^"\\]|\\.)*"|({_REFERENCE})')
# A document is split at each of these, and would be put together with line feeds: inside, others
# stand for them.
_SPLITTING = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INWARD = {ord(one): 0xF0000 + ord(one) for one in _SPLITTING}
_OUTWARD = {inner: outer for outer, inner in _INWARD.items()}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def validity(text: str) -> str:
    """Why this is no JSON, whatever its references stand for; empty where it is.

    A reference inside a string is text, and outside it is taken for a number.
    """
    if not text.strip():
        return ""
    plain = _OUTSIDE.sub(
        lambda found: "1" * len(found[0]) if found[1] else found[0], text.replace("\\{{", "_{{")
    )
    mistake = json_mistake(plain)
    if mistake is None:
        return ""
    where = f"line {mistake.line}, column {mistake.column}: " if mistake.line else ""
    return f"{where}{mistake.what}"


class BodyText(TextArea):
    """A text with references and, for JSON and XML, colours line by line."""

    DEFAULT_CSS = """
    BodyText, BodyText:focus {
        border: none;
        padding: 0;
        height: 1fr;
        background: $surface;
        scrollbar-size-vertical: 1;
        & > .body-text--reference { color: $accent; text-style: bold; }
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
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"body-text--{role}" for role in ("reference", *Role)}

    def __init__(self) -> None:
        super().__init__(compact=True, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False
        self._whole = ""
        self._kind = ""

    @property
    def body(self) -> str:
        """The whole text, also where only a part of it is shown."""
        return self._whole if self._whole else self.text.translate(_OUTWARD)

    def show(self, text: str, kind: str) -> None:
        """Shows a text.

        Args:
            text: with line feeds.
            kind: ``json``, ``xml``, or anything else for plain text.
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

    @property
    def shortened(self) -> bool:
        """Whether the text is too long to be edited here."""
        return bool(self._whole)

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
            yield from spans(line, self._kind)
        for found in _INNER.finditer(line):
            yield *found.span(), "reference"

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        text = event.text[:MAX_EDITED].replace("\r\n", "\n").replace("\r", "\n")
        result = self._replace_via_keyboard(_CONTROL.sub("", text), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
