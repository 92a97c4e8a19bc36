"""Commands written for PowerShell, rewritten for bash."""

from __future__ import annotations

import re
from collections.abc import Callable

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.powershell_assignments import (
    PowerShellAssignments,
    assigned_names,
    changed_names,
)
from outrider.importers.curl.powershell_words import JOINT, WORD, unescaped_backtick
from outrider.importers.curl.shell_text import as_bash_word, unknown

_PROMPT = re.compile(r"^(?:PS(?: [^>\n]*)?>|>>)[ \t]?", re.MULTILINE)
_PLAIN = re.compile(r"[^\s`'\"$\\{}@#<;\[(+-]+")
_REST = re.compile(r"--%[ \t]([^\n|;]*)")
"""What PowerShell gives to a program as cmd would (its manual, about_Parsing)."""
_SPLAT = re.compile(rf"(?<!\S)@({WORD})")
"""A list of arguments of its own (PowerShell's manual, about_Splatting)."""
_BARE = {"\\": "\\\\", "{": ";", "}": ";"}
"""Characters that mean something else in bash; a block of a script is other commands."""


def from_powershell(text: str) -> str:
    """The text as bash would have it written, line by line."""
    return _ScriptRewriter(_PROMPT.sub("", text)).run()


class _ScriptRewriter(PowerShellAssignments):
    """Goes through a script once; each reader takes what begins where it stands, or nothing."""

    def __init__(self, text: str) -> None:
        # Names are the same in either case.
        spelled = {name.lower(): name for name in assigned_names(text)}
        super().__init__(text, spelled, changed_names(text))
        self._readers: tuple[Callable[[], str | None], ...] = (
            self._read_assignment,
            self._comment,
            self._string,
            self._variable,
            self._rest,
            self._escape,
        )

    def run(self) -> str:
        """The script as bash would have it."""
        made: list[str] = []
        while self._at < len(self._text):
            for reader in self._readers:
                if (found := reader()) is not None:
                    made.append(found)
                    break
            else:
                match = _PLAIN.match(self._text, self._at)
                end = match.end() if match else self._at + 1
                made.append(self._text[self._at : end])
                self._at = end
        return "".join(made)

    def _rest(self) -> str | None:
        match = _REST.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return from_cmd(match[1])

    def _escape(self) -> str | None:
        if match := JOINT.match(self._text, self._at):
            self._at = match.end()
            return " \\\n"
        if match := _SPLAT.match(self._text, self._at):
            self._at = match.end()
            return unknown(match[1], match[0]).strip("\0")
        character, following = self._text[self._at], self._text[self._at + 1 : self._at + 2]
        if character in _BARE:
            self._at += 1
            self.braces = max(self.braces + {"{": 1, "}": -1}.get(character, 0), 0)
            return _BARE[character]
        if character != "`":
            return None
        self._at += 2
        return as_bash_word(unescaped_backtick(following))
