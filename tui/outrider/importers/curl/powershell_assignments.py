"""What a script for PowerShell gives to variables, as assignments for bash.

Where it is not certain that a variable has the value, it is a reference without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from outrider.importers.curl.powershell_words import (
    JOINT,
    SCOPE,
    WORD,
    PowerShellWords,
)
from outrider.importers.curl.shell_text import as_bash_word, behind_closing, unknown

_TYPE = r"(?:\[[\w.\[\]]+\][ \t]*)*"
_TARGET = rf"{_TYPE}\$(?:\{{(?:env:|{SCOPE}){WORD}\}}|(?:env:|{SCOPE}){WORD})"
_PARTS = re.compile(rf"(?P<types>{_TYPE})\$\{{?(?:env:|{SCOPE})(?P<name>{WORD})\}}?", re.IGNORECASE)
_BEGINS = r"(?:^|(?<=[;{]))[ \t]*"
_ASSIGNMENT = re.compile(
    rf"{_BEGINS}(?P<open>\(?)[ \t]*(?P<targets>{_TARGET}(?:[ \t]*,[ \t]*{_TARGET})*)"
    r"[ \t]*(?P<operator>[-+*/%]|\?\?)?=(?!=)[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT = re.compile(rf"(?P<targets>{_TARGET})[ \t]*=(?!=)[ \t]*", re.IGNORECASE)
"""One more variable that gets the same value."""
_COUNTED = re.compile(
    rf"{_BEGINS}(?:(?P<targets>{_TARGET})[ \t]*(?:\+\+|--)|(?:\+\+|--)(?P<others>{_TARGET}))",
    re.IGNORECASE | re.MULTILINE,
)
_SETTER = re.compile(
    rf"{_BEGINS}(?P<command>(?:set|new)-(?:variable|item)|sv|nv|(?:clear|remove)-(?:variable|item)"
    r"|clv|rv|si|ni)(?![\w-])",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(
    r"\b(?:(?:set|new)-(?:variable|item)|sv|nv)(?:[ \t]+-(?!n|path)\w+[ \t]+\S+)*"
    rf"[ \t]+(?:-(?:n\w*|path)[ \t]+)?['\"]?(?:(?:env|variable):[\\/]?)?({WORD})",
    re.IGNORECASE,
)
"""The name that a command gives a value."""
_SET_ENVIRONMENT = re.compile(
    rf"{_BEGINS}\[(?:System\.)?Environment\]::SetEnvironmentVariable\(",
    re.IGNORECASE | re.MULTILINE,
)
_PARAMETERS = re.compile(rf"{_BEGINS}param[ \t\n]*\(", re.IGNORECASE | re.MULTILINE)
_CHANGED = (
    # In brackets: a condition, or the default of a parameter.
    re.compile(rf"[^\s;{{(][ \t]*\(+[ \t]*{_TYPE}\$({WORD})[ \t]*=(?!=)", re.IGNORECASE),
    re.compile(rf"[(,][ \t]*{_TYPE}\$({WORD})[ \t]+in\b", re.IGNORECASE),
    re.compile(rf"\[ref\][ \t]*\$({WORD})", re.IGNORECASE),
    re.compile(rf"[^\s;{{][ \t]*\$({WORD})(?:\+\+|--)", re.IGNORECASE),
    re.compile(
        rf"-(?:OutVariable|ov|PipelineVariable|pv|ErrorVariable|ev)[ \t:]+['\"]?\+?({WORD})",
        re.IGNORECASE,
    ),
)
"""What gives a variable values in a way that is not followed."""

_BARE = re.compile(r"[^\s;|{}()'\"$`,]+")
_PARAMETER = re.compile(r"-([A-Za-z]+)(?::[ \t]*|[ \t]+|(?=[;\n]|\Z))")
_SWITCHES = frozenset(("force", "passthru", "whatif", "confirm"))
_NAMES = frozenset(("name", "path", "literalpath", "n", "p"))
_ITEM = re.compile(rf"(env|variable):[\\/]?({WORD})", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[ \t]*(?:;|\n|#|\||\}|\Z)")
_ENDS = re.compile(r"[ \t]*(?:;|\n|#|\Z)")
_TEXT_TYPES = frozenset(("", "string", "object", "uri", "psobject", "system.string", "var"))


class _Target(Struct, frozen=True):
    """A variable, and the type that its value is made to be."""

    name: str
    type: str

    def takes(self, value: str) -> bool:
        """Whether the variable has the value as it is written."""
        kind = self.type.strip("[] \t").lower()
        return kind in _TEXT_TYPES or (kind in {"int", "int32", "long"} and value.isdigit())


def changed_names(text: str) -> frozenset[str]:
    """The variables, in small letters, that have values in ways that are not followed."""
    found = {match[1].lower() for one in _CHANGED for match in one.finditer(text)}
    for match in _PARAMETERS.finditer(text):
        inside = text[match.end() : behind_closing(text, match.end())]
        found |= {name.lower() for name in re.findall(rf"\$({WORD})[ \t]*=", inside)}
    return frozenset(found)


def assigned_names(text: str) -> Iterator[str]:
    """The variables that a script gives values, as it spells them."""
    for pattern in (_ASSIGNMENT, _NEXT):
        for match in pattern.finditer(text):
            yield from (one["name"] for one in _PARTS.finditer(match["targets"]))
    for match in _NAMED.finditer(text):
        yield match[1]


class PowerShellAssignments(PowerShellWords):
    """Reads what gives values to variables.

    Attributes:
        braces: how many blocks are around; in one, it depends on a condition or a call whether
            a variable has the value.
    """

    braces = 0

    def _read_assignment(self) -> str | None:
        for reader in (self._assignment, self._counted, self._setter, self._environment):
            if (found := reader()) is not None:
                return found
        return None

    def _targets(self, written: str) -> list[_Target]:
        return [
            _Target(self._spelled.get(one["name"].lower(), one["name"]), one["types"])
            for one in _PARTS.finditer(written)
        ]

    def _assignment(self) -> str | None:
        match = _ASSIGNMENT.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        targets, several = self._targets(match["targets"]), "," in match["targets"]
        while (more := _NEXT.match(self._text, self._at)) and not several:
            targets += self._targets(more["targets"])
            self._at = more.end()
        start, operator = self._at, match["operator"] or ""
        values = self._values(len(targets) if several else 1)
        closes = re.compile(r"[ \t]*\)" if match["open"] else "").match(self._text, self._at)
        if values and closes and _ENDS.match(self._text, closes.end()) and not self.braces:
            every = values if several else values * len(targets)
            adds = operator == "+" and not values[0].isdigit()
            if (adds or not operator) and all(map(_Target.takes, targets, every)):
                self._at = closes.end()
                sign = "+=" if adds else "="
                pairs = zip(targets, every, strict=True)
                return " ; ".join(f"{target.name}{sign}{value}" for target, value in pairs)
        self._at = start
        return self._unsure_statement(one.name for one in targets)

    def _values(self, wanted: int) -> list[str]:
        """So many values with commas between them; none where it is not that."""
        found: list[str] = []
        while True:
            value = self._string() or self._variable() or self._number()
            if value is None:
                return []
            found.append(value)
            comma = re.compile(r"[ \t]*,[ \t]*").match(self._text, self._at)
            if comma is None or len(found) == wanted:
                return found if comma is None and len(found) == wanted else []
            self._at = comma.end()

    def _unsure_statement(self, names: Iterable[str]) -> str:
        """References in place of variables; a command in the statement is read as any other."""
        start, end = self._at, self._end_of_statement()
        unsure = "".join(f"{one}={as_bash_word(unknown(one))};" for one in names)
        if re.search(r"\bcurl\b", self._text[start:end]):
            return unsure
        self._at = end
        return unsure + "\n" * self._text.count("\n", start, end)

    def _counted(self) -> str | None:
        match = _COUNTED.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return self._unsure_statement(
            one.name for one in self._targets(match["targets"] or match["others"])
        )

    def _setter(self) -> str | None:
        match = _SETTER.match(self._text, self._at)
        if match is None:
            return None
        start, self._at = self._at, match.end()
        given = self._arguments()
        is_item = match["command"].lower().endswith("item") or match["command"].lower() in {
            "si",
            "ni",
        }
        written = next((given[one] for one in (*_NAMES, "0") if one in given), "").strip("'")
        item = _ITEM.fullmatch(written)
        name = item[2] if item else written
        if not re.fullmatch(WORD, name) or (is_item and not item):
            self._at = start
            return None
        name = self._spelled.get(name.lower(), name)
        takes_away = match["command"].lower().startswith(("clear", "remove", "clv", "rv"))
        value = "''" if takes_away else given.get("value", given.get("v", given.get("1")))
        if value is None or self.braces or "?" in given:
            return self._unsure_statement([name])
        return f"{name}={value}"

    def _arguments(self) -> dict[str, str]:
        """The parameters of a command, by their names or places; ``?`` for what is not read."""
        found: dict[str, str] = {}
        place, wanted = 0, ""
        while not _LINE_ENDS.match(self._text, self._at):
            blank = re.compile(r"[ \t]+").match(self._text, self._at) or JOINT.match(
                self._text, self._at
            )
            if blank:
                self._at = blank.end()
                continue
            if not wanted and (named := _PARAMETER.match(self._text, self._at)):
                self._at = named.end()
                wanted = named[1].lower() if named[1].lower() not in _SWITCHES else ""
                continue
            value = self._string() or self._variable() or self._bare_word()
            if value is None:
                return found | {"?": ""}
            found[wanted or str(place)] = value
            place, wanted = place + (not wanted), ""
        return found

    def _bare_word(self) -> str | None:
        match = _BARE.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return as_bash_word(match[0])

    def _environment(self) -> str | None:
        match = _SET_ENVIRONMENT.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        name = (self._string() or "").strip("'")
        comma = re.compile(r"[ \t]*,[ \t]*").match(self._text, self._at)
        if comma is None or not re.fullmatch(WORD, name):
            self._at = match.start()
            return None
        self._at = comma.end()
        value = self._string() or self._variable()
        rest = self._text[self._at : self._end_of_statement()]
        self._at += len(rest)
        if re.search(r"User|Machine", rest):
            # That is for processes to come.
            return ""
        name = self._spelled.get(name.lower(), name)
        if value is None or self.braces or not re.match(r"[ \t]*[,)]", rest):
            return f"{name}={as_bash_word(unknown(name))};"
        return f"{name}={value}"
