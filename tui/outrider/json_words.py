"""Where and why a text is not JSON, in the same words on every Python.

Since 3.13, Python's own parser has a sentence for a trailing comma, and names another place.
"""

from __future__ import annotations

from json import JSONDecodeError

from msgspec import Struct

_ONE_TOO_MANY = {
    "}": "comma before the end of an object",
    "]": "comma before the end of an array",
}


class JsonComplaint(Struct, frozen=True):
    """What keeps a text from being JSON (RFC 8259).

    Attributes:
        what: why, without a place; no part of the text.
        line: from 1.
        column: from 1, in characters.
    """

    what: str
    line: int
    column: int


def json_complaint(error: JSONDecodeError) -> JsonComplaint:
    """What a parser's error says, with the comma as the place where one is too many."""
    text, at = error.doc, error.pos
    # Older parsers name what follows the comma, newer ones the comma.
    before = text[: at + 1 if text[at : at + 1] == "," else at].rstrip()
    after = text[len(before) :].lstrip()[:1]
    if before.endswith(",") and after in _ONE_TOO_MANY and not error.msg.startswith("Extra"):
        comma = len(before) - 1
        line = text.count("\n", 0, comma) + 1
        return JsonComplaint(_ONE_TOO_MANY[after], line, comma - text.rfind("\n", 0, comma))
    return JsonComplaint(error.msg.removesuffix(" at"), error.lineno, error.colno)
