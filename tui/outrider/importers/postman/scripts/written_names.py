"""Variables that a script sets in a way that is not followed, as far as its text names them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

_QUOTED = r"\\?[\"'`](?P<name>[^\"'`\\\n]{1,200})\\?[\"'`]"
_PATTERNS = (
    # A call with a name and more: ``remember("token", value)``, within a text for eval as well.
    re.compile(rf"(?<![\w$])(?P<call>[\w$]++)\(\s{{0,40}}{_QUOTED}\s{{0,40}},"),
    # A row that is put into a scope: ``pm.environment.values.upsert({key: "token", …})``.
    re.compile(
        r"(?<!headers\.)\b(?P<call>upsert|add|append|insert|push|assign|assimilate)"
        rf"\(\s{{0,40}}\[?\s{{0,40}}\{{[^{{}}]{{0,300}}?\bkey[\"']?\s{{0,40}}:\s{{0,40}}{_QUOTED}"
    ),
)
_NO_SETTERS = frozenset(
    {"describe", "expect", "get", "has", "header", "it", "replace", "replaceAll", "require"}
    | {"test", "unset", "startsWith", "endsWith", "includes", "indexOf", "log", "split"}
)
_MADE = re.compile(
    r"\beval\(|\bnew\s{1,20}Function\(|"
    r"(?:\b(?:environment|globals|vault)|[vV]ariables)\.set\(\s{0,40}[^\"'`\s)]|"
    r"\bset(?:Environment|Global)Variable\(\s{0,40}[^\"'`\s)]|"
    r"\bvalues\.(?:upsert|add|append)\(\s{0,40}[^{\s)]"
)
"""Code that is made of a text, and a variable whose name nobody can read off."""


def written_fills(script: str, names: Collection[str]) -> Mapping[str, int]:
    """Which of the names a script seems to give a value, with the line from 1 of each."""
    found: dict[str, int] = {}
    for name, at in sorted(_found(script), key=lambda one: one[1]):
        if name in names and name not in found:
            found[name] = script.count("\n", 0, at) + 1
    return found


def _found(script: str) -> Iterator[tuple[str, int]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(script):
            if match["call"] not in _NO_SETTERS:
                yield match["name"], match.start()


def sets_unknown_names(script: str) -> int:
    """The line where a script may set any variable at all; 0 where it does not."""
    match = _MADE.search(script)
    return script.count("\n", 0, match.start()) + 1 if match else 0
