"""Names of keys, as settings write them: ``ctrl+r``, ``f5``, ``shift+tab``, ``question_mark``."""

from __future__ import annotations

import re
import unicodedata
from string import punctuation

from outrider.visible_text import visible_line

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_KEYS = frozenset(
    [
        "escape",
        "enter",
        "tab",
        "space",
        "backspace",
        "insert",
        "delete",
        "home",
        "end",
        "pageup",
        "pagedown",
        "up",
        "down",
        "left",
        "right",
    ]
) | {f"f{number}" for number in range(1, 25)}
_SAME_AS = {
    "ctrl+m": "Enter",
    "ctrl+i": "Tab",
    "ctrl+h": "Backspace",
    "ctrl+j": "a line feed",
    "ctrl+left_square_bracket": "Escape",
}

_CALLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names of characters that terminals' programs know by another one."""


def key_problem(keys: str) -> str:
    """What is wrong with the keys of one binding, as the end of a sentence; empty if nothing is.

    Args:
        keys: one key, or several separated by commas.
    """
    if not keys.strip():
        return "has an empty key"
    for key in (one.strip() for one in keys.split(",")):
        *modifiers, name = key.split("+") if key != "+" else ["+"]
        if len(set(modifiers)) < len(modifiers) or not set(modifiers) <= set(_MODIFIERS):
            return f'has "{visible_line(key)}": its modifier is not one of {", ".join(_MODIFIERS)}'
        if not _is_key(name):
            return f'has "{visible_line(key)}", which is not a key'
        if key in _SAME_AS:
            return f'has "{key}", which terminals send as {_SAME_AS[key]}'
        if "ctrl" in modifiers and "shift" in modifiers and len(name) == 1:
            return f'has "{key}", which terminals send as ctrl+{name}'
    return ""


def split_keys(keys: str) -> tuple[str, ...]:
    """The single keys of a binding, each by its name: ``question_mark`` for ``?``."""
    return tuple(_named(key) for key in (one.strip() for one in keys.split(",")) if key)


def is_typed(key: str) -> bool:
    """Whether a field takes a key as text or to edit: it cannot mean something everywhere."""
    *modifiers, name = key.split("+")
    if set(modifiers) - {"shift"}:
        return False
    return not re.fullmatch("f[0-9]+|insert|pageup|pagedown|escape", name)


def _named(key: str) -> str:
    *modifiers, name = key.split("+") if key != "+" else ["+"]
    if len(name) != 1 or name.isalnum():
        return key
    words = unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")
    return "+".join([*modifiers, _CALLED.get(words, words)])


def _is_key(name: str) -> bool:
    if len(name) == 1:
        return name.isprintable() and not name.isspace()
    return name in _KEYS or name in map(_named, punctuation)
