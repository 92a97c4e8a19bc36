"""Options of programs that read their command line as GNU's getopt does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct, field

from outrider.importers.curl.shell_command import VARIABLE


class ProgramOptions(Struct, frozen=True):
    """What a program takes.

    Attributes:
        values: long names of options that have a value.
        flags: those of options that have none.
        letters: the long name that each letter stands for.
    """

    values: Collection[str]
    flags: Collection[str]
    letters: Mapping[str, str]

    def find(self, written: str) -> str:
        """The option that a name means, or a beginning that only one has; empty for none."""
        if written in self.values or written in self.flags:
            return written
        near = [one for one in (*self.values, *self.flags) if one.startswith(written)]
        return near[0] if len(near) == 1 else ""


class OptionWords(Struct):
    """The arguments of a command, taken apart.

    Attributes:
        options: by their long names, in order; those without a value have an empty one.
        words: what is no option.
        unknown: options that the program does not have.
        unread: words of which only a shell knows what they are.
    """

    options: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """The values of every option of this name."""
        return [value for one, value in self.options if one == name]

    def last(self, *names: str) -> str | None:
        """The value of the last option of these names; ``None`` where none is there."""
        return next((value for name, value in reversed(self.options) if name in names), None)

    def has(self, name: str) -> bool:
        """Whether an option is there."""
        return any(one == name for one, _ in self.options)


def parsed_options(
    arguments: Sequence[str], known: ProgramOptions, bare: AbstractSet[int] = frozenset()
) -> OptionWords:
    """Takes arguments apart; ``bare`` are the places of those that may be several words."""
    found = OptionWords()
    numbered = iter(enumerate(arguments))
    plain = False
    for index, word in numbered:
        if index in bare or (word.startswith("-") and VARIABLE.match(word.lstrip("-"))):
            found.unread.append(word)
        elif plain or not word.startswith("-") or word == "-":
            found.words.append(word)
        elif word == "--":
            plain = True
        else:
            name, value, needs = _option(word, known, found)
            if needs:
                _, value = next(numbered, (0, ""))
            if name:
                found.options.append((name, value))
    return found


def _option(word: str, known: ProgramOptions, found: OptionWords) -> tuple[str, str, bool]:
    """The last option of a word, its value, and whether the next word is that."""
    if word.startswith("--"):
        written, equals, value = word[2:].partition("=")
        name = known.find(written)
        if not name:
            found.unknown.append(f"--{written}")
        return name, value, name in known.values and not equals
    letters = word[1:]
    for index, letter in enumerate(letters):
        name = known.letters.get(letter, "")
        if not name:
            found.unknown.append(f"-{letter}")
            return "", "", False
        if name in known.values:
            rest = letters[index + 1 :]
            return name, rest, not rest
        found.options.append((name, ""))
    return "", "", False
