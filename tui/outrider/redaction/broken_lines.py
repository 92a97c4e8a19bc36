"""Text that stood in one line before something broke it: base64 in mail, a folded header field.

Line ends are no part of base64 (RFC 2045 §6.8, RFC 7468 §2), and what folds a long line, a server
or a terminal, breaks a secret where it likes, and may indent the next line (RFC 9112 §5.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_letters, digits
from typing import NamedTuple

from outrider.redaction.decoded_text import DecodedText

_LINE_ENDS = "\r\n"

_FEED = r"\n"
_BOTH = r"\r\n"
_ANY = r"[\r\n]\n?"

_ALWAYS = frozenset(ascii_letters + digits)


class Readings(NamedTuple):
    """The ways to read a text of several lines.

    Attributes:
        joined: with its lines put together; as it is where nothing is to be put together.
        each: as it is, put together, and with a blank for each line end, as words are wrapped.
    """

    joined: DecodedText
    each: tuple[DecodedText, ...]


class BrokenLines:
    """Puts lines together again where a secret may go on from one to the next.

    That is between two characters that secrets have, letters and digits always among them: most
    line ends of JSON are not.
    """

    def __init__(self) -> None:
        self._characters: set[str] = set()
        self._patterns: dict[str, re.Pattern[str]] = {}

    def add(self, characters: Iterable[str]) -> None:
        """From now on, a line end between these is one within a secret too."""
        new = {one for one in characters if not one.isspace()} - self._characters - _ALWAYS
        if new:
            self._characters |= new
            self._patterns = {}

    def are_broken_by(self, new: set[str], text: str) -> bool:
        """Whether some of these characters, which are new in a text, end lines to be joined."""
        if new.isdisjoint(_LINE_ENDS):
            return False
        ends = self._ends(text)
        return ends is not None and ends.search(text) is not None

    def joined(self, text: str) -> str:
        """The text with its lines put together."""
        ends = self._ends(text)
        return "".join(ends.split(text)[::2]) if ends is not None else text

    def readings(self, level: DecodedText) -> Readings:
        """The ways to read a text, with the way back to where each character stood."""
        ends = self._ends(level.text)
        pieces = ends.split(level.text) if ends is not None else []
        if len(pieces) < 2:
            return Readings(level, (level,))
        joined, spaced = (_with(between, pieces, level) for between in ("", " "))
        return Readings(joined, (level, joined, spaced))

    def _ends(self, text: str) -> re.Pattern[str] | None:
        """The line ends of a text that are between two characters of secrets."""
        sign = _sign(text)
        if sign is None:
            return None
        if sign not in self._patterns:
            some = "A-Za-z0-9" + "".join(map(re.escape, sorted(self._characters)))
            before = {
                _FEED: rf"(?<=[{some} ]\n)",
                _BOTH: rf"(?<=[{some} ]\r\n)",
                _ANY: rf"(?:(?<=[{some} ][\r\n])|(?<=[{some} ]\r\n))",
            }
            self._patterns[sign] = re.compile(rf"({sign}{before[sign]}[ \t]*+(?=[{some}]))")
        return self._patterns[sign]


def _sign(text: str) -> str | None:
    """What ends the lines of a text; nothing where it has one line.

    The search for a pattern is fast that begins with one letter, and slower with any of several.
    """
    feeds, returns = text.count("\n"), text.count("\r")
    if not returns:
        return _FEED if feeds else None
    return _BOTH if feeds == returns == text.count("\r\n") else _ANY


def _with(between: str, pieces: list[str], before: DecodedText) -> DecodedText:
    """These pieces with something else in the place of each second one."""
    meanings = pieces.copy()
    meanings[1::2] = [between] * (len(pieces) // 2)
    return DecodedText("".join(meanings), before, pieces, meanings)
