"""Values of parameters as they are spelled in a URL or a header (OpenAPI 3.1 §4.8.12.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outrider.importers.building.loose_values import Json, text_of

_DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def query_pairs(name: str, value: Json, style: str, *, explode: bool) -> list[tuple[str, str]]:
    """The names and values of a query or a form, before they are encoded."""
    if style == "deepObject" and isinstance(value, Mapping | list):
        return list(_deep(name, value))
    if not isinstance(value, Mapping | list):
        return [(name, text_of(value))]
    if explode and isinstance(value, Mapping):
        return [(text_of(key), text_of(one)) for key, one in value.items()]
    if explode:
        return [(name, text_of(one)) for one in value]
    return [(name, _DELIMITERS.get(style, ",").join(_flat(value)))]


def simple_text(value: Json, *, explode: bool) -> str:
    """A value of a header, or of a path without a style of its own."""
    return ",".join(_assigned(value) if explode and isinstance(value, Mapping) else _flat(value))


def styled_path(name: str, value: Json, style: str, *, explode: bool) -> str:
    """A value in a path, with what its style puts before it."""
    if style == "label":
        parts = _assigned(value) if explode and isinstance(value, Mapping) else _flat(value)
        return "." + ("." if explode else ",").join(parts)
    if style == "matrix":
        if explode and isinstance(value, Mapping):
            return "".join(f";{one}" for one in _assigned(value))
        if explode and isinstance(value, list):
            return "".join(f";{name}={text_of(one)}" for one in value)
        return f";{name}={','.join(_flat(value))}"
    return simple_text(value, explode=explode)


def _flat(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text_of(one) for pair in value.items() for one in pair]
    return [text_of(one) for one in value] if isinstance(value, list) else [text_of(value)]


def _assigned(value: Mapping[str, Json]) -> list[str]:
    return [f"{key}={text_of(one)}" for key, one in value.items()]


def _deep(name: str, value: Json) -> Iterator[tuple[str, str]]:
    """``a[b][c]``; members of lists by their numbers, for the style names none."""
    rows: Iterator[tuple[Any, Json]]
    rows = iter(value.items()) if isinstance(value, Mapping) else enumerate(value)
    for key, one in rows:
        inner = f"{name}[{text_of(key)}]"
        if isinstance(one, Mapping | list):
            yield from _deep(inner, one)
        else:
            yield inner, text_of(one)
