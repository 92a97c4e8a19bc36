"""What cmd puts in the place of variables, before it reads a line, and what jumps do to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from outrider.importers.curl.shell_text import expansion, unknown

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
PERCENT_VARIABLE = re.compile(rf"%({_NAME})(:[^%\n]*|\([A-Za-z0-9]+\))?%")
"""``%NAME%``, a part of its value, or a name with brackets; perhaps a percent-encoding."""

SETS = re.compile(
    rf"\bset[ \t]+(?:/[ap][ \t]+\"?({_NAME})=|\"({_NAME})=|({_NAME})=)", re.IGNORECASE
)
"""A variable that gets a value, wherever in a line."""

LABEL = re.compile(r"^[ \t]*:[ \t]*([^\s:+]+)", re.MULTILINE)
"""A place that a jump leads to; what begins with two colons is a remark."""

_JUMP = re.compile(r"\b(?:goto[ \t]*:?[ \t]*|call[ \t]+:[ \t]*)([^\s&|)]+)", re.IGNORECASE)
_CALL = re.compile(r"call[ \t]+:", re.IGNORECASE)
_LEAVES = re.compile(r"^[ \t]*@?(?:exit\b|goto[ \t]*:eof\b)", re.MULTILINE | re.IGNORECASE)
_END = "eof"

_FILLED = re.compile(
    r"%%|(?P<argument>%(?:~[A-Za-z$:]*[0-9*]|[0-9*](?![0-9A-Fa-f])))"
    rf"|%(?P<name>{_NAME})(?P<part>:[^%\n]*|\([A-Za-z0-9]+\))?%"
    rf"|!(?P<delayed>{_NAME})(?P<delayed_part>:[^!\n]*)?!"
)
_BYTE = re.compile(r"[0-9A-Fa-f]{2}")


def is_percent_encoding(text: str, start: int, end: int) -> bool:
    """Whether the signs at both ends of what looks like a variable begin encoded bytes."""
    return bool(_BYTE.match(text, start + 1) and _BYTE.match(text, end))


class CmdNames(Struct):
    """How the names of variables are spelled, and what stands for them in a line.

    Attributes:
        spelled: as the script first writes them, by the name in small letters.
        before: what has the value from before the line, for those that it changes.
        loops: variables of loops, which are letters.
        is_typed: the line was typed at a prompt: it has no arguments, and keeps percent signs.
        is_delayed: exclamation marks are read as well.
    """

    spelled: Mapping[str, str]
    before: Mapping[str, str]
    loops: Collection[str] = ()
    is_typed: bool = False
    is_delayed: bool = False

    def filled(self, line: str) -> str:
        """The line with its variables; this cmd does before all else."""
        loops = "".join(self.loops)
        sign = "%" if self.is_typed else "%%"
        own = (
            rf"(?P<loop>{sign}(?:(?P<parts>~[A-Za-z$:]*))?(?P<letter>[{loops}]))|" if loops else ""
        )
        return re.sub(f"{own}{_FILLED.pattern}", lambda found: self._value(found, line), line)

    def _value(self, match: re.Match[str], line: str) -> str:
        written, found = match[0], match.groupdict()
        if found.get("loop"):
            letter = match["letter"]
            return unknown(letter, written) if match["parts"] else expansion(letter)
        if written == "%%":
            return written if self.is_typed else "%"
        if match["argument"]:
            word = "_".join(re.findall(r"\w+", written)) or "all"
            return written if self.is_typed else unknown(f"argument_{word}", written)
        if match["delayed"]:
            return self._delayed(match) if self.is_delayed else written
        if is_percent_encoding(line, match.start(), match.end()):
            return written
        name, part = self.spelled.get(match["name"].lower(), match["name"]), match["part"]
        if part and part.startswith(":"):
            return _part_of(name, part, written)
        return expansion(self.before.get(name, name), is_known=not part)

    def _delayed(self, match: re.Match[str]) -> str:
        name = self.spelled.get(match["delayed"].lower(), match["delayed"])
        if match["delayed_part"]:
            return _part_of(name, match["delayed_part"], match[0])
        return expansion(name) if name.lower() in self.spelled else unknown(name, match[0])


def _part_of(name: str, part: str, written: str) -> str:
    return unknown("_".join(["part_of", name, *re.findall(r"\w+", part)]), written)


def spelled_names(text: str) -> dict[str, str]:
    """How each variable is spelled that the text gives a value; names are the same in any case."""
    found = (match[1] or match[2] or match[3] for match in SETS.finditer(text))
    spelled: dict[str, str] = {}
    for name in found:
        spelled.setdefault(name.lower(), name)
    return spelled


class JumpEffects(Struct):
    """What is not certain in a script that jumps.

    Attributes:
        at_labels: the variables that may have another value there, by the label in small letters.
        by_calls: those that a part of the script changes which is called, likewise.
    """

    at_labels: Mapping[str, Collection[str]]
    by_calls: Mapping[str, Collection[str]]


def jump_effects(text: str) -> JumpEffects:
    """What changes between a jump and its label was skipped, or done more than once, or not yet."""
    labels = {match[1].lower(): match.start() for match in LABEL.finditer(text)}
    jumps = [(match[1].lower().lstrip(":"), match.start()) for match in _JUMP.finditer(text)]
    jumps = [one for one in jumps if one[0] != _END]
    computed = [at for name, at in jumps if "%" in name or "!" in name]
    changes = [(match[1] or match[2] or match[3], match.start()) for match in SETS.finditer(text)]
    at_labels: dict[str, Collection[str]] = {}
    by_calls: dict[str, Collection[str]] = {}
    for label, place in labels.items():
        sources = [at for name, at in jumps if name == label] + computed
        start, end = min([place, *sources]), max([place, *sources])
        at_labels[label] = _between(changes, start, end)
        leaves = _LEAVES.search(text, place)
        by_calls[label] = _between(changes, place, leaves.start() if leaves else len(text))
    return JumpEffects(at_labels, by_calls)


def _between(changes: Iterable[tuple[str, int]], start: int, end: int) -> Collection[str]:
    return tuple(dict.fromkeys(name for name, at in changes if start <= at < end))


def called_label(command: str) -> str:
    """The label that a command calls, in small letters; empty for another command."""
    match = _JUMP.match(command) if _CALL.match(command) else None
    return match[1].lower() if match else ""
