"""What a script gives to variables before it calls curl; nothing is run for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import structs

from outrider.importers.curl.shell_constructs import branch_note, loop_note, loop_variables
from outrider.importers.curl.shell_flow import ASSIGNMENT, Construct, plain_words, read_flow
from outrider.importers.curl.shell_notes import ShellNote
from outrider.importers.curl.shell_words import VARIABLE, ShellCommand

_UNKNOWN = re.compile(rf"(?:{VARIABLE.pattern})+")


class ShellVariables:
    """The variables of one script, as far as it was read; its commands are filled in order."""

    def __init__(self, commands: Sequence[ShellCommand] = ()) -> None:
        self._values: dict[str, tuple[str, tuple[ShellNote, ...]]] = {}
        self._counts = False
        self._flow = read_flow(commands)
        self._before: dict[int, dict[str, tuple[str, tuple[ShellNote, ...]]]] = {}
        self._numbers = {id(one): number for number, one in enumerate(commands)}

    def fill(self, command: ShellCommand) -> ShellCommand:
        """The command with the values that the lines before it gave; takes those that it gives."""
        number = self._numbers.get(id(command), -1)
        self._enter(number)
        notes = list(command.notes)

        def filled(text: str) -> str:
            return VARIABLE.sub(self._value_of(notes), text)

        words: list[str] = []
        bare: set[int] = set()
        for index, word in enumerate(command.words):
            if index not in command.bare:
                words.append(filled(word))
                continue
            # Without quotes around it, a value is as many words as it has.
            for piece in filled(word).split():
                bare |= {len(words)} if _UNKNOWN.fullmatch(piece) else set()
                words.append(piece)
        done = structs.replace(
            command,
            words=tuple(words),
            bare=frozenset(bare),
            stdin=None if command.stdin is None else filled(command.stdin),
            stdin_file=filled(command.stdin_file),
            texts={name: filled(text) for name, text in command.texts.items()},
        )
        for name, note in loop_variables(done):
            self._values[name] = f"\0({name}\0", (note,)
        words = plain_words(done)
        given = [ASSIGNMENT.fullmatch(word) for word in words]
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

    def _enter(self, number: int) -> None:
        """What a loop or a branch that begins or ends here does to the variables."""
        for one in self._flow.begins.get(number, ()):
            self._before[id(one)] = dict(self._values)
            if one.is_loop:
                self._forget(one, one.changed)
        if (parted := self._flow.parts.get(number)) is not None:
            # The other branch begins with what was there before the first.
            before = self._before[id(parted)]
            for name in parted.changed:
                self._values.pop(name, None)
                self._values |= {name: before[name]} if name in before else {}
        if (ended := self._flow.ends.get(number)) is not None:
            made = {name for name, (value, _) in self._values.items() if "\0(" in value}
            lasting = ended.changed.keys() - made if ended.is_loop else set[str]()
            self._forget(ended, ended.changed.keys() - lasting)

    def _forget(self, construct: Construct, names: Iterable[str]) -> None:
        """Variables whose values depend on how often, or which way, a construct is gone through."""
        for name in names:
            line = construct.changed[name]
            make = loop_note if construct.is_loop else branch_note
            self._values[name] = f"\0({name}\0", (make(name, line),)

    def _value_of(self, notes: list[ShellNote]) -> Callable[[re.Match[str]], str]:
        def value(match: re.Match[str]) -> str:
            known = self._values.get(match[1].removeprefix("("))
            if known is None or known[0] == match[0]:
                return match[0]
            notes.extend(known[1])
            return known[0]

        return value
