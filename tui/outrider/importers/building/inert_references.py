"""What was sent as text stays text: no imported reference reads what its source did not."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar

from msgspec import Struct, structs

from outrider.importers.building.build_report import inert_text
from outrider.importers.changed_texts import Unread, with_changed_texts
from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.workspace import AuthTable, Environment, Folder, Request, SecretRef, Variable

_Value = TypeVar("_Value", bound=Struct)

_LABELS = frozenset({"id", "name", "file", "description", "overlay", "order", "color"})
_UNREAD: Unread = {
    Request: _LABELS,
    Folder: _LABELS,
    Environment: _LABELS | {"secrets"},
    AuthTable: frozenset({"place", "places"}),
    Variable: frozenset({"place"}),
    SecretRef: frozenset(SecretRef.__struct_fields__),
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
    return with_changed_texts(value, lambda text: inert_text(text, report, live), _UNREAD)
