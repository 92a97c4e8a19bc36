"""What a document may hold, as data: checks that are put together from smaller checks.

A check looks at one value and appends a :class:`Finding` for each thing that is wrong; it never
raises, so that all mistakes of a file are told at once. No finding shows a value that may be
secret. Checks say what they accept, so that a reference and a JSON Schema can be drawn from them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from msgspec import Struct

from outrider.errors import Severity, SourceLocation

KeyPath: TypeAlias = tuple[str | int, ...]
"""From the document's root; integers index arrays, from 0."""


class Finding(Struct, frozen=True):
    """Something wrong in a document; the file and the line are added by who reports it."""

    path: KeyPath
    what: str
    code: str = "wrong_type"
    advice: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the document cannot be used as it is; else it is a warning."""
        return self.severity is Severity.ERROR


Check: TypeAlias = Callable[[Any, KeyPath, list[Finding]], None]

UNSAID: Final = object()
"""In the place of a value that a declaration does not give."""


def dotted(path: KeyPath) -> str:
    """The key as people write it."""
    return SourceLocation("", path).dotted_key or "the file"


_TYPES = {
    bool: "a boolean",
    str: "text",
    int: "an integer",
    float: "a number",
    dict: "a table",
    list: "an array",
}


def type_name(value: object) -> str:
    """What a value is, in TOML's words, with an article."""
    return _TYPES.get(type(value), "a date or time")


_SECRET_WORDS = frozenset({"env", "dotenv", "file", "command", "keyring", "prompt"})


class ValueCheck:
    """A single value of one type.

    Attributes:
        expected: what it must be, in words.
        json: the same in the words of JSON Schema.
    """

    __slots__ = ("_accepts", "_advice", "expected", "json")

    def __init__(
        self,
        expected: str,
        accepts: Callable[[Any], bool],
        json: Mapping[str, Any],
        advice: str = "",
    ) -> None:
        self.expected, self.json = expected, json
        self._accepts, self._advice = accepts, advice

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Appends what is wrong with the type of a value."""
        if self._accepts(value):
            return
        what = f"{dotted(path)} must be {self.expected}, is {type_name(value)}."
        if isinstance(value, dict) and value.keys() & _SECRET_WORDS:
            said = f'Write the table below [secrets], and "{{{{{path[-1]}}}}}" here.'
        elif self._advice and isinstance(value, list):
            said = f'Use one value, without brackets: {path[-1]} = "…".'
        else:
            said = self._advice
        findings.append(Finding(path, what, advice=said))


TEXT = ValueCheck(
    "text", lambda value: isinstance(value, str), {"type": "string"}, 'Quote it: "…".'
)
boolean = ValueCheck("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
scalar = ValueCheck(
    "text, a number or a boolean",
    lambda value: isinstance(value, str | int | float),
    {"type": ["string", "number", "boolean"]},
    'Quote dates, and names with a dot: "a.b" = 1.',
)


class MatchingCheck:
    """A value that passes another check and more.

    Attributes:
        inner: the other check.
        expected: what the value must be, in words.
        json: what it must be besides, in the words of JSON Schema.
    """

    __slots__ = ("_advice", "_holds", "expected", "inner", "json")

    def __init__(
        self,
        inner: Check,
        holds: Callable[[Any], bool],
        expected: str,
        advice: str,
        json: Mapping[str, Any],
    ) -> None:
        self.inner, self.expected, self.json = inner, expected, json
        self._holds, self._advice = holds, advice

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Appends what is wrong with a value."""
        before = len(findings)
        self.inner(value, path, findings)
        if len(findings) == before and not self._holds(value):
            what = f"{dotted(path)} must be {self.expected}."
            findings.append(Finding(path, what, "wrong_value", self._advice))


def matching(
    inner: Check,
    holds: Callable[[Any], bool],
    expected: str,
    advice: str = "",
    json: Mapping[str, Any] = MappingProxyType({}),
) -> MatchingCheck:
    """A value that passes ``inner`` and for which ``holds`` is true; ``json`` says the latter."""
    return MatchingCheck(inner, holds, expected, advice, json)


def one_text_of(values: Sequence[str], expected: str = "") -> MatchingCheck:
    """One of these texts."""
    *first, last = (f'"{one}"' for one in values)
    words = expected or " or ".join(filter(None, (", ".join(first), last)))
    return MatchingCheck(TEXT, frozenset(values).__contains__, words, "", {"enum": list(values)})


filled = MatchingCheck(
    TEXT, lambda value: bool(value.strip()), "text that is not empty", "", {"pattern": r"\S"}
)
"""Text of more than spaces."""


