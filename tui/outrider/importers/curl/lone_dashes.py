"""Dashes that are words by themselves among the arguments of a curl command."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from outrider.importers.curl.curl_options import FLAGS, LETTERS, VALUES, find_option
from outrider.importers.curl.shell_notes import ShellNote
from outrider.importers.curl.typography import DASHES
from outrider.importers.importer import without_credentials


class PlainArguments(Struct, frozen=True):
    """Arguments in which no dash is a word.

    Attributes:
        bare: the places of those that a shell may make several words of.
    """

    words: Sequence[str]
    bare: AbstractSet[int]
    notes: Sequence[ShellNote] = ()


_LONE = DASHES | {"--"}
"""What may be torn off an option; two dashes that are not have a meaning."""
_ALSO_WORDS = frozenset("AIai")
"""Letters that begin a sentence."""


def without_lone_dashes(
    arguments: Sequence[str], bare: AbstractSet[int], line: int
) -> PlainArguments:
    """The arguments as they were meant: curl has no option that is a dash alone.

    Before the name of an option the dash is its own, torn off; before another option or a URL it
    separates, and is left out; what follows one otherwise is said of the command, up to its end.
    """
    if DASHES.isdisjoint(arguments) and "--" not in arguments:
        return PlainArguments(arguments, bare)
    words: list[str] = []
    kept: set[int] = set()
    notes: list[ShellNote] = []
    index = 0
    while index < len(arguments):
        word, rest = arguments[index], arguments[index + 1 :]
        option = "" if word not in _LONE or _has_value(words) else _option(rest)
        if not option and (word not in DASHES or _has_value(words)):
            kept |= {len(words)} if index in bare else set()
            words.append(word)
        elif option:
            notes.append(_note(line, f'"{word} {rest[0]}" was read as {option}.'))
            words.append(option)
            index += 1
        else:
            said = _said(words, rest)
            shown = without_credentials(" ".join(rest[:said]))
            what = f'"{word} {shown}" was ignored' if said else f'"{word}" was ignored'
            notes.append(_note(line, f"{what}."))
            index += said
        index += 1
    return PlainArguments(words, kept, notes)


def _option(rest: Sequence[str]) -> str:
    """The option that a dash and the words behind it make; empty where these are a sentence."""
    name = rest[0] if rest else ""
    called = LETTERS.get(name) if name not in _ALSO_WORDS else None
    option = called or name
    if option not in VALUES and option not in FLAGS:
        return ""
    takes = option in VALUES
    if takes and len(rest) < 2:
        return ""
    behind = rest[1 + takes :][:1]
    return f"-{name}" if called else f"--{name}" if not behind or _is_next(behind[0]) else ""


def _said(before: Sequence[str], rest: Sequence[str]) -> int:
    """How many words behind a dash are a sentence, and none of the command's."""
    if not rest or _is_next(rest[0]):
        return 0
    if any(_is_url(before, index) for index in range(len(before))):
        return len(rest)
    return next((place for place, one in enumerate(rest) if _is_next(one)), 0)


def _is_next(word: str) -> bool:
    """Whether a word begins an option or is a whole URL."""
    return word[:1] in DASHES or "://" in word


def _is_url(words: Sequence[str], index: int) -> bool:
    return not words[index].startswith("-") and not _has_value(words[:index])


def _has_value(words: Sequence[str]) -> bool:
    """Whether the last word is an option that the next one is the value of."""
    last = words[-1] if words else ""
    if last.startswith("--"):
        found = find_option(last[2:].removeprefix("expand-"))
        return found is not None and found[0] in VALUES
    if not last.startswith("-"):
        return False
    names = [LETTERS.get(letter) for letter in last[1:]]
    first = next((place for place, name in enumerate(names) if name in VALUES), None)
    return first is not None and first == len(names) - 1


def _note(line: int, what: str) -> ShellNote:
    why = "A shell would give curl the dash, which refuses it."
    return ShellNote(line, what, why, is_change=True)
