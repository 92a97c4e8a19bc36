"""The tokens in a response, however odd the rest of it is: to mask before anybody looks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from outrider.lazy_pattern import lazy_pattern
from outrider.model.member_path import MemberPath
from outrider.model.secret import Secret

_MAX_DEPTH = 12
_TOKEN_NAMES = ("token", "jwt", "assertion", "devicecode")
_IN_TEXT = lazy_pattern(
    r"(?:access|refresh|id)[_-]?token[\"'>\s:=]{1,8}([A-Za-z0-9._~+/=-]{8,})", re.IGNORECASE
)
"""A token in what is neither JSON nor a form: JSON with a function around it, or XML."""


def token_members(body: bytes, paths: Iterable[MemberPath] = ()) -> tuple[Secret, ...]:
    """Every token in a token response, wherever it is.

    Args:
        body: as it came.
        paths: where the definition says that a token is.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
        found = [match[1] for match in _IN_TEXT.finditer(text)]
        try:
            value = dict(parse_qsl(text, max_num_fields=100))
        except ValueError:
            value = {}
    else:
        found = []
    found += _named(value, _MAX_DEPTH)
    found += (text for path in paths if (text := _at(value, path)))
    return tuple(Secret(text) for text in dict.fromkeys(found))


def _named(value: Any, depth: int) -> Iterator[str]:
    """The texts of members that are called a token."""
    if not depth:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and inner and _is_token_name(str(name)):
                yield inner
            yield from _named(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, depth - 1)


def _is_token_name(name: str) -> bool:
    return re.sub(r"[^a-z0-9]", "", name.lower()).endswith(_TOKEN_NAMES)


def _at(value: Any, path: MemberPath) -> str:
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdecimal() and len(name) < 7:
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return ""
    return value if isinstance(value, str) else ""
