"""A multipart body that is held as bytes (RFC 2046 §5.1.1), as HAR files write it."""

from __future__ import annotations

import re
from email.message import Message

from outrider.comparison.compared_exchange import ComparedBody, ComparedBodyPart

_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
MOST_PARTS = 1000


def split_multipart(body: ComparedBody) -> ComparedBody:
    """The body with its parts where it is a whole one of type multipart; else as it is."""
    found = _BOUNDARY.search(body.kind)
    if body.parts is not None or found is None or body.kind[:10].lower() != "multipart/":
        return body
    mark = b"--" + (found[1] or found[2]).encode("utf-8", "replace")
    # Some tools write line feeds alone.
    pieces = re.split(rb"(?:\A|\r?\n)" + re.escape(mark), body.data)
    if not 2 < len(pieces) <= MOST_PARTS + 2 or not pieces[-1].startswith(b"--"):
        return body
    parts = tuple(map(_part, pieces[1:-1]))
    return ComparedBody(b"", body.kind, parts=parts)


def _part(piece: bytes) -> ComparedBodyPart:
    separated = re.split(rb"\r?\n\r?\n", piece, maxsplit=1)
    head, data = (separated[0], separated[1]) if len(separated) > 1 else (piece, b"")
    fields = Message()
    for line in head.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip()] = value.strip()
    name = fields.get_param("name", "", "content-disposition")
    filename = fields.get_filename()
    kind = fields.get("content-type")
    return ComparedBodyPart(
        str(name or ""), filename, kind, ComparedBody(data, kind or "", size=len(data))
    )
