"""Which character encoding a body is in: those that only map characters, and no others.

Names of codecs that transform (``rot13``, ``zlib``) or that make control characters out of plain
ones (``utf-7``, ``unicode_escape``) come from servers too, and are never looked up.
"""

from __future__ import annotations

import codecs
import re

from outrider.model.safe_repr import SafeRepr

_SLICE = 1 << 20
BYTE_ORDER_MARKS = (
    # The longer first: the mark of UTF-32 starts with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What a text may begin with, and the encoding that it tells."""

_WIDE = re.compile(r"utf-?(16|32)-?(le|be)?")
_ONE_BYTE = re.compile(r"(?:windows-|cp)?(125[0-8])|iso-?8859-?(1[0-6]|[1-9])(?<!12)")
_LATIN = {"latin-1": "iso-8859-1", "latin1": "iso-8859-1", "l1": "iso-8859-1"}


class DecodedBody(SafeRepr, frozen=True):
    """A body whose lines can be decoded one by one.

    Attributes:
        data: the body, in an encoding in which a line feed is one byte.
        encoding: of ``data``.
        notes: what a reader should know.
    """

    hidden_fields = frozenset({"data"})

    data: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def decode_body(data: bytes, charset: str) -> DecodedBody:
    """Settles the encoding of a body; takes one pass over it.

    The charset is the one that the response names; it may be empty, unknown or wrong.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _known(data[len(mark) :], encoding)
    name = charset.strip().strip("\"'").lower().replace("_", "-")
    known = _encoding(name)
    if known is None:
        note = f"The charset “{name[:40]}” is not one that Outrider reads; shown as UTF-8."
        found = _known(data, "utf-8")
        return DecodedBody(found.data, found.encoding, (note, *found.notes))
    if known in {"utf-16", "utf-32"}:
        known += _byte_order(data, 2 if known == "utf-16" else 4)
    return _known(data, known, guessed=not name)


def is_wide(charset: str) -> bool:
    """Whether a charset takes two or four bytes for a line feed."""
    return _WIDE.fullmatch(charset.strip().lower().replace("_", "-")) is not None


def _encoding(name: str) -> str | None:
    """The codec for a charset's name, if it is one of ours."""
    if name in {"", "utf-8", "utf8", "ascii", "us-ascii"}:
        return "utf-8"
    name = _LATIN.get(name, name)
    if wide := _WIDE.fullmatch(name):
        return f"utf-{wide[1]}" + (f"-{wide[2]}" if wide[2] else "")
    if one := _ONE_BYTE.fullmatch(name):
        return f"cp{one[1]}" if one[1] else f"iso8859-{one[2]}"
    return None


def _known(data: bytes, encoding: str, *, guessed: bool = False) -> DecodedBody:
    if encoding.startswith(("utf-16", "utf-32")):
        text = data.decode(encoding, "replace")
        return DecodedBody(text.encode("utf-8", "replace"), "utf-8")
    if encoding != "utf-8":
        return DecodedBody(data, encoding)
    bad = _first_bad_byte(data)
    if bad is None:
        return DecodedBody(data, "utf-8")
    if guessed and data[:bad].isascii():
        note = f"Byte {bad} is not UTF-8 and no charset is named; shown as windows-1252."
        return DecodedBody(data, "cp1252", (note,))
    note = f"Byte {bad} is not UTF-8; what cannot be read is shown as \N{REPLACEMENT CHARACTER}."
    return DecodedBody(data, "utf-8", (note,))


def _byte_order(data: bytes, width: int) -> str:
    """Where no mark says it: the order in which most characters are small (RFC 2781 §4.3)."""
    head = data[: width * 200]
    big = head[0::width].count(0)
    little = head[width - 1 :: width].count(0)
    return "-le" if little > big else "-be"


def _first_bad_byte(data: bytes) -> int | None:
    """Where a body stops being UTF-8; a character cut off at the end is forgiven."""
    if data.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _SLICE):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _SLICE])
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None
