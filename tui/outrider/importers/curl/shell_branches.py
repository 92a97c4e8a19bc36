"""Which curl commands stand in branches of which a shell goes only one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import called_program
from outrider.importers.curl.shell_flow import Way, read_flow


def branched_lines(commands: Sequence[ShellCommand]) -> Iterator[int]:
    """The line of each ``if`` and ``case`` with curl commands in more than one branch."""
    flow = read_flow(commands)
    branches: dict[int, set[int]] = {}
    opened: dict[int, int] = {}
    lines: dict[int, int] = {}
    cases: list[int] = []
    for number, command in enumerate(commands):
        for ended in flow.ends.get(number, ()):
            opened.pop(id(ended), None)
        for begun in flow.begins.get(number, ()):
            if begun.way is Way.PERHAPS:
                opened[id(begun)], lines[id(begun)] = 0, begun.line
                cases += [id(begun)] if "case" in command.words else []
        part = flow.parts.get(number)
        if part is not None and id(part) in opened:
            opened[id(part)] += 1
        if cases and cases[-1] in opened and len(command.words) == 1:
            # The pattern of a case, whose bracket ends it as a command.
            opened[cases[-1]] += 1
        if called_program(command):
            for key, branch in opened.items():
                branches.setdefault(key, set()).add(branch)
    yield from sorted(lines[key] for key, found in branches.items() if len(found) > 1)
