"""The jq programs in which tests of other tools are written here: made, and taken apart again.

A program looks at a path of member names and indexes. Where JavaScript would stop at a value that
is not there, or tells ``undefined`` from ``null``, the program does as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, TypeAlias

JqSteps: TypeAlias = tuple[str | int, ...]

_STEP = re.compile(
    r'\.?\[(?P<index>-?\d+)\]|\.(?P<name>[A-Za-z_]\w*)|\.(?P<text>"(?:[^"\\]|\\.)*")'
)
_LENGTH = "objects.length, (arrays, strings | length)"
_SIZE = "arrays, objects, strings | length"
_KEY_COUNT = "objects | length"
_FALSY = 'IN(null, false, 0, "")'


def jq_path(steps: Sequence[str | int]) -> str:
    """The path of a value: ``.items[0].name``."""
    written = ""
    for step in steps:
        if isinstance(step, int):
            written += f"[{step}]"
        elif re.fullmatch(r"[A-Za-z_]\w*", step, re.ASCII):
            written += f".{step}"
        else:
            written += f".{json.dumps(step, ensure_ascii=False)}"
    return written if written.startswith(".") else f".{written}"


def steps_of_path(program: str) -> JqSteps | None:
    """What a path leads through; ``None`` for another program."""
    program = program.strip()
    steps: list[str | int] = []
    at = 1 if program == "." else 0
    while at < len(program):
        found = _STEP.match(program, at)
        if found is None or "\\(" in found[0]:
            return None
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            try:
                steps.append(found["name"] or json.loads(found["text"]))
            except ValueError:
                return None
        at = found.end()
    return tuple(steps) if program else None


def piped(path: str, rest: str) -> str:
    """A program on the value at a path."""
    return rest if path == "." else f"{path} | {rest}"


def guarded_path(steps: JqSteps) -> str:
    """What is at the path, or null: no output where nothing is there that could have it."""
    if not steps:
        return "."
    return _below(steps, f"try {jq_path(steps[-1:])} catch null")


def _below(steps: JqSteps, asked: str) -> str:
    """A program on what has the value at the path, which JavaScript wants to be there."""
    return piped(jq_path(steps[:-1]), f"values | {asked}") if len(steps) > 1 else asked


def length_of(steps: JqSteps) -> str:
    """What ``.length`` of JavaScript gives."""
    return piped(jq_path(steps), _LENGTH)


def item_count(steps: JqSteps) -> str:
    """How many items, members or characters there are."""
    return piped(jq_path(steps), _SIZE)


def key_count(steps: JqSteps) -> str:
    """How many members an object has."""
    return piped(jq_path(steps), _KEY_COUNT)


def has_member(steps: JqSteps, *, tolerant: bool = False) -> str:
    """Whether there is a value at the path; ``tolerant`` where nothing has to be that has it."""
    if not steps:
        return "true"
    asked = f"has({json.dumps(steps[-1], ensure_ascii=False)})"
    if tolerant:
        return f"try ({piped(jq_path(steps[:-1]), asked)}) catch false"
    return _below(steps, f"try {asked} catch false")


def is_null(steps: JqSteps) -> str:
    """Whether there is a null at the path."""
    if not steps:
        return ". == null"
    key = json.dumps(steps[-1], ensure_ascii=False)
    return _below(steps, f"try (has({key}) and {jq_path(steps[-1:])} == null) catch false")


def is_absent(steps: JqSteps) -> str:
    """Whether there is nothing or null at the path, in something that is there."""
    return piped(guarded_path(steps), ". == null")


def scalars_holder(steps: JqSteps) -> str:
    """The value, if it is an array or a text."""
    return piped(jq_path(steps), "arrays, strings")


def is_falsy(steps: JqSteps) -> str:
    """Whether JavaScript takes the value for false."""
    return piped(guarded_path(steps), _FALSY)


def is_one_of(steps: JqSteps, values: Sequence[Any]) -> str:
    """Whether it is one of these values of JSON."""
    written = ", ".join(json.dumps(one, ensure_ascii=False) for one in values)
    return piped(guarded_path(steps), f"IN({written})")


def is_same(steps: JqSteps, value: Any) -> str:
    """Whether it is this value of JSON, which may hold null."""
    path = jq_path(steps)
    return f"{path} == {json.dumps(value, ensure_ascii=False)}"


def number_comparison(steps: JqSteps, operator: str, number: float) -> str:
    """Whether it is a number above or below another one: ``operator`` is jq's."""
    return piped(jq_path(steps), f"numbers {operator} {json.dumps(number)}")


def compares_loosely(steps: JqSteps, operator: str, number: float) -> str:
    """As :func:`number_comparison`, where a text that is a number counts as one."""
    asked = f"(numbers, (strings | tonumber?)) {operator} {json.dumps(number)}"
    return piped(jq_path(steps), asked)


def keys_of(steps: JqSteps) -> str:
    """The sorted names of an object's members."""
    return piped(jq_path(steps), "objects | keys")


def sorted_items(steps: JqSteps) -> str:
    """The sorted items of an array."""
    return piped(jq_path(steps), "arrays | sort")


def contains_value(steps: JqSteps, value: Any) -> str:
    """Whether a text has this text, or an array this item."""
    written = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, str):
        return piped(jq_path(steps), f"arrays | any(. == {written})")
    return piped(jq_path(steps), f"(strings | contains({written})), (arrays | any(. == {written}))")


def objects_at(steps: JqSteps) -> str:
    """The value, if it is an object."""
    return piped(jq_path(steps), "objects")


def as_json(steps: JqSteps) -> str:
    """The value as JSON, without spaces."""
    return piped(jq_path(steps), "tojson")


def joined_with(steps: JqSteps, before: str, after: str) -> str:
    """The value, a text or a number, between two texts."""
    pieces = (json.dumps(one, ensure_ascii=False)[1:-1] for one in (before, after))
    return piped(jq_path(steps), f'strings, numbers | "{next(pieces)}\\(.){next(pieces)}"')
