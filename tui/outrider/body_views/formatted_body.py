"""A body laid out for reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from outrider.body_views.charset import DecodedBody, decode_body
from outrider.body_views.text_rows import Rows, TextRows
from outrider.model.safe_repr import SafeRepr

_SLICE = 1 << 20
# All that is ASCII and plainly visible, tabs and line feeds too.
_PLAIN = bytes({*range(0x20, 0x7F), 0x09, 0x0A})


class FormattedBody(SafeRepr, frozen=True):
    """Rows to show, and what to say about them.

    Attributes:
        rows: the text.
        language: for :func:`outrider.highlighting.line_spans`; empty for none.
        notes: sentences for the reader, the most important first.
        view: name of the body view that made it; ``head`` for the start of a body.
        slow_notes: gives more notes, which come before the others; it takes longer than the layout
            did, so it is asked in a thread once the text is shown.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"rows", "slow_notes"})

    rows: Rows
    language: str = ""
    notes: tuple[str, ...] = ()
    view: str = ""
    slow_notes: Callable[[], tuple[str, ...]] | None = None


def format_text(data: bytes, charset: str, language: str, view: str, *notes: str) -> FormattedBody:
    """The text as it came, decoded row by row."""
    body = decode_body(data, charset)
    return layout_of(body, language, view, *notes, *body.notes)


def layout_of(body: DecodedBody, language: str, view: str, *notes: str) -> FormattedBody:
    """Rows of a text whose encoding is settled."""
    hidden = _count_hidden(body)
    if hidden:
        plural = "s are" if hidden > 1 else " is"
        notes = (*notes, f"{hidden:,} hidden or control character{plural} made visible.")
    return FormattedBody(TextRows(body.data, body.encoding), language, notes, view)


def _count_hidden(body: DecodedBody) -> int:
    """Characters that are shown as signs because they would not be seen, or would do harm."""
    from outrider.visible_text import count_invisible, has_combining_marks

    data = body.data
    if data.isascii():
        # Slice by slice, so that other threads get their turn.
        found = b"".join(
            data[start : start + _SLICE].translate(None, _PLAIN)
            for start in range(0, len(data), _SLICE)
        )
        return len(found) - data.count(b"\r\n") if found else 0
    count = 0
    for start in range(0, len(data), _SLICE):
        # A character on the border of two slices counts in neither.
        part = data[start : start + _SLICE]
        # Most of a text is plain: without that, there is little to look at.
        rare = part.translate(None, _PLAIN).decode(body.encoding, "ignore")
        if has_combining_marks(rare):
            # What stands between them decides.
            count += count_invisible(part.decode(body.encoding, "ignore"))
        else:
            count += count_invisible(rare) - part.count(b"\r\n")
    return count
