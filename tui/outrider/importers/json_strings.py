"""The values of a JSON text with references in it, each with the names that it stands below."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from msgspec import Struct

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|\\?\{\{[^{}]*\}\}|(?P<mark>[{}\[\]])|[,:]|'
    r'(?P<bare>[^\s"{}\[\],:]+)',
    re.DOTALL,
)
_NAMING = frozenset({"name", "key", "id", "type", "field", "parameter"})
"""Members that say what the member ``value`` beside them is."""


class JsonScalar(Struct, frozen=True):
    """A text or a number.

    Attributes:
        start: where it begins: behind the quotation mark of a text.
        end: behind its last character.
        names: what it may be called, the most likely first.
        quoted: whether it stands between quotation marks.
    """

    start: int
    end: int
    names: tuple[str, ...]
    quoted: bool


class _Level(Struct):
    name: str
    is_object: bool
    key: str = ""
    said: str = ""


def looks_like_json(text: str) -> bool:
    """Whether a text begins and ends as an object or a list does."""
    bare = text.strip()
    return bare[:1] + bare[-1:] in {"{}", "[]"} and not re.fullmatch(r"\{\{[^{}]*\}\}", bare)


def json_scalars(text: str) -> Iterator[JsonScalar]:
    """The texts and numbers, in order; a text that is broken gives what can be seen of it."""
    levels = [_Level("", is_object=False)]
    for found in _TOKEN.finditer(text):
        here = levels[-1]
        if mark := found["mark"]:
            if mark in "{[":
                name = here.key if here.is_object else here.name
                levels.append(_Level(name, is_object=mark == "{"))
            elif len(levels) > 1:
                levels.pop()
        elif found["colon"] is not None and here.is_object:
            here.key = unescaped(found["text"])
        elif found["text"] is not None:
            yield JsonScalar(found.start("text"), found.end("text"), _names(here), quoted=True)
            if here.key.lower() in _NAMING:
                here.said = unescaped(found["text"])
        elif found["bare"] is not None:
            yield JsonScalar(found.start("bare"), found.end("bare"), _names(here), quoted=False)


def _names(level: _Level) -> tuple[str, ...]:
    if not level.is_object:
        return (level.name,)
    said = (level.said,) if level.said and level.key.lower() == "value" else ()
    return (level.key, *said, f"{level.name} {level.key}")


def unescaped(written: str) -> str:
    """What the inside of a string literal says; as it is where it is broken."""
    if "\\" not in written:
        return written
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written