class ArrayCheck:
    """An array of which each element passes a check.

    Attributes:
        filled: whether it must have an element.
    """

    __slots__ = ("filled", "item")

    def __init__(self, item: Check, filled: bool) -> None:
        self.item, self.filled = item, filled

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Appends what is wrong with an array and its elements."""
        if not isinstance(value, list):
            what = f"{dotted(path)} must be an array, is {type_name(value)}."
            findings.append(Finding(path, what, advice="Put it in brackets: […]."))
            return
        if self.filled and not value:
            findings.append(Finding(path, f"{dotted(path)} must not be empty.", "wrong_value"))
        for index, element in enumerate(value):
            self.item(element, (*path, index), findings)


def array(item: Check, *, filled: bool = False) -> ArrayCheck:
    """An array of which each element passes ``item``; ``filled``: with at least one."""
    return ArrayCheck(item, filled)


class FreeTableCheck:
    """A table whose keys are names that the user gives.

    Attributes:
        item: what each value has to pass.
        named: what such a name is called in a reference.
    """

    __slots__ = ("_problem", "item", "named")

    def __init__(self, item: Check, problem: Callable[[str], str] | None, named: str) -> None:
        self.item, self.named, self._problem = item, named, problem

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Appends what is wrong with a table and its values."""
        if not is_table(value, path, findings):
            return
        for key, element in value.items():
            here = (*path, key)
            problem = self._problem(key) if self._problem else ""
            if problem:
                findings.append(Finding(here, problem, "odd_name", severity=Severity.WARNING))
            self.item(element, here, findings)


def table_of(
    item: Check, problem: Callable[[str], str] | None = None, named: str = "NAME"
) -> FreeTableCheck:
    """A table of which each value passes ``item``; ``problem`` says what is wrong with a key."""
    return FreeTableCheck(item, problem, named)


class Key(Struct, frozen=True):
    """A key of a table: what it may be, and what a reader has to know of it.

    Attributes:
        check: what its value has to pass.
        meaning: one or more sentences; what is to be typed is in backticks.
        default: the value that holds without it; :data:`UNSAID` where no value can be written.
        otherwise: what holds without it, in words, where ``default`` does not say it.
        example: a value; :data:`UNSAID` for a table, whose keys have their own.
        beside: keys of the same table that the example needs, with their values.
        since: the first version that reads it.
    """

    check: Check
    meaning: str
    default: Any = UNSAID
    otherwise: str = ""
    example: Any = UNSAID
    beside: Mapping[str, Any] = MappingProxyType({})
    since: str = "0.1.0"

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Checks a value as the key's own check does."""
        self.check(value, path, findings)


class TableCheck:
    """A table with these keys; unknown ones are warnings.

    Attributes:
        keys: each with its check, or with all that a reference says of it.
        required: those that must be there.
    """

    __slots__ = ("_checks", "keys", "required")

    def __init__(self, keys: Mapping[str, Check], required: Sequence[str]) -> None:
        self.keys, self.required = keys, required
        self._checks = {
            name: one.check if isinstance(one, Key) else one for name, one in keys.items()
        }

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Appends what is wrong with a table, its keys and their values."""
        if not is_table(value, path, findings):
            return
        for key, element in value.items():
            known = self._checks.get(key)
            if known is None:
                findings.append(unknown_key((*path, key), self.keys))
            else:
                known(element, (*path, key), findings)
        for key in self.required:
            if key not in value:
                what = f"{dotted((*path, key))} is missing."
                findings.append(Finding(path, what, "missing_key"))


def table(keys: Mapping[str, Check], required: Sequence[str] = ()) -> TableCheck:
    """A table with these keys; unknown ones are warnings."""
    return TableCheck(keys, required)


class SpecialCheck:
    """A check of its own making, with the checks that say together what it accepts.

    Attributes:
        expected: what it must be, in words; empty where the alternatives say it.
        json: what it must be besides, in the words of JSON Schema.
    """

    __slots__ = ("_alternatives", "_check", "_more", "expected", "json")

    def __init__(
        self,
        check: Check,
        *alternatives: Check,
        more: Callable[[], Sequence[Check]] = tuple,
        expected: str = "",
        json: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self._check, self._alternatives, self._more = check, alternatives, more
        self.expected, self.json = expected, json

    @property
    def alternatives(self) -> tuple[Check, ...]:
        """What a value may be: one of them is enough."""
        return (*self._alternatives, *self._more())

    def __call__(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Appends what is wrong with a value."""
        self._check(value, path, findings)


def is_table(value: object, path: KeyPath, findings: list[Finding]) -> bool:
    """Whether the value is a table; appends a finding when it is not."""
    if isinstance(value, dict):
        return True
    findings.append(Finding(path, f"{dotted(path)} must be a table, is {type_name(value)}."))
    return False


def unknown_key(path: KeyPath, known: Collection[str]) -> Finding:
    """The warning for a key that nothing reads, with the nearest that something does."""
    import difflib

    near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    advice = (
        f"Did you mean {near[0]}?" if near else f"Keys allowed here: {', '.join(sorted(known))}."
    )
    what = f"Unknown key {dotted(path)}: it is ignored."
    return Finding(path, what, "unknown_key", advice, Severity.WARNING)
