"""Texts of a PowerShell script, and the variables in them (its manual, about_Quoting_Rules)."""

from __future__ import annotations

import re
from typing import Any

from outrider.importers.curl.powershell_words import WORD, unescaped_backtick
from outrider.importers.powershell.known_calls import MISSING
from outrider.importers.powershell.script_cursor import CannotRead, ScriptCursor
from outrider.importers.powershell.script_objects import EnvironmentValue, plain_text

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""Every one of these begins and ends a text that expands nothing."""
_DOUBLE = '"\u201c\u201d'
_HERE = re.compile(r"@(['\"])[ \t]*\n(?:(.*?)\n)?\1@", re.DOTALL)
_SINGLE = re.compile(f"[{_QUOTES}]((?:[^{_QUOTES}]|[{_QUOTES}]{{2}})*)[{_QUOTES}]")
_VARIABLE = re.compile(
    rf"\$(?:\{{(?:(env):)?([^}}\n]+)\}}"
    rf"|(?:(env):)?(?:(?:script|global|local|private|using):)?({WORD}))",
    re.IGNORECASE,
)


class QuotedTexts(ScriptCursor):
    """Reads a text or a variable where it stands."""

    def _text_here(self) -> str | None:
        """A text in quotes, or in a here-string; ``None`` where none begins."""
        if match := self._take(_HERE):
            inside = match[2] or ""
            return inside if match[1] == "'" else self._expanded(inside)
        if match := self._take(_SINGLE):
            return re.sub(f"([{_QUOTES}]){{2}}", r"\1", match[1])
        return self._double() if self._text[self._at : self._at + 1] in set(_DOUBLE) else None

    def _variable_here(self) -> Any:
        """The value of a variable; :data:`MISSING` where none begins."""
        match = self._take(_VARIABLE)
        return self._variable(match) if match else MISSING

    def _variable(self, match: re.Match[str]) -> Any:
        name = (match[2] or match[4]).strip()
        if match[1] or match[3]:
            known = self._values.get(f"env:{name.lower()}")
            is_name = re.fullmatch(r"[A-Za-z_]\w*", name) is not None
            if known is None and not is_name:
                return self._unknown(name, match[0])
            return EnvironmentValue(name) if known is None else known
        constants = {"true": True, "false": False, "null": None}
        if name.lower() in constants:
            return constants[name.lower()]
        known = self._values.get(name.lower(), MISSING)
        return self._unknown(name, match[0]) if known is MISSING else known

    def _double(self) -> str:
        """A text in double quotes (PowerShell's manual, about_Quoting_Rules)."""
        self._at += 1
        made: list[str] = []
        while self._at < len(self._text):
            character = self._text[self._at]
            if character in '"\u201c\u201d':
                if self._text[self._at + 1 : self._at + 2] not in {'"', "\u201c", "\u201d"} or (
                    self._at + 1 >= len(self._text)
                ):
                    self._at += 1
                    return "".join(made)
                made.append('"')
                self._at += 2
            else:
                made.append(self._piece())
        raise CannotRead

    def _piece(self) -> str:
        """The next piece of a text that expands variables."""
        character = self._text[self._at]
        if character == "`":
            if match := self._take(re.compile(r"`u\{([0-9a-fA-F]{1,6})\}")):
                number = int(match[1], 16)
                return chr(number) if 0 < number <= 0x10FFFF else "\ufffd"
            self._at += 2
            return unescaped_backtick(self._text[self._at - 1 : self._at])
        if character == "$" and self._starts("$("):
            self._at += 2
            return plain_text(self._inside())
        if match := self._take(_VARIABLE) if character == "$" else None:
            return plain_text(self._variable(match))
        self._at += 1
        return character

    def _expanded(self, inside: str) -> str:
        """A here-string with its variables."""
        text, at = self._text, self._at
        self._text, self._at = inside, 0
        try:
            made = []
            while self._at < len(self._text):
                made.append(self._piece())
            return "".join(made)
        finally:
            self._text, self._at = text, at
