"""Items of an HTTPie command: headers, parameters, fields and files (its manual, Request items)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

SEPARATORS = (":=@", "==@", "==", ":=", "=@", ":@", "=", "@", ":", ";")
"""What divides the name of an item from its value; of those at one place the longest counts."""

_SPECIAL = frozenset("".join(SEPARATORS))
_PIECE = re.compile(r"\\([\\\[\]]|\d+)|[\[\]]|[^\[\]\\]+|\\", re.DOTALL)
"""Of the name of a field that may be a path: what is escaped, a bracket, or a text."""


class RequestItem(Struct, frozen=True):
    """An item: its name, what divides it, and its value."""

    name: str
    separator: str
    value: str


def read_item(word: str) -> RequestItem | None:
    """The item in a word; ``None`` where nothing divides it."""
    name, at = "", 0
    while at < len(word):
        if word[at] == "\\":
            following = word[at + 1 : at + 2]
            name += following if following in _SPECIAL else "\\" + following
            at += 2
            continue
        found = next((one for one in SEPARATORS if word.startswith(one, at)), "")
        if found:
            return RequestItem(name, found, _unescaped(word[at + len(found) :]))
        name += word[at]
        at += 1
    return None


def _unescaped(written: str) -> str:
    return re.sub(
        r"\\(.)",
        lambda match: match[1] if match[1] in _SPECIAL else match[0],
        written,
        flags=re.DOTALL,
    )


class WrittenJson(Struct, frozen=True):
    """JSON that is put into a body as it is written, for its value is a shell's to know."""

    text: str


class FieldConflict(Exception):
    """A name of a field does not fit to those before it."""


def nested_json(fields: Sequence[tuple[str, Any]]) -> str:
    """The body of fields whose names may be paths: ``a[b][]`` (HTTPie's manual, Nested JSON).

    Raises:
        FieldConflict: a name wants a list where an object is, or the other way round.
    """
    root: Any = None
    for name, value in fields:
        root = _put(root, _path(name), value)
    written: list[str] = []

    def keep(one: object) -> str:
        assert isinstance(one, WrittenJson)
        written.append(one.text)
        return f"\ue000{len(written) - 1}\ue001"

    text = json.dumps({} if root is None else root, default=keep)
    text = re.sub(r'"\\ue000(\d+)\\ue001"', lambda match: written[int(match[1])], text)
    # What stands for a variable of the shell is between NUL characters.
    return text.replace("\\u0000", "\0")


def _path(name: str) -> list[str | int | None]:
    """The steps of a name; a number is a place in a list, ``None`` the one behind its last."""
    pieces = [(match[0], match[1]) for match in _PIECE.finditer(name)]
    steps: list[str | int | None] = []
    text, inside, is_escaped = "", False, False
    for written, escaped in pieces:
        if written == "[" and not inside:
            steps += [text] if text and not steps else []
            text, inside, is_escaped = "", True, False
        elif written == "]" and inside:
            steps.append(_step(text, is_escaped=is_escaped))
            text, inside = "", False
        elif steps and not inside:
            # Something stands between two brackets, which HTTPie refuses.
            return [name]
        else:
            text += escaped or written
            is_escaped = is_escaped or bool(escaped)
    return [name] if inside else steps or [text]


def _step(inside: str, *, is_escaped: bool) -> str | int | None:
    if is_escaped or not inside:
        return inside if is_escaped else None
    return int(inside) if inside.isdigit() else inside


_LONGEST_LIST = 10_000


_DEEPEST = 100
"""Levels of objects in each other; more is no body that somebody typed."""


def _put(into: Any, path: Sequence[str | int | None], value: Any) -> Any:
    if not path:
        return value
    if len(path) > _DEEPEST:
        raise FieldConflict
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        table = {} if into is None else into
        if not isinstance(table, dict):
            raise FieldConflict
        table[step] = _put(table.get(step), rest, value)
        return table
    items = [] if into is None else into
    index = len(items) if step is None else step
    if not isinstance(items, list) or index > _LONGEST_LIST:
        raise FieldConflict
    items += [None] * (index + 1 - len(items))
    items[index] = _put(items[index], rest, value)
    return items
