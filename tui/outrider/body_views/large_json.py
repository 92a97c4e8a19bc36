"""A large JSON text indented in pieces, so that no single call is long.

The parser is one call that keeps every other thread waiting: 50 MB take it 75 to 200 ms, and a
key pressed meanwhile waits as long.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from outrider.body_views.folding import INDENT

PIECE = 1 << 20
"""Bytes of one call: some milliseconds."""

DEEPEST = 900
"""Levels that are indented. Of more, indentation would be nearly all, and parsers of different
Pythons follow different numbers of them: 1000, 1500, 10,000."""

_WINDOW = 1 << 16
_UNFOLLOWED = 1024
_SEAMS = (
    re.compile(rb"[}\]][ \t\r\n]*,[ \t\r\n]*(?=[\"{\[])"),
    re.compile(rb"(?<!\\)\"[ \t\r\n]*,[ \t\r\n]*(?=[\"{\[])"),
    re.compile(rb"[\dels\"}\]][ \t\r\n]*,[ \t\r\n]*(?=[\"{\[\-\dtfn])"),
)
"""Commas between two members, the least likely to stand in a string first."""

_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_CLOSING = {b"[": b"]", b"{": b"}"}


def format_json(data: bytes, *, piece: int = PIECE) -> bytes:
    """The text indented, as ``msgspec.json.format`` does it: no value is read, so none changes.

    A text is cut at commas that look like ones between members. What is open there is opened
    before the next piece and closed behind the last one, and the parser reads each piece with
    that around it. That it takes them all proves the cuts: from the start of the text on, each
    piece leads from what was open before it to what is open behind it. Where it does not, the
    text is given to the parser as a whole.

    Args:
        data: a JSON text in UTF-8 (RFC 8259).
        piece: bytes of one call, about.

    Raises:
        msgspec.DecodeError: it is not valid; the message tells at which byte.
        RecursionError: it is nested too deeply.
    """
    import msgspec

    if len(data) > 2 * piece:
        try:
            # Its value is its buffer: joining would hold the text twice for a moment.
            laid_out = io.BytesIO()
            for part in _laid_out_pieces(data, piece):
                laid_out.write(part)
            return laid_out.getvalue()
        except (_UnknownNestingError, msgspec.DecodeError, RecursionError):
            # A complaint about a piece counts its bytes from there.
            pass
    return msgspec.json.format(data, indent=INDENT)


class _UnknownNestingError(ValueError):
    """What is open at a place cannot be told without reading strings."""


def _laid_out_pieces(data: bytes, piece: int) -> Iterator[memoryview]:
    import msgspec

    opened: list[bytes] = []
    start = 0
    while start < len(data):
        end, following = _seam(data, start, piece)
        part = data[start:end]
        before, skipped = _opening(opened), _width_of_opening(opened)
        _follow(opened, part)
        # A text ends where nothing is open, and nowhere else.
        if bool(opened) != (end < len(data)):
            raise _UnknownNestingError
        after = b"".join(_CLOSING[kind] for kind in reversed(opened))
        laid_out = msgspec.json.format(before + part + after, indent=INDENT)
        if start:
            yield memoryview(b",")
        yield memoryview(laid_out)[skipped : len(laid_out) - _width_of_closing(len(opened))]
        start = following


def _seam(data: bytes, start: int, piece: int) -> tuple[int, int]:
    """Where the piece that begins at a place ends, and where the next one begins."""
    for at in range(start + piece, len(data) - piece, piece):
        for seam in _SEAMS:
            found = seam.search(data, at, at + _WINDOW)
            if found is not None:
                return found.start() + 1, found.end()
    return len(data), len(data)


def _follow(opened: list[bytes], part: bytes) -> None:
    """Takes what is open before a part to what is open behind it, as if strings had no brackets."""
    rest = part.translate(None, _ALL_BUT_BRACKETS)
    while rest:
        left = rest.replace(b"[]", b"").replace(b"{}", b"")
        if len(left) == len(rest):
            break
        # Hardly anything goes with each round: nested too deeply to be followed in time.
        if len(left) > _UNFOLLOWED and len(rest) - len(left) <= len(left) // 100:
            raise _UnknownNestingError
        rest = left
    for at in range(len(rest)):
        kind = rest[at : at + 1]
        if kind in _CLOSING:
            opened.append(kind)
        elif not opened or _CLOSING[opened.pop()] != kind:
            raise _UnknownNestingError
    if len(opened) > _UNFOLLOWED:
        raise _UnknownNestingError


def _opening(opened: list[bytes]) -> bytes:
    """What makes a text begin inside these objects and arrays."""
    named = (b'{"":' if kind == b"{" else b"[" for kind in opened[:-1])
    return b"".join((*named, *opened[-1:]))


def _width_of_opening(opened: list[bytes]) -> int:
    """How wide that is once it is indented: each bracket but the first on a row of its own."""
    if not opened:
        return 0
    return 1 + sum(
        len(b"\n[") + INDENT * level + (len(b'"": ') if outer == b"{" else 0)
        for level, outer in enumerate(opened[:-1], 1)
    )


def _width_of_closing(levels: int) -> int:
    """How wide the brackets are that close them, each on a row of its own."""
    return sum(len(b"\n]") + INDENT * level for level in range(levels))


_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["{}\[\],]', re.DOTALL)
_ENOUGH = 128
"""Members from which on the start fills a screen: the whole follows in a moment."""


def json_head(data: bytes) -> bytes | None:
    """The start of a JSON text, indented as the whole will be.

    It ends behind the last member that is whole, and what is open there is closed, so that
    nothing in it differs from the whole but where it ends.

    Args:
        data: the first bytes of the text, in UTF-8.

    Returns:
        ``None`` where that cannot be said of it: no member is whole, or it is no JSON.
    """
    import msgspec

    closing: list[bytes] = []
    end, rest, members = 0, b"", 0
    for found in _TOKEN.finditer(data):
        token = found[0]
        if token == b'"':
            # A string that goes on behind the start: no comma in it is one.
            break
        if token == b",":
            end, members = found.start(), members + 1
            rest = b"".join(reversed(closing))
            if members == _ENOUGH:
                break
        elif token in _CLOSING:
            closing.append(_CLOSING[token])
        elif token in {b"}", b"]"} and (not closing or closing.pop() != token):
            return None
    if not rest or len(rest) > DEEPEST:
        return None
    try:
        return msgspec.json.format(data[:end] + rest, indent=INDENT)
    except (msgspec.DecodeError, RecursionError):
        return None
