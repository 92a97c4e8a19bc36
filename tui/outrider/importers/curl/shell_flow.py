"""What a shell's loops and branches do to variables; nothing is run for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from outrider.importers.curl.shell_constructs import KEYWORDS
from outrider.importers.curl.shell_words import ShellCommand

ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
DECLARES = frozenset({"export", "local", "readonly", "declare", "typeset", "set"})
_ARITHMETIC = re.compile(
    r"(?:(?:\+\+|--)\s*)?([A-Za-z_][A-Za-z0-9_]*)\s*(?:\+\+|--|[-+*/%&|^]?=(?!=).*)?", re.DOTALL
)
"""An expression that may change a variable: ``i++``, ``--i``, ``i += 2``; a plain name does not."""
_NAME_ALONE = re.compile(r"\w*")
_ENDS = {
    **dict.fromkeys(("for", "select", "while", "until"), "done"),
    "if": "fi",
    "case": "esac",
}


class Construct(Struct):
    """A loop or a branch.

    Attributes:
        is_loop: it is gone through more than once.
        line: where it begins.
        changed: the variables that it gives a value, with the line of the first time.
    """

    is_loop: bool
    line: int
    changed: dict[str, int] = field(default_factory=dict)


class ShellFlow(Struct):
    """The constructs of a script, by the number of the command that begins, parts or ends them."""

    begins: Mapping[int, Sequence[Construct]]
    parts: Mapping[int, Construct]
    ends: Mapping[int, Construct]


def read_flow(commands: Sequence[ShellCommand]) -> ShellFlow:
    """The loops and branches of a script; what is not closed ends with it."""
    begins: dict[int, list[Construct]] = {}
    parts: dict[int, Construct] = {}
    ends: dict[int, Construct] = {}
    open_ones: list[tuple[str, Construct]] = []
    for number, command in enumerate(commands):
        for word in command.words:
            if word in _ENDS:
                one = Construct(_ENDS[word] == "done", command.line)
                open_ones.append((_ENDS[word], one))
                begins.setdefault(number, []).append(one)
            elif word in {"else", "elif"} and open_ones and open_ones[-1][0] == "fi":
                parts[number] = open_ones[-1][1]
            elif open_ones and word == open_ones[-1][0]:
                ends[number] = open_ones.pop()[1]
            if word not in KEYWORDS and word not in _ENDS:
                break
        for name in changed_names(command):
            for _, one in open_ones:
                one.changed.setdefault(name, command.line)
    return ShellFlow(begins, parts, ends)


def plain_words(command: ShellCommand) -> list[str]:
    """The words behind those of the shell's grammar, and behind what declares a variable."""
    words = list(command.words)
    while words and (words[0] in KEYWORDS or words[0] in DECLARES or words[0].startswith("IFS=")):
        words.pop(0)
    return words


def changed_names(command: ShellCommand) -> Iterator[str]:
    """The variables to which a command gives a value."""
    words = plain_words(command)
    if words[:1] == ["read"]:
        yield from (one for one in words[1:] if one.isidentifier())
        return
    assigned = [ASSIGNMENT.fullmatch(one) for one in words]
    if words and all(assigned):
        yield from (one[1] for one in assigned if one is not None)
        return
    for text in words[1:] if words[:1] == ["let"] else [" ".join(words)]:
        match = _ARITHMETIC.fullmatch(text.strip())
        if match is not None and not _NAME_ALONE.fullmatch(text.strip()):
            yield match[1]
