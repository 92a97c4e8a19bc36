"""What a document may hold, as data: checks that are put together from smaller checks.

A check looks at one value and appends a :class:`Finding` for each thing that is wrong; it never
raises, so that all mistakes of a file are told at once. No finding shows a value that may be
secret.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias

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


def _typed(expected: str, accepts: Callable[[Any], bool], advice: str = "") -> Check:
    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if not accepts(value):
            what = f"{dotted(path)} must be {expected}, is {type_name(value)}."
            if isinstance(value, dict) and value.keys() & _SECRET_WORDS:
                said = f'Write the table below [secrets], and "{{{{{path[-1]}}}}}" here.'
            elif advice and isinstance(value, list):
                said = f'Use one value, without brackets: {path[-1]} = "…".'
            else:
                said = advice
            findings.append(Finding(path, what, advice=said))

    return check


TEXT = _typed("text", lambda value: isinstance(value, str), 'Quote it: "…".')
boolean = _typed("true or false", lambda value: isinstance(value, bool))
scalar = _typed(
    "text, a number or a boolean",
    lambda value: isinstance(value, str | int | float),
    'Quote dates, and names with a dot: "a.b" = 1.',
)


def matching(inner: Check, holds: Callable[[Any], bool], expected: str, advice: str = "") -> Check:
    """A value that passes ``inner`` and for which ``holds`` is true."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        before = len(findings)
        inner(value, path, findings)
        if len(findings) == before and not holds(value):
            what = f"{dotted(path)} must be {expected}."
            findings.append(Finding(path, what, "wrong_value", advice))

    return check


def array(item: Check, *, filled: bool = False) -> Check:
    """An array of which each element passes ``item``."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if not isinstance(value, list):
            what = f"{dotted(path)} must be an array, is {type_name(value)}."
            findings.append(Finding(path, what, advice="Put it in brackets: […]."))
            return
        if filled and not value:
            findings.append(Finding(path, f"{dotted(path)} must not be empty.", "wrong_value"))
        for index, element in enumerate(value):
            item(element, (*path, index), findings)

    return check


def table_of(item: Check, name: Callable[[str], str] | None = None) -> Check:
    """A table of which each value passes ``item``; ``name`` says what is wrong with a key."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if not is_table(value, path, findings):
            return
        for key, element in value.items():
            here = (*path, key)
            problem = name(key) if name else ""
            if problem:
                findings.append(Finding(here, problem, "odd_name", severity=Severity.WARNING))
            item(element, here, findings)

    return check


def table(keys: Mapping[str, Check], required: Sequence[str] = ()) -> Check:
    """A table with these keys; unknown ones are warnings."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        if not is_table(value, path, findings):
            return
        for key, element in value.items():
            known = keys.get(key)
            if known is None:
                findings.append(unknown_key((*path, key), keys))
            else:
                known(element, (*path, key), findings)
        for key in required:
            if key not in value:
                what = f"{dotted((*path, key))} is missing."
                findings.append(Finding(path, what, "missing_key"))

    return check


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
