"""What a shell's loops, branches and functions do to variables; nothing is run for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct, field

from outrider.importers.curl.shell_assignments import (
    assignments,
    leading_assignments,
    plain_words,
)
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import KEYWORDS

_ENDS = {
    **dict.fromkeys(("for", "select", "while", "until"), "done"),
    "if": "fi",
    "case": "esac",
    "{": "}",
}


class Way(Enum):
    """How often, or when, a construct is gone through."""

    AGAIN = "a loop"
    PERHAPS = "a branch"
    LATER = "a function"
    APART = "a subshell"
    ONCE = "a group"


class Construct(Struct):
    """Commands that belong together.

    Attributes:
        line: where it begins.
        name: that of a function.
        depth: how many round brackets a subshell stands in.
        changed: the variables that it gives a value, with the line of the first time.
        own: those of them that only it knows.
        calls: the first words of its commands.
        elsewhere: variables that have a value from behind a function, and not before its call.
    """

    way: Way
    line: int
    name: str = ""
    depth: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    elsewhere: dict[str, int] = field(default_factory=dict)

    @property
    def lasting(self) -> dict[str, int]:
        """What whoever calls a function finds changed."""
        return {name: line for name, line in self.changed.items() if name not in self.own}


class ShellFlow(Struct):
    """The constructs of a script, by the number of the command that begins, parts or ends them."""

    begins: Mapping[int, Sequence[Construct]]
    parts: Mapping[int, Construct]
    ends: Mapping[int, Sequence[Construct]]
    functions: Mapping[str, Construct]


def read_flow(commands: Sequence[ShellCommand]) -> ShellFlow:
    """The constructs of a script; what is not closed ends with it."""
    first = _FlowReader(commands, {})
    first.run()
    for _ in first.functions:
        # What a function calls changes what it changes; calls are as deep as there are functions.
        before = sum(len(one.changed) for one in first.functions.values())
        for one in first.functions.values():
            for called in one.calls & first.functions.keys():
                one.changed = {**first.functions[called].lasting, **one.changed}
        if before == sum(len(one.changed) for one in first.functions.values()):
            break
    return _FlowReader(commands, first.functions).run()


class _FlowReader:
    def __init__(self, commands: Sequence[ShellCommand], called: Mapping[str, Construct]) -> None:
        self._commands = commands
        self._called = called
        self.functions: dict[str, Construct] = {}
        self._begins: dict[int, list[Construct]] = {}
        self._parts: dict[int, Construct] = {}
        self._ends: dict[int, list[Construct]] = {}
        self._open: list[tuple[str, Construct]] = []
        self._awaited = ""

    def run(self) -> ShellFlow:
        for number, command in enumerate(self._commands):
            while self._open and self._deepest() > command.depth:
                self._close(number, ")")
            while self._deepest() < command.depth:
                one = Construct(Way.APART, command.line, depth=self._deepest() + 1)
                self._begin(number, ")", one)
            self._grammar(number, command)
            self._changes(command)
        return ShellFlow(self._begins, self._parts, self._ends, self.functions)

    def _deepest(self) -> int:
        return max((one.depth for _, one in self._open), default=0)

    def _begin(self, number: int, end: str, one: Construct) -> None:
        self._open.append((end, one))
        self._begins.setdefault(number, []).append(one)

    def _close(self, number: int, end: str) -> None:
        """Ends the innermost construct with that end, and what was not closed inside of it."""
        while self._open:
            its_end, one = self._open.pop()
            self._ends.setdefault(number, []).append(one)
            if its_end == end:
                return

    def _grammar(self, number: int, command: ShellCommand) -> None:
        words = list(command.words)
        name, self._awaited = self._awaited, ""
        if words[:1] == ["function"]:
            name = (words[1:2] or [""])[0]
            del words[:2]
            self._awaited = "" if words else name
        for index, word in enumerate(words):
            if word in _ENDS:
                self._begin(number, _ENDS[word], self._construct(word, command, name))
            elif word in {"else", "elif"} and self._open and self._open[-1][0] == "fi":
                self._parts[number] = self._open[-1][1]
            elif word in {end for end, _ in self._open} and (word != "}" or not index):
                self._close(number, word)
            if word not in KEYWORDS and word not in _ENDS:
                break

    def _construct(self, word: str, command: ShellCommand, name: str) -> Construct:
        if word != "{":
            way = Way.AGAIN if _ENDS[word] == "done" else Way.PERHAPS
            return Construct(way, command.line)
        if not name:
            return Construct(Way.PERHAPS if command.joined else Way.ONCE, command.line)
        one = Construct(Way.LATER, command.line, name)
        self.functions[name] = one
        return one

    def _changes(self, command: ShellCommand) -> None:
        words = plain_words(command)
        given = [one.name for one in leading_assignments(words)]
        program = (words[len(given) :][:1] or [""])[0]
        for _, one in self._open:
            one.calls.add(program)
        found = {one.name: one.is_local for one in assignments(command)}
        if program in self._called:
            found |= dict.fromkeys(self._called[program].lasting, False)
            for name in given:
                self._called_with(name, command.line)
        for name, is_local in found.items():
            self._change(name, command.line, is_local=is_local)

    def _called_with(self, name: str, line: int) -> None:
        inside = {id(one) for _, one in self._open}
        for function in self.functions.values():
            if id(function) not in inside:
                function.elsewhere.setdefault(name, line)

    def _change(self, name: str, line: int, *, is_local: bool) -> None:
        self._called_with(name, line)
        for _, one in reversed(self._open):
            one.changed.setdefault(name, line)
            if one.way is Way.LATER:
                one.own |= {name} if is_local else set()
            if one.way in {Way.LATER, Way.APART}:
                return
