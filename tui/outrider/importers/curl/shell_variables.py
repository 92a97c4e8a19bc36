"""What a script gives to variables before it calls curl; nothing is run for it.

A variable whose value is not certain is a reference, and told: no value is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import structs

from outrider.importers.curl.script_secrets import ScriptSecrets
from outrider.importers.curl.shell_assignments import (
    Assignment,
    assignments,
    changes_others,
    leading_assignments,
    plain_words,
)
from outrider.importers.curl.shell_command import VARIABLE, ShellCommand
from outrider.importers.curl.shell_constructs import loop_variables
from outrider.importers.curl.shell_flow import Construct, Way, read_flow
from outrider.importers.curl.shell_notes import (
    ShellNote,
    branch_note,
    function_note,
    loop_note,
    others_note,
    value_note,
)

_UNKNOWN = re.compile(rf"(?:{VARIABLE.pattern})+")
_NEVER_FAILS = frozenset({"echo", "export", "set", "true", ":", "printf", "declare", "local"})
_Note = Callable[[str, int], ShellNote]
_Values = dict[str, tuple[str, tuple[ShellNote, ...]]]


class ShellVariables:
    """The variables of one script, as far as it was read; its commands are filled in order."""

    def __init__(
        self, commands: Sequence[ShellCommand] = (), secrets: ScriptSecrets | None = None
    ) -> None:
        self._secrets = secrets
        self._values: _Values = {}
        self._counts = False
        self._flow = read_flow(commands)
        self._before: dict[int, _Values] = {}
        self._numbers = {id(one): number for number, one in enumerate(commands)}
        # Those that have a value behind && only, until the list of commands ends.
        self._perhaps: dict[str, int] = {}
        self._never_fails = True

    def fill(self, command: ShellCommand) -> ShellCommand:
        """The command with the values that the lines before it gave; takes those that it gives."""
        number = self._numbers.get(id(command), -1)
        self._enter(number)
        if not command.joined:
            self._forget(self._perhaps, branch_note)
            self._perhaps, self._never_fails = {}, True
        done = self._filled(command)
        for name, note in loop_variables(done):
            self._values[name] = f"\0({name}\0", (note,)
        self._take(done)
        words = plain_words(done)
        if self._counts and words:
            self._forget({words[0].partition("=")[0]: done.line}, loop_note)
        # A loop that counts, for ((i = 0; …)), goes on behind its brackets.
        self._counts = words == ["for"]
        if number >= 0:
            self._leave(done, words)
        return done

    def _filled(self, command: ShellCommand) -> ShellCommand:
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
            stdin_pieces=tuple((filled(text), filled(file)) for text, file in command.stdin_pieces),
            texts={name: filled(text) for name, text in command.texts.items()},
        )
        return structs.replace(done, notes=tuple(dict.fromkeys(notes)))

    def _take(self, command: ShellCommand) -> None:
        """Takes what the command gives to variables."""
        for one in assignments(command):
            if one.value is None:
                if (self._values.get(one.name) or ("",))[0] != f"\0({one.name}\0":
                    self._forget({one.name: command.line}, value_note)
            else:
                value = one.value
                if self._secrets is not None:
                    value = self._secrets.stand_in(one.name, value)
                self._values[one.name] = self._added(one, value, command)
        for note in command.notes:
            if note.gives and note.gives not in self._values:
                self._values[note.gives] = f"\0({note.gives}\0", (note,)
        if changes_others(command):
            self._forget(dict.fromkeys(self._values, command.line), others_note)

    def _added(
        self, one: Assignment, value: str, command: ShellCommand
    ) -> tuple[str, tuple[ShellNote, ...]]:
        if not one.adds:
            return value, command.notes
        before, notes = self._values.get(one.name, (f"\0{one.name}\0", ()))
        if "\0(" in before:
            # Perhaps it is a list or a number, to which nothing is put behind.
            return f"\0({one.name}\0", (value_note(one.name, command.line),)
        return before + value, (*notes, *command.notes)

    def _leave(self, command: ShellCommand, words: Sequence[str]) -> None:
        """What is not certain behind a command that is run on a condition, or runs others."""
        given = {one.name: command.line for one in assignments(command)}
        is_condition = command.joined and command.words[0] != "{" if command.words else False
        if is_condition and command.joined == "||":
            self._forget(given, branch_note)
        elif is_condition and not self._never_fails:
            self._perhaps |= given
        first = words[0] if words else ""
        self._never_fails &= bool(given) or command.words[:1] == () or first in _NEVER_FAILS
        program = (words[len(leading_assignments(words)) :][:1] or [""])[0]
        called = self._flow.functions.get(program)
        if called is not None:
            self._forget(dict.fromkeys(called.lasting, command.line), function_note)

    def _enter(self, number: int) -> None:
        """What a construct that begins or ends here does to the variables."""
        for ended in self._flow.ends.get(number, ()):
            self._end(ended)
        for one in self._flow.begins.get(number, ()):
            self._before[id(one)] = dict(self._values)
            if one.way is Way.AGAIN:
                self._forget(one.changed, loop_note)
            elif one.way is Way.LATER:
                self._forget(one.elsewhere, function_note)
        if (parted := self._flow.parts.get(number)) is not None:
            # The other branch begins with what was there before the first.
            self._restore(parted)

    def _end(self, ended: Construct) -> None:
        if ended.way is Way.PERHAPS:
            self._forget(ended.changed, branch_note)
        elif ended.way is Way.AGAIN:
            made = {name for name, (value, _) in self._values.items() if "\0(" in value}
            lasting = ended.changed.keys() - made
            names = ended.changed.keys() - lasting
            self._forget({name: ended.changed[name] for name in names}, loop_note)
        elif ended.way is Way.LATER:
            self._restore(ended, ended.elsewhere)
        elif ended.way is Way.APART:
            self._restore(ended)

    def _restore(self, construct: Construct, others: Iterable[str] = ()) -> None:
        before = self._before[id(construct)]
        for name in {*construct.changed, *others}:
            self._values.pop(name, None)
            self._values |= {name: before[name]} if name in before else {}

    def _forget(self, names: Mapping[str, int], make: _Note) -> None:
        """Makes references of variables; ``names`` with the lines that change them."""
        for name, line in names.items():
            self._values[name] = f"\0({name}\0", (make(name, line),)

    def _value_of(self, notes: list[ShellNote]) -> Callable[[re.Match[str]], str]:
        def value(match: re.Match[str]) -> str:
            name = match[1].lstrip("(")
            brackets = len(match[1]) - len(name)
            known = None if brackets == 2 else self._values.get(name)
            if known is None or (brackets == 3 and not known[0]):
                return f"\0{'(' if brackets else ''}{name}\0"
            notes.extend(known[1])
            return known[0]

        return value
