"""Examples as TOML: short documents, written as people write them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_INLINE = frozenset({"placement", "client_assertion"})
"""Tables that are written on one line."""


def toml_value(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A JSON string is a basic string of TOML; a literal one shows quotes and backslashes.
        return (
            f"'{value}'"
            if {'"', "\\"} & set(value) and "'" not in value
            else json.dumps(value, ensure_ascii=False)
        )
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name} = {toml_value(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def toml_snippet(document: Mapping[str, Any]) -> str:
    """A document as TOML, without a line break at its end."""
    return "\n".join(_lines(document, "")).strip("\n")


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    later: list[tuple[str, Any]] = []
    for name, value in table.items():
        if _is_own_table(name, value, path):
            later.append((f"{path}.{name}" if path else name, value))
        else:
            yield f"{name} = {toml_value(value)}"
    for inner, value in later:
        for one in value if isinstance(value, list) else [value]:
            header = f"[[{inner}]]" if isinstance(value, list) else f"[{inner}]"
            only_tables = all(_is_own_table(name, held, inner) for name, held in one.items())
            if isinstance(value, list) or not (one and only_tables):
                yield ""
                yield header
            yield from _lines(one, inner)


def _is_own_table(name: str, value: Any, path: str) -> bool:
    if isinstance(value, Mapping):
        return path != "secrets" and name not in _INLINE and not path.endswith("]")
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
