"""A simple command of a shell, and what stands in its words for what only a shell knows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from outrider.importers.curl.shell_notes import ShellNote
from outrider.variables.reference_grammar import Reference, template_text

VARIABLE = re.compile("\0(\\({0,3}(?:[A-Za-z_][A-Za-z0-9_]*|(?<=\\()\\$guid))\0")
"""A reference to a variable of the shell inside a word; after a bracket, to a command's output.

A command that makes a new identifier is the dynamic variable ``$guid``.
Two brackets: no value that the variable has before counts; three: one that is empty does not.
"""


SENDS = re.compile(r"curl|wget|\bhttps?[ \t]|\bhttpie\b|\bxhs?[ \t]")
"""A text that may have a command in it that sends a request."""


class ShellCommand(Struct, frozen=True):
    """A simple command.

    Attributes:
        words: its name and its arguments; variables stand between NUL characters.
        line: 1-based, where it begins.
        stdin: what a here-document or here-string feeds it; ``None`` for nothing.
        stdin_file: the file that it reads from; empty for none.
        stdin_pieces: what it reads one after the other, where that is more than one of these:
            a text and no file, or a file and no text.
        inner: the commands whose output stands in its words.
        bare: which of its words are nothing but what a shell fills in, without quotes: each may
            become several words, or none.
        piped: how many commands before it the one stands whose output it reads; 0 for none.
        substituted: the commands whose output is read as a file, by what stands for its name.
        texts: what is known of such a file, likewise.
        redirected: it writes into a file.
        joined: ``&&`` or ``||``, where the command before it decides whether it is run.
        depth: how many round brackets it stands in.
        place: where it runs, with files and variables of its own, if not here.
    """

    words: tuple[str, ...]
    line: int
    stdin: str | None = None
    stdin_file: str = ""
    notes: tuple[ShellNote, ...] = ()
    inner: tuple[ShellCommand, ...] = ()
    bare: frozenset[int] = frozenset()
    piped: int = 0
    substituted: Mapping[str, Sequence[ShellCommand]] = MappingProxyType({})
    texts: Mapping[str, str] = MappingProxyType({})
    redirected: bool = False
    joined: str = ""
    depth: int = 0
    place: str = ""
    stdin_pieces: tuple[tuple[str, str], ...] = ()


def template(word: str) -> str:
    """``Bearer $TOKEN`` becomes ``Bearer {{$env.TOKEN}}``; literal braces stay literal."""
    return template_text(
        _reference(piece) if index % 2 else piece
        for index, piece in enumerate(VARIABLE.split(word))
    )


def _reference(piece: str) -> Reference:
    name = piece.lstrip("(")
    return Reference(name if piece.startswith("(") else f"$env.{name}")
