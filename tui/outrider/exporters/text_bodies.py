"""Bodies as people like to read them."""

from __future__ import annotations

from outrider.model.charsets import charset_of

LOOKED_AT = 4096
"""Bytes in which a NUL tells that a body is no text."""


def is_binary(content: bytes) -> bool:
    """Whether a body is something else than text."""
    return b"\0" in content[:LOOKED_AT]


def readable_text(content: bytes, content_type: str) -> str | None:
    """A body as a screen shows it, in its charset; ``None`` where it is no text.

    Characters that cannot be read are replaced.
    """
    data, encoding = content, "utf-8"
    charset = charset_of(content_type)
    if charset or not content.isascii():
        from outrider.body_views.charset import decode_body

        body = decode_body(content, charset)
        data, encoding = body.data, body.encoding
    return None if is_binary(data) else data.decode(encoding, "replace")


def exact_text(content: bytes, content_type: str) -> str | None:
    """A body as text in its charset; ``None`` where a text would not tell all that came."""
    mark, encoding = b"", "utf-8"
    charset = charset_of(content_type)
    if charset or not content.isascii():
        from outrider.body_views.charset import settle_encoding

        mark, known = settle_encoding(content, charset)
        encoding = known or encoding
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return None


def indented_json(text: str) -> str:
    """JSON with its members on lines of their own; any other text as it is.

    Only blanks change: numbers keep their digits, members their order, and a name that stands
    twice stands twice.
    """
    if not text.lstrip().startswith(("{", "[")):
        return text
    from msgspec import MsgspecError, json

    try:
        return json.format(text, indent=2)
    except (MsgspecError, RecursionError, UnicodeEncodeError):
        return text
