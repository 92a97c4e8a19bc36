"""jq over a response: in a process of its own, which is ended when it takes too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import aclosing
from typing import ClassVar

from outrider.engine.filters import filter_program
from outrider.engine.filters.filter_process import FilterProcess, FilterProcessEnded
from outrider.model.safe_repr import SafeRepr

SECONDS = 10.0
"""A program that takes longer is ended."""

_AT_TOP = re.compile(r" at <top-level>")
_EXPONENT = re.compile(rb"-?\d[\d.]*E[+-]\d+")
_LONGEST = 300
_NOT_HERE = "jq is not installed. Run: pip install jq"


class JqResult(SafeRepr, frozen=True):
    """What a jq program gave.

    Attributes:
        results: JSON texts in one line each.
        whole: whether these are all results.
        problem: why there are none, in a sentence; empty where there are.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"results"})

    results: tuple[bytes, ...] = ()
    whole: bool = True
    problem: str = ""


class JqFilter:
    """Runs jq programs, one at a time; one may take so many seconds."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._aside = FilterProcess("jq", seconds)

    async def run(self, text: bytes, program: str) -> JqResult:
        """What a program gives for one or several JSON texts; cancelled, the program is ended."""
        try:
            async with aclosing(self._aside.run(text, program)) as answers:
                async for kind, data in answers:
                    return _read(kind, data)
        except FilterProcessEnded as end:
            return JqResult(problem=str(end))
        return JqResult()

    async def close(self) -> None:
        """Ends its process."""
        await self._aside.close()


def _read(kind: int, rest: bytes) -> JqResult:
    if kind == filter_program.MISSING:
        return JqResult(problem=_NOT_HERE)
    if kind == filter_program.ERROR:
        return JqResult(problem=jq_error_text(rest.decode("utf-8", "replace")))
    results = tuple(rest.split(b"\n")) if rest else ()
    return JqResult(results, whole=kind == filter_program.WHOLE)


def changed_number(results: Sequence[bytes], text: bytes) -> str:
    """A number that jq has written in its own way; empty where there is none.

    jq keeps the digits of numbers, but writes ``1e2`` as ``1E+2``.
    """
    for result in results:
        for found in _EXPONENT.finditer(result):
            if found[0] not in text:
                return found[0].decode("ascii")
    return ""


def jq_error_text(message: str) -> str:
    """What jq says of an error, as one sentence without its drawings."""
    first = message.strip().split("\n", 1)[0].removeprefix("jq: error:").strip().rstrip(":")
    first = _AT_TOP.sub("", first)[:_LONGEST]
    return first if first.endswith(".") else f"{first}."
