"""Members of an entry that are of another type than the format says: they are not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outrider.model.import_result import ImportReport

_TABLE, _LIST, _ROWS = "an object", "a list", "a list of objects"
_SHAPES = (
    ("request.headers", _ROWS),
    ("request.cookies", _ROWS),
    ("request.queryString", _ROWS),
    ("request.postData", _TABLE),
    ("request.postData.text", "text"),
    ("request.postData.params", _ROWS),
    ("response", _TABLE),
    ("response.headers", _ROWS),
    ("response.content", _TABLE),
    ("response.content.text", "text"),
)
"""Members that become something, and what each has to be."""


def tell_malformed(entry: Mapping[str, Any], report: ImportReport) -> None:
    """Tells which members of an entry are not read, since they are not what the format says."""
    for path, shape in _malformed(entry):
        report.lost(f"{path} was not imported: it is not {shape}.")


def _malformed(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, shape in _SHAPES:
        value: Any = entry
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is None:
            continue
        if shape == "text":
            is_right = isinstance(value, str)
        elif shape == _TABLE:
            is_right = isinstance(value, Mapping)
        elif not isinstance(value, list):
            yield path, _LIST
            continue
        else:
            is_right = all(isinstance(one, Mapping) for one in value)
        if not is_right:
            yield path, shape
