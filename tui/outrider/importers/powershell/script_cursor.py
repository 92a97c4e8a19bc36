"""Where a PowerShell script is read, and what is known of its variables."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any

from msgspec import Struct

from outrider.importers.powershell.script_objects import UnreadValue

SPACE = re.compile(r"(?:[\s;]|`[ \t]*\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
BLANK = re.compile(r"(?:[ \t]|`[ \t]*\r?\n|<#.*?#>)+", re.DOTALL)
_PROMPT = re.compile(r"^(?:PS(?: [^>\n]*)?>|>>)[ \t]?", re.MULTILINE)


class ScriptRemark(Struct, frozen=True):
    """What is reported of a place in a script, whether or not something is sent by it.

    Attributes:
        is_lost: something is not imported.
    """

    line: int
    what: str
    why: str
    is_lost: bool = False


class CannotRead(Exception):
    """What stands here is not read."""


class ScriptCursor(ABC):
    """A place in a script.

    Args:
        text: of the script.

    Attributes:
        unread: expressions that are not known, by the reference that stands for each, with the
            line.
        remarks: what else is reported.
    """

    def __init__(self, text: str) -> None:
        self._text = _PROMPT.sub("", text.replace("\r\n", "\n").replace("\0", "\ufffd"))
        self._at = 0
        self._depth = 0
        self._values: dict[str, Any] = {}
        self.unread: dict[str, tuple[str, int]] = {}
        self.remarks: list[ScriptRemark] = []

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
        return match is not None

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
        return match

    def _starts(self, written: str) -> bool:
        return self._text.startswith(written, self._at)

    def _expect(self, written: str) -> None:
        self._skip(SPACE)
        if not self._starts(written):
            raise CannotRead
        self._at += len(written)

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _unknown(self, name: str, written: str) -> UnreadValue:
        words = re.findall(r"\w+", name)
        made = "_".join(words) if words else "value"
        made = made if made[0].isalpha() or made[0] == "_" else f"value_{made}"
        self.unread.setdefault(made, (written[:80], self._line()))
        return UnreadValue(made, written[:80])

    @abstractmethod
    def _inside(self) -> Any:
        """The value of what is in round brackets, behind the opening one."""
