"""Which character encoding a body is in, and the body in one whose lines can be decoded alone."""

from __future__ import annotations

import codecs
import re

from outrider.model.charsets import reading_codec
from outrider.model.safe_repr import SafeRepr
from outrider.visible_text import visible_text

_SLICE = 1 << 20
_UTF_8 = frozenset({"utf_8", "utf-8", "utf_8_sig", "ascii"})
BYTE_ORDER_MARKS = (
    # The longer first: the mark of UTF-32 starts with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What a text may begin with, and the encoding that it tells."""

_ONE_BYTE = re.compile(r"cp125\d|iso8859_\d+|koi8_[rut]|mac_\w+|cp8[56]\d|cp874")


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
    mark, known = settle_encoding(data, charset)
    if known is None:
        name = visible_text(charset.strip())[:40]
        note = f'Charset "{name}" is not supported: shown as UTF-8.'
        found = _known(data, "utf_8")
        return DecodedBody(found.data, found.encoding, (note, *found.notes))
    return _known(data[len(mark) :], known, guessed=not mark and not charset.strip())


def settle_encoding(data: bytes, charset: str) -> tuple[bytes, str | None]:
    """The byte order mark that a body begins with, and the codec for what is behind it.

    Without a charset that is UTF-8; ``None`` for one that is not supported.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return mark, encoding
    known = "utf_8" if not charset.strip() else reading_codec(charset)
    if known in {"utf_16", "utf_32"}:
        known += _byte_order(data, 2 if known == "utf_16" else 4)
    return b"", known


def is_transcoded(charset: str) -> bool:
    """Whether the bytes of a charset have to become others before lines are looked for in them."""
    known = reading_codec(charset)
    return known is not None and known not in _UTF_8 and not _ONE_BYTE.fullmatch(known)


def _known(data: bytes, encoding: str, *, guessed: bool = False) -> DecodedBody:
    if _ONE_BYTE.fullmatch(encoding):
        return DecodedBody(data, encoding)
    if encoding not in _UTF_8:
        # A byte of it may look like a line feed, a quotation mark or a backslash.
        text = data.decode(encoding, "replace")
        return DecodedBody(text.encode("utf-8", "replace"), "utf-8")
    bad = _first_bad_byte(data)
    if bad is None:
        return DecodedBody(data, "utf-8")
    if guessed and data[:bad].isascii():
        note = f"Byte {bad} is not UTF-8 and no charset is named; shown as windows-1252."
        return DecodedBody(data, "cp1252", (note,))
    note = f"Byte {bad} is not UTF-8; invalid bytes are shown as �."
    return DecodedBody(data, "utf-8", (note,))


def _byte_order(data: bytes, width: int) -> str:
    """Where no mark says it: the order in which most characters are small (RFC 2781 §4.3)."""
    head = data[: width * 200]
    big = head[0::width].count(0)
    little = head[width - 1 :: width].count(0)
    return "_le" if little > big else "_be"


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
