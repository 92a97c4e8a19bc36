"""What a script gives to variables before it calls curl; nothing is run for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import structs

from outrider.importers.curl.shell_constructs import loop_note, loop_variables
from outrider.importers.curl.shell_words import VARIABLE, ShellCommand, ShellNote

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_DECLARES = frozenset({"export", "local", "readonly", "declare", "typeset", "set"})


class ShellVariables:
    """The variables of one script, as far as it was read."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, tuple[ShellNote, ...]]] = {}
        self._counts = False

    def fill(self, command: ShellCommand) -> ShellCommand:
        """The command with the values that the lines before it gave; takes those that it gives."""
        notes = list(command.notes)

        def filled(text: str) -> str:
            return VARIABLE.sub(self._value_of(notes), text)

        done = structs.replace(
            command,
            words=tuple(map(filled, command.words)),
            stdin=None if command.stdin is None else filled(command.stdin),
            stdin_file=filled(command.stdin_file),
        )
        for name, note in loop_variables(done):
            self._values[name] = f"\0({name}\0", (note,)
        words = list(done.words)
        while words and words[0] in _DECLARES:
            words.pop(0)
        given = [_ASSIGNMENT.fullmatch(word) for word in words]
        if all(given):
            for one in given:
                assert one is not None
                self._values[one[1]] = one[2], tuple(notes)
        if self._counts and words:
            name = words[0].partition("=")[0]
            self._values[name] = f"\0({name}\0", (loop_note(name, done.line),)
        # A loop that counts, for ((i = 0; …)), goes on behind its brackets.
        self._counts = words == ["for"]
        return structs.replace(done, notes=tuple(dict.fromkeys(notes)))

    def _value_of(self, notes: list[ShellNote]) -> Callable[[re.Match[str]], str]:
        def value(match: re.Match[str]) -> str:
            known = self._values.get(match[1])
            if known is None:
                return match[0]
            notes.extend(known[1])
            return known[0]

        return value
