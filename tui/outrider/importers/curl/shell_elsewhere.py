"""Commands that run in a container or on another host, whose variables are not those of here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from outrider.importers.curl.shell_assignments import assignments
from outrider.importers.curl.shell_command import VARIABLE, ShellCommand
from outrider.importers.curl.shell_notes import elsewhere_note


def elsewhere(commands: Sequence[ShellCommand], place: str) -> list[ShellCommand]:
    """The commands of a text, with a reference without a value for each variable of the place."""
    given = {one.name for command in commands for one in assignments(command)}
    made: list[ShellCommand] = []
    for command in commands:
        names: dict[str, None] = {}

        def there(match: re.Match[str], names: dict[str, None] = names) -> str:
            if match[1].startswith("(") or match[1] in given:
                return match[0]
            names[match[1]] = None
            return f"\0(({match[1]}\0"

        words = tuple(VARIABLE.sub(there, one) for one in command.words)
        stdin = None if command.stdin is None else VARIABLE.sub(there, command.stdin)
        notes = (elsewhere_note(name, place, command.line) for name in names)
        made.append(
            structs.replace(command, words=words, stdin=stdin, notes=(*command.notes, *notes))
        )
    return made
