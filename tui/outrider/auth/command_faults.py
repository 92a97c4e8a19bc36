"""What is wrong with the program of an auth definition, as it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from outrider.errors import Fault, SourceLocation
from outrider.model.auth import Field, FieldKind


def command_faults(
    fields: Iterable[Field], table: Mapping[str, Any], where: Callable[[str], SourceLocation]
) -> Iterator[Fault]:
    """The faults of each key of a definition that names a program.

    Args:
        fields: of the definition.
        table: the definition.
        where: says where a key is written.
    """
    for field in fields:
        if field.kind is FieldKind.COMMAND and field.name in table:
            yield from _faults(field.name, table[field.name], where(field.name))


def _faults(name: str, value: object, place: SourceLocation) -> Iterator[Fault]:
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        if not value or not value[0].strip():
            yield Fault(
                "auth_empty_key", f"{name} is empty.", place, advice=f'Set {name} = ["program"].'
            )
        return
    words = _words(value) if isinstance(value, str) else ["program", "argument"]
    yield Fault(
        "auth_command",
        f"{name} must be a list of texts.",
        place,
        why="The program is run without a shell.",
        advice=f"Set {name} = {json.dumps(words, ensure_ascii=False)}.",
    )


def _words(line: str) -> list[str]:
    """A command line as its words."""
    import shlex

    try:
        return shlex.split(line) or ["program"]
    except ValueError:
        return line.split()
