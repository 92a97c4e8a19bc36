"""Lines of a text with curl commands that are no part of one, and look as if they should be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import called_program
from outrider.model.import_result import ImportReport

_OPTION = re.compile(r"-[A-Za-z]|--[a-z][a-z0-9.-]*")
_CLIENTS = re.compile(
    r"(?:.*/)?(aria2c|iwr|irm|invoke-(?:webrequest|restmethod))(?:\.exe)?",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?i:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|-.*)|.*(?:://|[.:/]).*")
"""What stands behind the name of a client: a method, an option, or where it sends to."""
_FETCH = re.compile(
    r"^[ \t]*(?:(?:const|let|var)\s[^\n=]{1,80}=\s*)?(?:await\s+)?(fetch|axios)(?=\s*[.(])",
    re.MULTILINE,
)
_BLANKS_BEHIND = re.compile(r"\\[ \t]+$")


def tell_unread_lines(text: str, commands: Sequence[ShellCommand], report: ImportReport) -> None:
    """Says which lines look like options of the command before them, or send with another program.

    Args:
        text: what was written, by whose lines the commands are counted.
        commands: what was read of it.
        report: of the file; where the remarks go.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    for first, last in _loose_options(commands):
        is_one = first == last
        before = lines[first - 2] if 2 <= first <= len(lines) else ""
        why = "No backslash at the end of the line before joins them to the command."
        if _BLANKS_BEHIND.search(before):
            why = "The backslash before them has spaces behind it, so that it joins no lines."
        report.at(line=first).lost(
            f"Line {first} looks like options of the command before it."
            if is_one
            else f"Lines {first}-{last} look like options of the command before them.",
            why=why,
            advice="End each line of the command but its last with a backslash, and import again.",
        )
    for line, program in _other_clients(text, commands):
        report.at(line=line).lost(
            f'A request of "{program}" was not imported.',
            why="Only commands of a shell are read here: curl, wget, HTTPie.",
            advice="Import it by itself, or use a curl command.",
        )


def _loose_options(commands: Iterable[ShellCommand]) -> Iterator[tuple[int, int]]:
    """The first and the last line of options that stand behind a command."""
    is_behind = False
    for is_option, group in groupby(commands, _is_option):
        found = list(group)
        if is_option and is_behind:
            yield found[0].line, found[-1].line
        is_behind = not is_option and called_program(found[-1]) is not None


def _is_option(command: ShellCommand) -> bool:
    return bool(command.words) and _OPTION.fullmatch(command.words[0]) is not None


def _other_clients(text: str, commands: Iterable[ShellCommand]) -> Iterator[tuple[int, str]]:
    for one in commands:
        known = _CLIENTS.fullmatch(one.words[0]) if len(one.words) > 1 else None
        if known and _ASKS.fullmatch(one.words[1]):
            yield one.line, known[1]
    for match in _FETCH.finditer(text):
        yield text.count("\n", 0, match.start(1)) + 1, match[1]
