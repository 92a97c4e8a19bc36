"""Where a pattern's keys are not in a text, the pattern finds nothing in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import pytest

from outrider.credential_shapes import (
    code_search,
    credential_search,
    setting_search,
    value_shapes,
)
from outrider.lazy_pattern import _KeyedPattern, keyed_pattern, lazy_pattern

parser: Any = import_module("re._parser")
sre: Any = import_module("re._constants")
_ANY = "\0"
_MOST = 20_000


def keyed_in(found: Iterable[object]) -> Iterator[_KeyedPattern]:
    for one in found:
        if isinstance(one, _KeyedPattern):
            yield one
        elif isinstance(one, tuple):
            yield from keyed_in(one)


KEYED = [
    one
    for module in (code_search, credential_search, setting_search, value_shapes)
    for one in keyed_in(vars(module).values())
]


def skeletons(parsed: Any) -> list[str]:
    """What each way to match has for certain: its literal characters, and NUL for all else."""
    ways = [""]
    for kind, value in parsed:
        ways = [way + more for way in ways for more in _of(kind, value)]
        assert len(ways) <= _MOST
    return ways


def _of(kind: Any, value: Any) -> list[str]:
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind is sre.IN and all(one is sre.LITERAL for one, _ in value):
        return [chr(character) for _, character in value]
    if kind is sre.BRANCH:
        return [way for branch in value[1] for way in skeletons(branch)]
    if kind is sre.SUBPATTERN:
        return skeletons(value[3])
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, inner = value
        if least == 0:
            return [_ANY]
        return [way if most == 1 else way + _ANY for way in skeletons(inner)]
    if kind is sre.ASSERT:
        direction, inner = value
        return [_ANY + way + _ANY for way in skeletons(inner)] if direction > 0 else [""]
    return [""] if kind in (sre.ASSERT_NOT, sre.AT) else [_ANY]


def test_there_are_such_patterns() -> None:
    assert len(KEYED) > 35


@pytest.mark.parametrize("pattern", KEYED, ids=lambda one: one.source[0][:40])
def test_whatever_a_pattern_finds_has_one_of_its_keys(pattern: _KeyedPattern) -> None:
    source, flags = pattern.source
    ways = skeletons(parser.parse(source, flags))
    assert not [way for way in ways if not any(key in way for key in pattern.keys)]
    if flags & re.IGNORECASE:
        assert all(key.lower() == key.upper() for key in pattern.keys)


@pytest.mark.parametrize("text", ["", "a=1", "a = 1 b=2", "nothing"])
def test_it_finds_what_a_pattern_without_keys_finds(text: str) -> None:
    source = r"(?P<name>\w)=(?P<value>\w)"
    keyed, plain = keyed_pattern(("=",), source), lazy_pattern(source)
    assert [one.span() for one in keyed.finditer(text)] == [
        one.span() for one in plain.finditer(text)
    ]
    first, other = keyed.search(text), plain.search(text)
    assert (first and first.groupdict()) == (other and other.groupdict())
