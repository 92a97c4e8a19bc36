"""Letters that a script writes as escapes, as they are, and where each stood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.lazy_pattern import lazy_pattern

_ESCAPE = lazy_pattern(
    r"\\(?:\\|x(?P<two>[0-9A-Fa-f]{2})|u(?P<four>[0-9A-Fa-f]{4})"
    r"|u\{0{0,8}(?P<any>[0-9A-Fa-f]{1,6})\}|(?P<octal>[0-7]{2,3}))"
)
_PLAIN = lazy_pattern(r"[\w.:=/+ -]")
"""What ends no text and begins no comment: only these letters are put in."""


def without_escapes(script: str) -> tuple[str, Sequence[int]]:
    """The script with plain letters for their escapes (ECMA-262 §12.9.4), and where each stood.

    The second has one place for each letter of the first, and the end.
    """
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _ESCAPE.finditer(script):
        letter = _letter(match)
        if letter is None:
            continue
        pieces += [script[at : match.start()], letter]
        places += range(at, match.start() + 1)
        at = match.end()
    if not pieces:
        return script, range(len(script) + 1)
    return "".join([*pieces, script[at:]]), [*places, *range(at, len(script) + 1)]


def _letter(match: re.Match[str]) -> str | None:
    digits = match["two"] or match["four"] or match["any"]
    code = int(digits, 16) if digits else int(match["octal"], 8) if match["octal"] else 0
    letter = chr(code) if code <= 0x10FFFF else ""
    return letter if _PLAIN.fullmatch(letter) else None
