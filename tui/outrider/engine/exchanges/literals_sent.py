"""The credentials that are literal text in a message: whatever wrote them, they are masked.

What a message says is judged as the file of a request is: by the names of what holds a value, and
by shapes.
"""

from __future__ import annotations

from base64 import b64decode
from collections import OrderedDict
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

from outrider.errors import SourceLocation
from outrider.model.message import (
    Content,
    MultipartContent,
    RequestMessage,
    TextContent,
    content_texts,
    header_value,
)
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import (
    Body,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
)

LONGEST = 32 * 1024
"""Characters of a body in which names count; in the rest of it credentials are known by shape."""

LONGEST_BY_SHAPE = 256 * 1024
_MOST_MESSAGES = 256
_SLICE = 32 * 1024
_OVERLAP = 4 * 1024


def size_of(message: RequestMessage) -> int:
    """Characters in which literals are looked for, at most."""
    return len(reveal(message.url)) + sum(
        len(reveal(one)) for one in content_texts(message.content)
    )


class SentLiterals:
    """Finds the literal credentials of messages; those of the last ones are not searched again."""

    def __init__(self) -> None:
        self._searched: OrderedDict[tuple[object, ...], None] = OrderedDict()

    def new_in(self, message: RequestMessage) -> set[Secret]:
        """Those of a message; nothing where an equal one was searched not long ago."""
        key = _text_key(message)
        if key is None:
            return literals_sent(message)
        if key in self._searched:
            self._searched.move_to_end(key)
            return set()
        self._searched[key] = None
        if len(self._searched) > _MOST_MESSAGES:
            self._searched.popitem(last=False)
        return literals_sent(message)


def _text_key(message: RequestMessage) -> tuple[object, ...] | None:
    """All texts of a message; ``None`` for one with files, which may change."""
    content = message.content
    if content is not None and not isinstance(content, TextContent):
        return None
    fields = tuple((line.name, reveal(line.value)) for line in message.headers)
    body = None if content is None else reveal(content.text)
    return (reveal(message.url), fields, body)


def literals_sent(message: RequestMessage) -> set[Secret]:
    """The literal credentials of a message, in every part of it.

    Takes time linear in what is sent, up to :data:`LONGEST_BY_SHAPE` characters of a body.
    """
    from outrider.credential_shapes import find_credentials, shaped_spans
    from outrider.redaction.decoded_text import decoded_texts
    from outrider.variables.literal_credentials import hide_in_request

    found: set[Secret] = set()

    def note(_name: str, value: str, _place: SourceLocation) -> None:
        found.update(map(Secret, _parts(value)))

    hide_in_request(_as_written(message), note)
    for level in decoded_texts(reveal(message.url)):
        for one in find_credentials(level.text):
            note(one.name, level.text[one.start : one.end], _NOWHERE)
    for text in map(reveal, content_texts(message.content)):
        for start in range(LONGEST - _OVERLAP, min(len(text), LONGEST_BY_SHAPE), _SLICE):
            piece = text[start : start + _SLICE + _OVERLAP]
            found.update(Secret(piece[first:last]) for first, last in shaped_spans(piece))
    return found


_NOWHERE = SourceLocation("")


def _as_written(message: RequestMessage) -> Request:
    """The message as a file would have it that refers to nothing."""
    from outrider.variables.reference_grammar import escape

    rows = tuple(NameValueRow(one.name, escape(reveal(one.value))) for one in message.headers)
    kind = reveal(header_value(message.headers, "content-type") or "").lower()
    return Request(
        id="",
        name="",
        file="",
        method=message.method,
        url=escape(reveal(message.url)),
        headers=rows,
        body=_body(message.content, "json" if "json" in kind else "text"),
    )


def _body(content: Content | None, kind: str) -> Body | None:
    from outrider.variables.reference_grammar import escape

    if isinstance(content, TextContent):
        return TextBody(kind, escape(reveal(content.text)[:LONGEST]))
    if isinstance(content, MultipartContent):
        return MultipartBody(
            tuple(
                MultipartPart(
                    escape(reveal(part.name)), value=escape(reveal(part.content.text)[:LONGEST])
                )
                for part in content.parts
                if isinstance(part.content, TextContent)
            )
        )
    return None


def _parts(value: str) -> Iterator[str]:
    """A credential, and what a server may say of it alone: a cookie, a password, decoded."""
    bare = value.strip()
    yield bare
    scheme, _, rest = bare.partition(" ")
    rest = rest.strip() if scheme.isalpha() else ""
    if rest:
        yield rest
    for coded in {bare, rest}:
        password = _password(coded)
        if password:
            yield password
    for pair in bare.split(";") if "=" in bare else ():
        _, equals, told = pair.strip().partition("=")
        if equals and told:
            yield told
    yield from {unquote(bare), unquote_plus(bare)} - {bare}


def _password(coded: str) -> str:
    """The password of Basic credentials (RFC 7617 §2); empty for anything else."""
    try:
        pair = b64decode(coded, validate=True).decode()
    except ValueError:
        return ""
    return pair.partition(":")[2] if pair.isprintable() else ""
