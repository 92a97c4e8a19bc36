"""Textual line filter: takes control and bidi characters out of every rendered line.

Texts from outside go through :func:`outrider.visible_text.visible_text` before a widget
sees them; this catches what a widget let through all the same.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from outrider.terminal.rendering.cells import cells_of

_CAUGHT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


class ControlFilter(LineFilter):
    """Takes control and bidirectional characters, and hyperlinks, out of rendered lines.

    Columns stay where the layout put them: a character that was counted becomes a blank.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without what a terminal would obey."""
        for text, style, _control in segments:
            if _dangerous(text) or (style is not None and style.link):
                return [_clean(segment) for segment in segments]
        return segments


def _dangerous(text: str) -> bool:
    return not (text.isascii() and text.isprintable()) and _CAUGHT.search(text) is not None


def _clean(segment: Segment) -> Segment:
    style = segment.style
    if style is not None and style.link:
        style = style.update_link(None)
    return Segment("".join(cells_of(segment.text)), style)
