"""Values of a PowerShell script that are written out; a text may have places of unknown ones.

What only a run would show is between NUL characters in a text, as in a script of a shell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from outrider.importers.building.loose_values import text_of
from outrider.importers.curl.message_options import FileOfBody


class UnreadValue(Struct, frozen=True):
    """What only a run of the script would show; ``name`` is that of a reference."""

    name: str
    written: str = ""

    @property
    def place(self) -> str:
        """What stands for it in a text."""
        return f"\0({self.name}\0"


class EnvironmentValue(Struct, frozen=True):
    """``$env:NAME``."""

    name: str

    @property
    def place(self) -> str:
        """What stands for it in a text."""
        return f"\0{self.name}\0"


class ScriptObject(Struct):
    """An object of .NET, by the last part of its type's name."""

    kind: str
    members: dict[str, Any] = field(default_factory=dict)
    values: list[Any] = field(default_factory=list)


class BinaryPieces(Struct, frozen=True):
    """Bytes: texts and files, in order."""

    pieces: tuple[str | FileOfBody, ...]


def plain_text(value: Any) -> str:
    """A value as PowerShell makes a text of it."""
    match value:
        case UnreadValue() | EnvironmentValue():
            return value.place
        case bool():
            return "True" if value else "False"
        case FileOfBody():
            return UnreadValue("file_content").place
        case BinaryPieces():
            return "".join(one for one in value.pieces if isinstance(one, str))
        case ScriptObject():
            return "".join(map(plain_text, value.values[:1]))
        case Mapping():
            return "System.Collections.Hashtable"
        case list() | tuple():
            return " ".join(map(plain_text, value))
        case _:
            return "" if value is None else text_of(value)


def converted_to_json(value: Any, *, compress: bool) -> str:
    """As ``ConvertTo-Json`` of PowerShell 7 writes it."""
    places: list[str] = []

    def keep(one: object) -> Any:
        if isinstance(one, UnreadValue | EnvironmentValue):
            places.append(one.place)
            return f"\ue000{len(places) - 1}\ue001"
        return plain_text(one)

    written = json.dumps(
        value,
        ensure_ascii=False,
        indent=None if compress else 2,
        separators=(",", ":") if compress else (",", ": "),
        default=keep,
    )
    found = re.sub('"\ue000(\\d+)\ue001"', lambda match: f'"{places[int(match[1])]}"', written)
    return found.replace("\\u0000", "\0")


def member_of(value: Any, name: str) -> Any:
    """A member of a table or an object, whatever its case; ``None`` where there is none."""
    table = value.members if isinstance(value, ScriptObject) else value
    if not isinstance(table, Mapping):
        return None
    return next((one for key, one in table.items() if str(key).lower() == name.lower()), None)


def pieces_of(value: Any) -> tuple[Any, ...]:
    """The pieces of bytes; of another value, that value."""
    return value.pieces if isinstance(value, BinaryPieces) else (value,)
