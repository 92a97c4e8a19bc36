"""References without an end, which would be sent as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outrider.errors import Severity
from outrider.toml_text.schema import Check, Finding, KeyPath, SpecialCheck
from outrider.variables.reference_grammar import unclosed_reference

UNCLOSED = "unclosed_reference"
"""The code of these findings."""


def with_unclosed(check: Check, *keys: str) -> Check:
    """A check that warns of such a reference besides, wherever it stands under one of these keys.

    Bodies and secrets are not among them: there, braces may mean something else.
    """

    def checked(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        check(value, path, findings)
        for key in keys if isinstance(value, dict) else ():
            findings.extend(_unclosed(value.get(key), (*path, key)))

    return SpecialCheck(checked, check)


def _unclosed(value: Any, path: KeyPath) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _unclosed(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unclosed(one, (*path, index))
    elif isinstance(value, str) and (found := unclosed_reference(value)):
        what = f'Reference "{found}" has no end.'
        advice = f"Write {found}}}}}, or \\{{{{ for two braces."
        yield Finding(path, what, UNCLOSED, advice, Severity.WARNING)
