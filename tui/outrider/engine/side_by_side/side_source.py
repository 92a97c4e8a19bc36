"""The words that name an exchange to compare: a past send, a request, a HAR file, a command."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

from msgspec import Struct

from outrider.errors import UsageError

STANDARD_INPUT = "-"
_HISTORY = "history:"
_NUMBERED = re.compile(r"(?P<file>.+):(?P<number>[0-9]{1,9})", re.DOTALL | re.ASCII)
_FORMS = 'REQUEST@ENV, history:ID, FILE.har:N, a file with a curl command, or "-" for one'


class SideKind(Enum):
    """What a side is."""

    PAST_SEND = "a past send"
    REQUEST = "a request in an environment"
    FILE = "a file: an archive, or a command"


class SideSource(Struct, frozen=True):
    """What a side is named by.

    Attributes:
        written: the words.
        name: the id of a past send, a request, or the path of a file.
        environment: of a request.
        number: which entry of an archive, from 1; 0 where none is named.
    """

    written: str
    kind: SideKind
    name: str
    environment: str = ""
    number: int = 0

    @property
    def is_stdin(self) -> bool:
        """Whether it is read from standard input."""
        return self.name == STANDARD_INPUT and self.kind is SideKind.FILE

    @property
    def title(self) -> str:
        """What a file is called: its name alone."""
        return "Standard input" if self.is_stdin else self.name.rpartition("/")[2]


def side_source(written: str, is_file: Callable[[str], bool]) -> SideSource:
    """What the words name; a file that is there is one, whatever else its name may mean.

    Raises:
        UsageError: they name nothing.
    """
    if written.startswith(_HISTORY):
        return SideSource(written, SideKind.PAST_SEND, written.removeprefix(_HISTORY))
    if written == STANDARD_INPUT or is_file(written):
        return SideSource(written, SideKind.FILE, written)
    numbered = _NUMBERED.fullmatch(written)
    if numbered is not None and is_file(numbered["file"]):
        number = int(numbered["number"])
        return SideSource(written, SideKind.FILE, numbered["file"], number=number)
    request, at, environment = written.rpartition("@")
    if at and request and environment:
        return SideSource(written, SideKind.REQUEST, request, environment)
    named = numbered["file"] if numbered is not None else written
    looks_like_file = numbered is not None or "." in written
    raise UsageError(
        f'File "{named}" not found.' if looks_like_file else f'"{written}" cannot be compared.',
        code="not_found" if looks_like_file else "unknown_side",
        advice=f"Name {_FORMS}.",
    )
