"""JSON, by path: members by name, items of arrays by what they have in common."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.comparison.alignment import align
from outrider.comparison.compared_text import ComparedText, TextMasking
from outrider.comparison.difference import PartRows
from outrider.model.secret import MASK

DEEPEST = 200
"""Levels that are compared by path; what is deeper is compared as text."""

_encode = json.JSONEncoder(ensure_ascii=False).encode
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class JsonObject(Struct, frozen=True):
    """An object as it is written: members in order, a name perhaps twice."""

    members: tuple[tuple[str, Any], ...]


class JsonNumber(Struct, frozen=True):
    """A number, with the digits that it is written in."""

    digits: str


JsonValue: TypeAlias = Any
"""A :class:`JsonObject`, a list, a :class:`JsonNumber`, a text, a boolean or ``None``."""


def parse_json(text: str) -> JsonValue:
    """A document, nothing lost.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: JsonObject(tuple(pairs)),
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _depth(value) > DEEPEST:
        raise ValueError("nested too deeply")
    return value


class MaskedJson(Struct, frozen=True):
    """A document with secrets masked.

    Attributes:
        is_complete: all that may not be told is masked; else only what is known to be secret is.
    """

    value: JsonValue
    is_complete: bool = False


def compare_json(
    first: JsonValue,
    second: JsonValue,
    masks: tuple[MaskedJson, MaskedJson],
    masking: TextMasking,
    into: PartRows,
) -> None:
    """Compares two documents.

    Args:
        first: a document.
        second: the other one.
        masks: both once more, with what is secret in them masked; the mask alone where that is no
            document.
        masking: makes the values that are shown.
        into: takes the rows.
    """
    _JsonComparison(masking, into).compare(
        _Side("", "", first, masks[0].value, masks[0].is_complete),
        _Side("", "", second, masks[1].value, masks[1].is_complete),
        0,
    )


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _depth(value: JsonValue) -> int:
    """How many levels there are, without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, level = waiting.pop()
        deepest = max(deepest, level)
        inside = _items(one)
        waiting += [(item, level + 1) for item in inside]
    return deepest


def _items(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, JsonObject):
        return [item for _, item in value.members]
    return value if isinstance(value, list) else []


class _Side(Struct, frozen=True):
    """A value of one side.

    Attributes:
        at: its path, as jq writes it.
        name: of the member that it is; empty for an item.
        value: as it is.
        mask: the same with secrets masked; ``MASK`` where that has another shape.
        is_masked: nothing but a name can tell that more of it is secret.
    """

    at: str
    name: str
    value: JsonValue
    mask: JsonValue
    is_masked: bool = False

    @property
    def path(self) -> str:
        """The path, a dot for the document."""
        return self.at or "."

    @property
    def label(self) -> str:
        return f"{_encode(self.name)}: " if self.name else ""

    def members(self) -> dict[tuple[str, int], _Side]:
        """The members, by name and how often it was there before."""
        own: JsonObject = self.value
        count: dict[str, int] = defaultdict(int)
        told = self.mask.members if isinstance(self.mask, JsonObject) else ()
        found = {}
        for (name, value), masked in zip_longest(own.members, told[: len(own.members)]):
            key = (name, count[name])
            count[name] += 1
            mask = masked[1] if masked is not None else MASK
            found[key] = _Side(f"{self.at}{_step(name)}", name, value, mask, self.is_masked)
        return found

    def items(self) -> list[_Side]:
        """The items."""
        own: list[JsonValue] = self.value
        told = self.mask if isinstance(self.mask, list) and len(self.mask) == len(own) else None
        return [
            _Side(
                f"{self.at}[{at}]",
                "",
                value,
                told[at] if told is not None else MASK,
                self.is_masked,
            )
            for at, value in enumerate(own)
        ]


class _JsonComparison:
    """Goes through two documents side by side."""

    def __init__(self, masking: TextMasking, into: PartRows) -> None:
        self._masking = masking
        self._into = into

    def compare(self, first: _Side, second: _Side, level: int) -> None:
        """Compares two values that belong together."""
        if isinstance(first.value, JsonObject) and isinstance(second.value, JsonObject):
            self._enclosed(first, level, "{}", lambda: self._members(first, second, level + 1))
        elif isinstance(first.value, list) and isinstance(second.value, list):
            self._enclosed(first, level, "[]", lambda: self._array(first, second, level + 1))
        else:
            indent = "  " * level
            self._into.pair(
                (first.path, second.path),
                self._leaf(first),
                self._leaf(second),
                (f"{indent}{first.label}", f"{indent}{second.label}"),
            )

    def _enclosed(self, side: _Side, level: int, signs: str, inside: Callable[[], None]) -> None:
        indent, before = "  " * level, len(self._into.rows)
        self._into.same(f"{indent}{side.label}{signs[0]}")
        inside()
        if len(self._into.rows) == before + 1:
            self._into.rows.pop()
            self._into.same(f"{indent}{side.label}{signs}")
        else:
            self._into.same(f"{indent}{signs[1]}")

    def _members(self, first: _Side, second: _Side, level: int) -> None:
        left, right = first.members(), second.members()
        for key in dict.fromkeys((*left, *right)):
            self._either(left.get(key), right.get(key), level)

    def _array(self, first: _Side, second: _Side, level: int) -> None:
        left, right = first.items(), second.items()
        texts = [[_written(one.value) for one in side] for side in (left, right)]
        for at, other in align(*texts):
            self._either(
                None if at is None else left[at], None if other is None else right[other], level
            )

    def _either(self, left: _Side | None, right: _Side | None, level: int) -> None:
        if left is not None and right is not None:
            self.compare(left, right, level)
            return
        there = left or right
        assert there is not None
        self._into.only(
            there.path,
            self._leaf(there),
            is_first=left is not None,
            lines=list(self._written_out(there, level)),
        )

    def _written_out(self, side: _Side, level: int) -> Iterator[str]:
        """A value of one side, a member a line."""
        indent = "  " * level
        value = side.value
        inside: Iterable[_Side] = side.members().values() if isinstance(value, JsonObject) else ()
        if isinstance(value, list):
            inside = side.items()
        if not inside:
            yield f"{indent}{side.label}{self._leaf(side).shown}"
            return
        signs = "{}" if isinstance(value, JsonObject) else "[]"
        yield f"{indent}{side.label}{signs[0]}"
        for one in inside:
            yield from self._written_out(one, level + 1)
        yield f"{indent}{signs[1]}"

    def _leaf(self, side: _Side) -> ComparedText:
        """A value in one line."""
        value, mask = side.value, side.mask
        real = _written(value)
        if side.is_masked and not isinstance(value, (JsonObject, list)):
            named = side.name and value is not None and self._masking.is_credential(side.name)
            hidden = named and not isinstance(value, bool | JsonNumber)
            return ComparedText(real, f'"{MASK}"' if hidden else _written(mask), MASK in real)
        if isinstance(value, str):
            if isinstance(mask, str) and mask != value:
                return ComparedText(real, _written(mask), MASK in value)
            text = self._masking.named(side.name, value)
            return ComparedText(real, _written(text.shown), text.is_open)
        if isinstance(value, (JsonObject, list)):
            masked = _written(mask) if type(mask) is type(value) else f'"{MASK}"'
            shown = self._masking.plain(masked).shown
            return ComparedText(real, shown, MASK in real)
        if mask != value:
            return ComparedText(real, MASK)
        # A number may be a PIN: only its name tells.
        told = self._masking.plain(f"{side.name}={real}" if side.name else real).shown
        return ComparedText(real, told.removeprefix(f"{side.name}="))


def _step(name: str) -> str:
    if _PLAIN_NAME.fullmatch(name):
        return f".{name}"
    return f"[{_encode(name)}]"


def _written(value: JsonValue) -> str:
    """A value as JSON on one line, members in the order of their names."""
    if isinstance(value, JsonObject):
        members = sorted((name, _written(item)) for name, item in value.members)
        inside = ", ".join(f"{_encode(name)}: {item}" for name, item in members)
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, JsonNumber):
        return value.digits
    return _encode(value)
