"""Which commands a shell runs only on a condition, or one of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import called_program
from outrider.importers.curl.shell_flow import Way, read_flow

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_SUCCEEDS = frozenset(
    ("cd", "echo", "export", "mkdir", "printf", "pushd", "set", "sleep", "true", ":")
)
"""Commands behind which ``&&`` is written as a line end would be."""


def branched_lines(commands: Sequence[ShellCommand]) -> Iterator[int]:
    """The line of each ``if`` and ``case`` with requests in more than one branch."""
    yield from (one.line for one in _branches(commands) if len(one.found) > 1)


def conditional_lines(commands: Sequence[ShellCommand]) -> Iterator[int]:
    """The lines of what a shell may pass over: one branch with requests, or behind ``&&``."""
    lines = {one.line for one in _branches(commands) if one.is_inner and len(one.found) == 1}
    lines.update(
        command.line
        for number, command in enumerate(commands)
        if called_program(command) and _may_be_passed_over(commands, number)
    )
    yield from sorted(lines)


def repeated_lines(commands: Sequence[ShellCommand]) -> Iterator[int]:
    """The lines of what a shell runs again and again, in a loop or in its condition."""
    flow = read_flow(commands)
    loops: set[int] = set()
    lines: set[int] = set()
    for number, command in enumerate(commands):
        loops -= {id(one) for one in flow.ends.get(number, ())}
        loops |= {id(one) for one in flow.begins.get(number, ()) if one.way is Way.AGAIN}
        if loops and called_program(command):
            lines.add(command.line)
    yield from sorted(lines)


def _may_be_passed_over(commands: Sequence[ShellCommand], number: int) -> bool:
    number -= commands[number].piped
    while number > 0 and commands[number].joined:
        before = commands[number - 1]
        assigns = not before.words or all(map(_ASSIGNMENT.match, before.words))
        succeeds = assigns or before.words[0] in _SUCCEEDS
        if commands[number].joined == "||" or not succeeds:
            return True
        number -= 1 + before.piped
    return False


class _Condition(Struct):
    """An ``if`` or ``case``.

    Attributes:
        is_case: it is a ``case``.
        branch: how many of its branches are over, while it is read.
        is_entered: what is read stands in a branch, and not in the condition.
        found: the branches that have requests; the condition is one with the first.
        is_inner: there is a request in a branch of it and of no other within it.
    """

    line: int
    is_case: bool
    branch: int = 0
    is_entered: bool = False
    found: set[int] = field(default_factory=set)
    is_inner: bool = False


def _branches(commands: Sequence[ShellCommand]) -> list[_Condition]:
    """Each ``if`` and ``case``, by line."""
    flow = read_flow(commands)
    known: list[_Condition] = []
    opened: dict[int, _Condition] = {}
    for number, command in enumerate(commands):
        for ended in flow.ends.get(number, ()):
            opened.pop(id(ended), None)
        for begun in flow.begins.get(number, ()):
            if begun.way is Way.PERHAPS:
                is_case = "case" in command.words
                one = _Condition(begun.line, is_case, is_entered=is_case)
                opened[id(begun)] = one
                known.append(one)
        part = flow.parts.get(number)
        if part is not None and id(part) in opened:
            opened[id(part)].branch += 1
        cases = [one for one in opened.values() if one.is_case]
        if cases and len(command.words) == 1:
            # The pattern of a case, whose bracket ends it as a command.
            cases[-1].branch += 1
        if opened and command.words[:1] == ("then",):
            list(opened.values())[-1].is_entered = True
        if called_program(command):
            for one in opened.values():
                one.found.add(one.branch)
            for one in [one for one in opened.values() if one.is_entered][-1:]:
                one.is_inner = True
    return sorted(known, key=lambda one: one.line)
