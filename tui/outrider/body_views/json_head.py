"""The start of a large JSON text, laid out before the whole is."""

from __future__ import annotations

import re

from outrider.body_views.folding import INDENT

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["{}\[\],]', re.DOTALL)
_ENOUGH = 128
"""Members from which on the start fills a screen: the whole follows in a moment."""

_CLOSING = {ord("{"): b"}", ord("["): b"]"}


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
        elif token[0] in _CLOSING:
            closing.append(_CLOSING[token[0]])
        elif token in {b"}", b"]"} and (not closing or closing.pop() != token):
            return None
    if not rest:
        return None
    try:
        return msgspec.json.format(data[:end] + rest, indent=INDENT)
    except (msgspec.DecodeError, RecursionError):
        return None
