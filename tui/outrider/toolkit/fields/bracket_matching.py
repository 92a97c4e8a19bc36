"""Which bracket belongs to another one."""

from __future__ import annotations

import re
from collections.abc import Callable

MAX_LINES = 2_000
"""Lines that are searched, in one direction: a key must not wait for more."""

MAX_LINE = 20_000
"""Characters of a line above which it is not searched."""

_PAIRS = {"{": "}", "[": "]", "(": ")"}
_CLOSING = {close: start for start, close in _PAIRS.items()}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]()]')


def matching_bracket(
    line: Callable[[int], str], count: int, row: int, column: int
) -> tuple[int, int] | None:
    """Row and column of the bracket that belongs to the one at a place.

    What stands inside quotation marks counts only for a bracket that is inside as well, and then
    only in the same line. ``line`` gives one of ``count`` lines by its number.
    """
    text = line(row)
    bracket = text[column : column + 1]
    forward = bracket in _PAIRS
    if (not forward and bracket not in _CLOSING) or len(text) > MAX_LINE:
        return None
    other = _PAIRS[bracket] if forward else _CLOSING[bracket]
    quoted = next((one.span() for one in _TOKEN.finditer(text) if _holds(one, column)), None)
    depth = 0
    step = 1 if forward else -1
    for at in range(
        row, min(count, row + MAX_LINES) if forward else max(-1, row - MAX_LINES), step
    ):
        shown = text if at == row else line(at)
        if len(shown) > MAX_LINE:
            return None
        if quoted is not None:
            places = [i for i in range(*quoted) if shown[i] in _PAIRS or shown[i] in _CLOSING]
        else:
            places = [one.start() for one in _TOKEN.finditer(shown) if one[0][0] != '"']
        for place in places if forward else reversed(places):
            if at == row and (place < column if forward else place > column):
                continue
            depth += (shown[place] == bracket) - (shown[place] == other)
            if not depth and shown[place] == other:
                return at, place
        if quoted is not None:
            return None
    return None


def _holds(token: re.Match[str], column: int) -> bool:
    return token[0][0] == '"' and token.start() <= column < token.end()
