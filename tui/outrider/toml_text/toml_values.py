"""Values as TOML text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def render_key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else tomlkit.string(key).as_string()


def render(value: Any, like: str = "", *, inline: bool = False) -> str:
    """A value.

    Args:
        value: text, a number, a boolean, a sequence or a mapping.
        like: how the value that it replaces was written, for the same kind of quotes.
        inline: stay on one line.
    """
    if isinstance(value, str):
        return _render_text(value, like, inline)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{render_key(k)} = {render(v, inline=True)}" for k, v in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Sequence):
        return _render_array(value, inline)
    return str(tomlkit.item(value).as_string())


def _render_array(values: Sequence[Any], inline: bool) -> str:
    items = [render(value, inline=True) for value in values]
    if inline or len(values) < 2 or not isinstance(values[0], Mapping):
        return f"[{', '.join(items)}]"
    return "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _render_text(value: str, like: str, inline: bool) -> str:
    plain = not _UNPRINTABLE.search(value) and "'''" not in value and not value.endswith("'")
    if plain and "\n" in value and (like.startswith("'''") or not inline):
        return f"'''\n{value}'''"
    if plain and "\n" not in value:
        if like.startswith("'''"):
            return f"'''{value}'''"
        if "'" not in value and (
            (like.startswith("'") and not like.startswith("'''"))
            or ('"' in value and not inline and not like)
        ):
            return f"'{value}'"
    return tomlkit.string(value).as_string()
