"""JSON (RFC 8259): laid out without reading a value, so that none can change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from outrider.body_views.charset import DecodedBody, decode_body
from outrider.body_views.folding import FoldedText
from outrider.body_views.formatted_body import FormattedBody, layout_of
from outrider.body_views.large_json import DEEPEST, format_json
from outrider.body_views.text_rows import TextRows
from outrider.model.media_type import is_generic, is_json_stream

_SEARCHED_FOR_DUPLICATES = 1 << 20
_SOUGHT_AT_ONCE = 1 << 16
_AT_BYTE = re.compile(r"^(?:JSON is malformed: )?(.*) \(byte (\d+)\)$")
_TOO_DEEP = "Nested too deeply to format. Shown unformatted."
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ALL_BUT_ROW_ENDS = bytes(set(range(256)) - set(b"[]{},"))
_SEPARATOR = b"\x1e"
_SLICE = 1 << 20
_HARMLESS = 16 << 20
_MAX_GROWTH = 5
_SMALL = 8192


class JsonView:
    """Indents; numbers, escapes, order and duplicate keys stay as they were sent."""

    name = "json"
    summary = "JSON, indented losslessly."
    max_inline_bytes = 1 << 18

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """By type, or by the first character where the type says nothing."""
        subtype = media_type.rpartition("/")[2]
        if subtype == "json" or subtype.endswith("+json") or is_json_stream(media_type):
            return 50
        start = first_bytes.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        return 10 if is_generic(media_type) and start in {b"{", b"["} else 0

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """Indented; as it came where it is not valid, with a note that says where."""
        import msgspec

        body = decode_body(data, charset)
        if body.encoding != "utf-8":
            text = body.data.decode(body.encoding, "replace")
            body = DecodedBody(text.encode("utf-8"), "utf-8", body.notes)
        if not body.data.strip():
            return layout_of(body, "", self.name, *body.notes)
        try:
            if _grows_too_much(body.data):
                msgspec.json.decode(body.data, type=msgspec.Raw)
                return layout_of(body, "json", self.name, _TOO_DEEP, *body.notes)
            pretty = format_json(body.data)
        except msgspec.DecodeError as error:
            documents = _one_a_line(body.data)
            if documents is not None:
                return lay_out_documents(documents, *body.notes)
            note = f"Not valid JSON: {_where(str(error), body.data)}. Shown unformatted."
            return layout_of(body, "json", self.name, note, *body.notes)
        except RecursionError:
            return layout_of(body, "json", self.name, _TOO_DEEP, *body.notes)
        if len(body.data) > _SEARCHED_FOR_DUPLICATES:
            return _foldable(pretty, *body.notes)
        if len(body.data) > _SOUGHT_AT_ONCE:
            layout = _foldable(pretty, *body.notes)
            return replace(layout, slow_notes=lambda: _duplicates(body.data))
        return _foldable(pretty, *_duplicates(body.data), *body.notes)


def json_text(data: bytes, charset: str) -> bytes:
    """A body as JSON is exchanged, in UTF-8 (RFC 8259 §8.1), without what separates records."""
    body = decode_body(data, charset)
    text = body.data
    if body.encoding != "utf-8":
        text = text.decode(body.encoding, "replace").encode("utf-8")
    # Inside of a document there is none: control characters are escaped (RFC 8259 §7).
    return text.replace(_SEPARATOR, b"")


def lay_out_documents(documents: Sequence[bytes], *notes: str) -> FormattedBody:
    """Several valid JSON texts, each indented, one below the other."""
    import msgspec

    pretty = []
    for document in documents:
        try:
            pretty.append(document if _grows_too_much(document) else format_json(document))
        except (msgspec.DecodeError, RecursionError):
            pretty.append(document)
    return _foldable(b"\n".join(pretty), *notes)


def _foldable(pretty: bytes, *notes: str) -> FormattedBody:
    layout = layout_of(DecodedBody(pretty, "utf-8"), "json", JsonView.name, *notes)
    assert isinstance(layout.rows, TextRows)
    return replace(layout, rows=FoldedText(layout.rows))


def _one_a_line(data: bytes) -> list[bytes] | None:
    """JSON texts with a line each (NDJSON; RFC 7464 with its separators); ``None`` for others."""
    import msgspec

    lines = [line for line in data.replace(_SEPARATOR, b"").split(b"\n") if line.strip()]
    if len(lines) < 2:
        return None
    try:
        for line in lines:
            msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return lines


def _grows_too_much(data: bytes) -> bool:
    """Whether indentation would be most of the result: few bytes can ask for gigabytes."""
    if len(data) < _SMALL:
        levels = data.count(b"[") + data.count(b"{")
        return levels > DEEPEST and _is_deeper(b"".join(_brackets(data)))
    # Slice by slice: a call on all of a large body would keep every other thread waiting.
    rows, kept = 0, []
    for start in range(0, len(data), _SLICE):
        ends = data[start : start + _SLICE].translate(None, _ALL_BUT_ROW_ENDS)
        rows += len(ends)
        kept.append(ends.replace(b",", b""))
    depth = _depth(b"".join(kept))
    if depth is None:
        # Unbalanced to the eye: there are brackets in strings.
        brackets = b"".join(_brackets(data))
        depth = _depth(brackets)
        if depth is None and _is_deeper(brackets):
            return True
        depth = depth or DEEPEST
    return rows * depth * 2 > max(len(data) * _MAX_GROWTH, _HARMLESS)


def _depth(brackets: bytes) -> int | None:
    """How deep brackets are nested; ``None`` for very deep and for unbalanced ones."""
    for depth in range(64):
        if not brackets:
            return depth
        rest = brackets.replace(b"[]", b"").replace(b"{}", b"")
        # Hardly anything goes with each round: too deep to be counted in time.
        if len(brackets) - len(rest) <= len(rest) // 100:
            return None
        brackets = rest
    return None


def _is_deeper(brackets: bytes) -> bool:
    """Whether they are nested more deeply than is indented."""
    depth = 0
    for one in brackets:
        depth += 1 if one in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _brackets(data: bytes) -> Iterator[bytes]:
    """The brackets outside strings, slice by slice."""
    inside, start = 0, 0
    while start < len(data):
        end = start + _SLICE
        while data[end - 1 : end] == b"\\":
            end += 1
        part = data[start:end].replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = part.split(b'"')
        yield b"".join(parts[inside::2]).translate(None, _ALL_BUT_BRACKETS)
        inside = (inside + len(parts) - 1) % 2
        start = end


def _where(message: str, data: bytes) -> str:
    """The parser's complaint with line and column."""
    found = _AT_BYTE.match(message)
    if found is None:
        return "it ends too early"
    at = int(found[2])
    line = data.count(b"\n", 0, at) + 1
    column = len(data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
    return f"{found[1]} at line {line:,}, column {column:,}"


def _duplicates(data: bytes) -> tuple[str, ...]:
    """Names that stand twice in one object: parsers differ in which of the values they take."""
    import json

    twice: dict[str, None] = {}

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    twice[name] = None
                seen.add(name)

    try:
        # Integers of thousands of digits are refused by int().
        text = data.decode("utf-8", "replace")
        json.loads(text, object_pairs_hook=look, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return ()
    if not twice:
        return ()
    names = ", ".join(f'"{name[:40]}"' for name in list(twice)[:3])
    more = " and others" if len(twice) > 3 else ""
    return (f"Duplicate keys in one object: {names}{more}; all are shown.",)
