"""What is not text: offsets, bytes in hexadecimal, and what of them is ASCII."""

from __future__ import annotations

import re

from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.text_rows import EncodedNeedle

WIDTH = 16
"""Bytes in a row."""

_BINARY_FAMILIES = ("image/", "audio/", "video/", "font/", "model/")
_BINARY_TYPES = frozenset(
    {"application/pdf", "application/zip", "application/gzip", "application/wasm"}
)
_HEX_NEEDLE = re.compile(r"(?:[0-9a-fA-F]{2} ?){2,}")
_COPIED = 1 << 16
_DOTS = bytes(code if 0x20 <= code < 0x7F else 0x2E for code in range(256))


class HexView:
    """Sixteen bytes a row, made when the row is shown."""

    name = "hex"
    summary = "Binary data, in hexadecimal."
    max_inline_bytes = 1 << 30

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """A NUL is not text; neither are some types, nor unknown bytes that are not UTF-8."""
        if b"\0" in first_bytes:
            return 90
        if media_type.startswith(_BINARY_FAMILIES) and not media_type.endswith("+xml"):
            return 30
        if media_type in _BINARY_TYPES:
            return 30
        return 30 if media_type == "application/octet-stream" and not _is_text(first_bytes) else 0

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """The bytes; a charset means nothing here."""
        return FormattedBody(HexRows(data), "", (), self.name)


class HexRows:
    """Rows of a hex dump; a line is a row."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.encoding = ""
        self.count = self.line_count = max(-(-len(data) // WIDTH), 1)

    def text(self, row: int) -> str:
        """Offset, bytes in two groups of eight, ASCII."""
        start = row * WIDTH
        part = self.data[start : start + WIDTH]
        halves = f"{part[:8].hex(' ')}  {part[8:].hex(' ')}"
        return f"{start:08x}  {halves:<48}  {part.translate(_DOTS).decode('ascii')}"

    def all_text(self) -> str:
        """The rows of the first 64 KiB: nobody reads more of them."""
        rows = min(self.count, _COPIED // WIDTH)
        more = "\n…" if rows < self.count else ""
        return "\n".join(map(self.text, range(rows))) + more

    def continues(self, row: int) -> bool:
        """No row is part of another."""
        return False

    def line_of(self, row: int) -> int:
        """The row."""
        return row

    def row_of_line(self, line: int) -> int:
        """The line, or the last one."""
        return max(min(line, self.count - 1), 0)

    def row_at(self, offset: int) -> int:
        """The row of a byte."""
        return self.row_of_line(offset // WIDTH)

    def start(self, row: int) -> int:
        """The first byte of a row."""
        return row * WIDTH

    def encode_needle(self, needle: str) -> EncodedNeedle | None:
        """Two or more bytes in hexadecimal, or text as UTF-8."""
        if _HEX_NEEDLE.fullmatch(needle):
            return EncodedNeedle(bytes.fromhex(needle), ignores_case=False)
        return EncodedNeedle(needle.encode("utf-8", "replace"), needle == needle.lower())


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True
