"""What was sent as text stays text: no imported reference reads what its source did not."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct, structs

from outrider.importers.building.build_report import inert_text
from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.workspace import AuthTable, Environment, Folder, Request, SecretRef, Variable

_Value = TypeVar("_Value", bound=Struct)

_LABELS = frozenset({"id", "name", "file", "description", "overlay", "order", "color"})
_UNREAD: Mapping[type, frozenset[str]] = {
    Request: _LABELS,
    Folder: _LABELS,
    Environment: _LABELS | {"secrets"},
    AuthTable: frozenset({"place", "places"}),
    Variable: frozenset({"place"}),
}
"""Fields in which no reference is looked for when something is sent."""


def with_inert_references(
    result: ImportResult, report: ImportReport, live: Container[str] = ()
) -> ImportResult:
    """The same, where every text that would be read as a dynamic variable is one of its source.

    Most of it was settled where it was read; this is for whatever road a text has taken. Dynamic
    variables that are ``live`` its source reads as well.
    """
    report.source = ""
    environments = [
        structs.replace(
            one, environment=_inert(one.environment, report.at(one.environment.name), live)
        )
        for one in result.environments
    ]
    shared = report.at("globals")
    return structs.replace(
        result,
        folders=tuple(_inert(one, report.at(one.name), live) for one in result.folders),
        requests=tuple(_inert(one, report.at(one.name), live) for one in result.requests),
        environments=tuple(environments),
        variables={name: _inert(one, shared, live) for name, one in result.variables.items()},
        remarks=tuple(report.remarks),
    )


def _inert(value: _Value, report: ImportReport, live: Container[str]) -> _Value:
    changed = dict(_changes(value, report, live))
    return structs.replace(value, **changed) if changed else value


def _changes(
    value: Struct, report: ImportReport, live: Container[str]
) -> Iterator[tuple[str, object]]:
    if isinstance(value, SecretRef):
        return
    unread = _UNREAD.get(type(value), frozenset())
    for field in value.__struct_fields__:
        if field not in unread:
            before = getattr(value, field)
            after = _any(before, report, live)
            if after is not before:
                yield field, after


def _any(value: Any, report: ImportReport, live: Container[str]) -> Any:
    """The value; the same object where nothing has to change."""
    if isinstance(value, str):
        return inert_text(value, report, live)
    if isinstance(value, Struct):
        return _inert(value, report, live)
    if isinstance(value, Mapping):
        items = {key: (inner, _any(inner, report, live)) for key, inner in value.items()}
        same = all(before is after for before, after in items.values())
        return value if same else {key: after for key, (_, after) in items.items()}
    if isinstance(value, tuple | list):
        found = [_any(inner, report, live) for inner in value]
        same = all(before is after for before, after in zip(value, found, strict=True))
        return value if same else type(value)(found)
    return value
