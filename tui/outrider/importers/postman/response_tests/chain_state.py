"""What a chain of chai's words is about, and what it has asserted up to now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct, field

from outrider.importers.postman.response_tests.script_parts import PartValue
from outrider.model.expectation import Expectation


class Chain(Struct):
    """A chain on its way.

    Attributes:
        schema_file: the path of a file for a JSON Schema, whose dialect is the second argument.
        flags: words that change what those behind them mean.
        negate: behind ``not``.
    """

    subject: PartValue
    schema_file: Callable[[Any, str], str]
    found: list[Expectation] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    negate: bool = False


ChainWord: TypeAlias = Callable[[Chain, tuple[PartValue, ...]], None]
