"""Which variables a command of a script gives a value to; nothing is run for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from msgspec import Struct

from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import KEYWORDS

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=(.*)", re.DOTALL)
_DECLARES = frozenset({"export", "local", "readonly", "declare", "typeset", "set"})
_CHANGES_VALUE = re.compile(r"-\w*[iulnaA]\w*")
"""Options of ``declare`` with which the value is not the text behind the equals sign."""
_ARITHMETIC = re.compile(
    r"(?:(?:\+\+|--)\s*)?([A-Za-z_][A-Za-z0-9_]*)\s*(?:\+\+|--|[-+*/%&|^]?=(?!=).*)?", re.DOTALL
)
"""An expression that may change a variable: ``i++``, ``--i``, ``i += 2``; a plain name does not."""
_NAME_ALONE = re.compile(r"\w*")
_READS = frozenset({"read", "mapfile", "readarray", "getopts"})
_OTHERS = frozenset({"source", ".", "eval"})


class Assignment(Struct, frozen=True):
    """A variable that a command gives a value.

    Attributes:
        value: its text; ``None`` where only a run would tell.
        adds: the value is put behind the one that was there.
        is_local: it is the variable of a function alone.
    """

    name: str
    value: str | None
    adds: bool = False
    is_local: bool = False


def plain_words(command: ShellCommand) -> list[str]:
    """The words behind those of the shell's grammar, and behind what declares a variable."""
    words = _behind_grammar(command)
    while words and words[0] in _DECLARES:
        words.pop(0)
    return words


def leading_assignments(words: Sequence[str]) -> list[Assignment]:
    """What words give to variables before another word stands there."""
    found = takewhile(bool, map(_ASSIGNMENT.fullmatch, words))
    return [Assignment(one[1], one[3], bool(one[2])) for one in found if one is not None]


def changes_others(command: ShellCommand) -> bool:
    """Whether the command runs others that the script does not show, in the same shell."""
    return _behind_grammar(command)[:1] in ([one] for one in _OTHERS)


def assignments(command: ShellCommand) -> Sequence[Assignment]:
    """All that a command assigns, in order."""
    words = _behind_grammar(command)
    if words and words[0] in _DECLARES:
        return [*_declared(words[0], words[1:])]
    if words[:1] == ["unset"]:
        is_function = "-f" in words
        return [Assignment(one, "") for one in words[1:] if one.isidentifier() and not is_function]
    if words and words[0] in _READS:
        return [Assignment(one, None) for one in words[1:] if one.isidentifier()]
    if words[:2] == ["printf", "-v"]:
        return [Assignment(one, None) for one in words[2:3]]
    given = leading_assignments(words)
    if words and len(given) == len(words):
        return given
    return [Assignment(name, None) for name in _calculated(words)]


def _declared(word: str, words: Sequence[str]) -> Iterator[Assignment]:
    options = [one for one in words if one.startswith("-")]
    is_text = word != "set" and not any(map(_CHANGES_VALUE.fullmatch, options))
    is_local = word not in {"export", "readonly", "set"}
    for one in words:
        if match := _ASSIGNMENT.fullmatch(one):
            yield Assignment(match[1], match[3] if is_text else None, bool(match[2]), is_local)
        elif word == "local" and one.isidentifier():
            yield Assignment(one, "", is_local=True)


def _calculated(words: Sequence[str]) -> Iterator[str]:
    for text in words[1:] if words[:1] == ["let"] else [" ".join(words)]:
        match = _ARITHMETIC.fullmatch(text.strip())
        if match is not None and not _NAME_ALONE.fullmatch(text.strip()):
            yield match[1]


def _behind_grammar(command: ShellCommand) -> list[str]:
    words = list(command.words)
    if words[:1] == ["function"]:
        del words[:2]
    while words and (words[0] in KEYWORDS or words[0].startswith("IFS=")):
        words.pop(0)
    return words
