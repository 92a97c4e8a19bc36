"""What a terminal answers in control strings, told from what is typed, also where it is cut."""

from __future__ import annotations

import re

from msgspec import Struct

from outrider.terminal.device.bracketed_paste import TypedText

PATIENCE = 2.0
"""Seconds without a character after which what has begun as an answer is none any more."""
EXPECTED = 60.0
"""Seconds after a question in which the beginning of an answer is waited for as long."""
_DELAY = 0.1
"""Seconds after which what may be a key with alt is one, as Textual's parser has it."""

# OSC, DCS, SOS, PM and APC of ECMA-48, ended by ST or, as xterm has it, BEL.
_OPENERS = "]PX^_"
_OPENED = re.compile(f"\x1b[{re.escape(_OPENERS)}]")
_STRING = re.compile("\x1b.([^\x07\x1b]{0,4096})(?:\x07|\x1b\\\\)")
_UNFINISHED = re.compile("\x1b.[^\x07\x1b]{0,4096}\x1b?")
# No person types these in a moment: answers about colours, capabilities, settings and names.
_CERTAIN = re.compile(r"\x1b(?:\]\d{1,4};|P[01][+$]r|P>\|)")
_BEGUN = re.compile(r"\x1b(?:P(?:[01]\+?)?)?")


class TerminalReport(Struct, frozen=True):
    """An answer: what stands behind the ESC, without its end."""

    text: str


ReportPiece = TypedText | TerminalReport


class ReportSplitter:
    """Takes answers out of what was typed.

    An ESC at the end of what has come is handed out at once, since it is a key more often than
    the beginning of an answer, and remembered.
    """

    def __init__(self) -> None:
        self._held = ""
        self._escaped = self._spent = False
        self._last = 0.0
        self._expected_until = float("-inf")

    @property
    def holding(self) -> bool:
        """Whether something waits for more, or for time to pass."""
        return bool(self._held)

    def expect(self, now: float) -> None:
        """A question was asked; ``now`` is in seconds, of a clock that never jumps."""
        self._expected_until = now + EXPECTED

    def feed(self, text: str, now: float, *, escape_waits: bool) -> list[ReportPiece]:
        """The pieces that a text completes.

        Args:
            text: what was typed, or answered.
            now: as for :meth:`expect`.
            escape_waits: whether an ESC that was handed out is no key yet.
        """
        pieces: list[ReportPiece] = []
        self._last = now
        if self._held:
            text, self._held = self._held + text, ""
        elif self._escaped and self._opens(text, now, escape_waits):
            text, self._spent = f"\x1b{text}", not escape_waits
            if escape_waits:
                pieces.append(TypedText("", fresh=True))
        else:
            self._spent = False
        self._escaped = False
        self._split(text, pieces)
        return pieces

    def tick(self, now: float) -> list[ReportPiece]:
        """Gives up what no more has come of."""
        waits = now - self._last < (PATIENCE if self._may_be_answer(now) else _DELAY)
        return [] if waits else self.flush()

    def flush(self) -> list[ReportPiece]:
        """Gives up what is not finished: half of an answer is no text."""
        held, self._held = self._held, ""
        if not held or _CERTAIN.match(held):
            return []
        return self._typed(held)

    def _opens(self, text: str, now: float, escape_waits: bool) -> bool:
        if text[:1] not in _OPENERS:
            return False
        opened = f"\x1b{text}"
        begun = now < self._expected_until and _BEGUN.fullmatch(opened) is not None
        return escape_waits or begun or _CERTAIN.match(opened) is not None

    def _may_be_answer(self, now: float) -> bool:
        if _CERTAIN.match(self._held):
            return True
        return now < self._expected_until and _BEGUN.fullmatch(self._held) is not None

    def _split(self, text: str, pieces: list[ReportPiece]) -> None:
        while text:
            opened = _OPENED.search(text)
            if opened is None:
                self._escaped = text.endswith("\x1b")
                pieces += self._typed(text)
                return
            if opened.start():
                pieces += self._typed(text[: opened.start()])
                text = text[opened.start() :]
            if whole := _STRING.match(text):
                pieces.append(TerminalReport(text[1 : whole.end(1)]))
                text, self._spent = text[whole.end() :], False
            elif _UNFINISHED.fullmatch(text):
                self._held = text
                return
            else:
                # An ESC within it begins something else.
                end = text.find("\x1b", 1)
                end = len(text) if end < 0 else end
                if not _CERTAIN.match(text):
                    pieces += self._typed(text[:end])
                text, self._spent = text[end:], False

    def _typed(self, text: str) -> list[ReportPiece]:
        if self._spent:
            text, self._spent = text.removeprefix("\x1b"), False
        return [TypedText(text)] if text else []
