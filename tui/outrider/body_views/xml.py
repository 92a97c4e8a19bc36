"""XML: indented where it came in few lines, so that only blanks between tags are added."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.body_views.charset import DecodedBody, decode_body
from outrider.body_views.formatted_body import FormattedBody, layout_of
from outrider.model.media_type import is_generic

_LARGEST = 2 << 20
_LINE = 300
_DEEPEST = 60
_TOKEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<",
    re.DOTALL,
)


class XmlView:
    """Tags on lines of their own, text with its tag; what already has lines stays as it is."""

    name = "xml"
    summary = "XML, indented unless it has line breaks."
    max_inline_bytes = 1 << 16

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """By type, or by the declaration where the type says nothing."""
        subtype = media_type.rpartition("/")[2]
        if subtype == "xml" or subtype.endswith("+xml"):
            return 50
        start = first_bytes.lstrip(b"\xef\xbb\xbf \t\r\n")[:5]
        return 10 if is_generic(media_type) and start == b"<?xml" else 0

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """Indented if it is one long line, else as it came."""
        body = decode_body(data, charset)
        lines = body.data.count(b"\n") + 1
        if len(body.data) / lines < _LINE or len(body.data) > _LARGEST:
            return layout_of(body, "xml", self.name, *body.notes)
        pretty = b"\n".join(_indented(body.data))
        return layout_of(DecodedBody(pretty, body.encoding), "xml", self.name, *body.notes)


def _indented(data: bytes) -> Iterator[bytes]:
    """Lines: a tag alone, or an element with nothing but text in it."""
    depth, line, text = 0, b"", False
    for found in _TOKEN.finditer(data):
        token = found[0]
        if not token.startswith(b"<"):
            # Blanks between tags are layout; text belongs to the tag before it.
            if token.strip():
                line, text = line + token, True
            continue
        closing = token.startswith(b"</")
        opens_here = line.lstrip().startswith(b"<") and not line.lstrip().startswith(b"</")
        if closing:
            depth = max(depth - 1, 0)
        if line and (text or (closing and opens_here and _same_element(line, token))):
            # Text before a tag: nothing may be put between them.
            line += token
            if not closing and not _stands_alone(token):
                depth += 1
            text = text and not closing
            continue
        if line:
            yield line
        line = b"  " * min(depth, _DEEPEST) + token
        if not closing and not _stands_alone(token):
            depth += 1
    if line:
        yield line


def _same_element(line: bytes, closing: bytes) -> bool:
    """Whether a line opens the very element that the tag closes."""
    name = re.match(rb"\s*<([^\s/>]+)", line)
    return name is not None and closing[2:-1].strip() == name[1] and line.count(b"<") == 1


def _stands_alone(token: bytes) -> bool:
    return token.endswith(b"/>") or token.startswith((b"<!", b"<?")) or not token.endswith(b">")
