"""Credentials of an auth whose type nobody here knows. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from outrider.credential_shapes import may_open
from outrider.variables import literal_texts as texts
from outrider.variables.json_credentials import hide_in_json

KNOWN_TYPES = frozenset(
    {"", "oauth2", "basic", "bearer", "api_key", "digest", "aws_sigv4", "command", "none"}
)
"""Types whose settings are known, each by its name; an auth without a type extends another."""

_JSON = re.compile(r"\s*(?:\{(?!\{)|\[)")


def hide_in_unknown(
    table: Mapping[str, Any], key: tuple[str | int, ...], hide: Callable[..., texts.Hide]
) -> dict[str, Any]:
    """The settings with references in the place of all but what surely opens nothing.

    Args:
        table: the settings, or a table among them.
        key: where it stands.
        hide: given the keys of a place, what writes something else there.
    """
    return {
        name: value if name == "type" else _hidden(name, value, (*key, name), hide)
        for name, value in table.items()
    }


def _hidden(
    name: str, value: Any, key: tuple[str | int, ...], hide: Callable[..., texts.Hide]
) -> Any:
    if isinstance(value, Mapping):
        return hide_in_unknown(value, key, hide)
    if isinstance(value, list | tuple):
        return [_hidden(name, one, (*key, index), hide) for index, one in enumerate(value)]
    if not isinstance(value, str):
        return value
    if _JSON.match(value):
        return hide_in_json(value, hide(*key), texts.PLAIN, may_open)
    if may_open(name, value):
        return texts.hide_in_template(value, texts.PLAIN, texts.meant(name), hide(*key))
    return texts.hide_everywhere(value, texts.PLAIN, hide(*key))
