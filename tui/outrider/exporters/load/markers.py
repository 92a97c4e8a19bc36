"""Marks that stand for values while a request is prepared, and are found again in what came of it.

A mark tells how it was encoded: between its ends stand characters that encodings treat differently.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from enum import IntEnum

from msgspec import Struct

from outrider.exporters.load.script_text import (
    Base64Of,
    Escape,
    EscapeStep,
    ScriptText,
    Slot,
    SlotKind,
    TextPiece,
    merged_text,
)

_FULL = " \"#%~&'()*+,/:;=?@[\\]^_.-|!$<>`"
_QUIET = "~&'()*+=_-!$"
_TOKEN = "~+=_-"
_BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_STEPS = (EscapeStep(Escape.JSON), EscapeStep(Escape.PERCENT), EscapeStep(Escape.FORM))
_GUESSED = {"!": "/:;@,", "+": "/", "-": "."}
"""Characters that are kept where another one is, if the mark had no room for them."""


class MarkTier(IntEnum):
    """What a mark may consist of, for requests in which not everything may stand.

    ``NUMBER`` is one of digits only: it may stand where JSON has a number, and tells nothing of
    how it was encoded. ``TOKEN`` is one that any place for a token takes.
    """

    FULL = 0
    QUIET = 1
    NUMBER = 2
    TOKEN = 3


class _Mark(Struct, frozen=True):
    kind: SlotKind
    name: str
    middle: str


class UnknownEncoding(Exception):
    """A mark was encoded in a way that no script can be given."""


class Markers:
    """The marks of one export.

    Args:
        tag: digits that nothing else contains.
    """

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._marks: list[_Mark] = []
        self._pattern = re.compile(
            rf"(?:Q{tag}(?P<mark>\d{{4}})a(?P<middle>.*?)Q{tag}(?P=mark)z)|7{tag}(?P<number>\d{{4}})7",
            re.DOTALL,
        )

    def mark(self, kind: SlotKind, name: str, tier: MarkTier) -> str:
        """The mark for a value; the same for the same value."""
        middle = (_FULL, _QUIET, "", _TOKEN)[tier]
        made = _Mark(kind, name, middle)
        if made not in self._marks:
            self._marks.append(made)
        number = f"{self._tag}{self._marks.index(made):04d}"
        return f"7{number}7" if not middle else f"Q{number}a{middle}Q{number}z"

    def is_in(self, text: str) -> bool:
        """Whether something of a mark is in a text."""
        return self._tag in text

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where marks stand in a text, and base64 that has some inside."""
        yield from (found.span() for found in self._pattern.finditer(text))
        yield from (start for start, _ in self._encoded(text))

    def pieces(self, text: str, unmarked: tuple[EscapeStep, ...] = ()) -> ScriptText:
        """The text with slots for the marks.

        Args:
            text: as it is sent.
            unmarked: how marks of digits are encoded here.

        Raises:
            UnknownEncoding: of one of the marks.
        """
        return merged_text(self._pieces(text, unmarked))

    def _pieces(self, text: str, unmarked: tuple[EscapeStep, ...]) -> Iterator[TextPiece]:
        at = 0
        for found in self._pattern.finditer(text):
            yield from self._literal(text[at : found.start()])
            at = found.end()
            if found["number"] is not None:
                mark = self._marks[int(found["number"])]
                steps = unmarked
                if (
                    unmarked
                    and unmarked[0].escape is Escape.JSON
                    and not _in_string(text[: found.start()])
                ):
                    steps = ()
            else:
                mark = self._marks[int(found["mark"])]
                steps = _steps(mark.middle, found["middle"])
            yield Slot(mark.kind, mark.name, steps)
        yield from self._literal(text[at:])

    def _literal(self, text: str) -> Iterator[TextPiece]:
        at = 0
        for (start, end), inside in self._encoded(text):
            yield text[at:start]
            yield Base64Of(self.pieces(inside))
            at = end
        rest = text[at:]
        if self._tag in rest:
            raise UnknownEncoding
        yield rest

    def _encoded(self, text: str) -> Iterator[tuple[tuple[int, int], str]]:
        for found in _BASE64.finditer(text):
            try:
                inside = b64decode(found[0], validate=True).decode()
            except (Error, UnicodeDecodeError):
                continue
            if self._tag in inside:
                yield found.span(), inside


def _in_string(before: str) -> bool:
    """Whether a text of JSON ends inside a string."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', "", before, flags=re.DOTALL).count('"') % 2 == 1


def apply_step(step: EscapeStep, text: str) -> str:
    """A text, encoded."""
    if step.escape is Escape.JSON:
        return json.dumps(text, ensure_ascii=False)[1:-1]
    made = []
    for byte in text.encode():
        one = chr(byte)
        if byte < 0x80 and (one.isalnum() or one in step.kept):
            made.append(one)
        elif one == " " and step.escape is Escape.FORM:
            made.append("+")
        else:
            made.append(f"%{byte:02X}")
    return "".join(made)


def _steps(before: str, after: str) -> tuple[EscapeStep, ...]:
    """The encodings that make one text the other.

    Raises:
        UnknownEncoding: there are none that are known.
    """
    if before == after:
        return ()
    single = _single(before, after)
    if single is not None:
        return (single,)
    # What the first of two leaves cannot be seen: the unreserved characters of RFC 3986 §2.3.
    for first in (_STEPS[0], *(EscapeStep(one.escape, "-._~") for one in _STEPS[1:])):
        second = _single(apply_step(first, before), after)
        if second is not None:
            return (first, second)
    raise UnknownEncoding


def _single(before: str, after: str) -> EscapeStep | None:
    if apply_step(_STEPS[0], before) == after:
        return _STEPS[0]
    kept, at, escape = "", 0, Escape.PERCENT
    for one in before:
        code = f"%{ord(one):02X}"
        if after.startswith(code, at):
            at += len(code)
        elif after.startswith(one, at):
            at += 1
            kept += "" if one.isalnum() else one
        elif one == " " and after.startswith("+", at):
            at, escape = at + 1, Escape.FORM
        else:
            return None
    kept = "".join(sorted(set(kept)))
    step = EscapeStep(escape, kept)
    if at != len(after) or apply_step(step, before) != after:
        return None
    guessed = (
        more for one, more in _GUESSED.items() if one in kept for more in more if more not in before
    )
    return EscapeStep(escape, "".join(sorted({*kept, *guessed})))
