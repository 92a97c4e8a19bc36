"""Swagger 2.0 in the words of OpenAPI 3: its servers, security definitions and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.openapi.document_operations import FoundOperation, MessageParts
from outrider.importers.openapi.example_values import ExampleReader
from outrider.importers.openapi.literal_text import in_one_line, prose
from outrider.importers.openapi.parameters import merged_parameters

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_FORMATS = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
_OF_PARAMETER = frozenset(
    ("name", "in", "required", "description", "schema", "allowEmptyValue", "collectionFormat",
     "deprecated")
)  # fmt: skip
"""What is no part of a parameter's schema."""


def upgraded(data: Mapping[str, Json], report: BuildReport) -> dict[str, Json]:
    """The document with ``servers`` in the place of scheme, host and base path."""
    report = report.at("host")
    written = data.get("schemes")
    schemes = [text_of(one) for one in written] if isinstance(written, list) else []
    known = [one for one in schemes if one in {"http", "https"}]
    for other in (one for one in schemes if one not in {"http", "https"}):
        report.lost(f'Scheme "{in_one_line(other)}" was not imported: only HTTP is supported.')
    scheme = "https" if "https" in known or not known else known[0]
    if len(known) > 1:
        report.changed(f"The API is called by {scheme}; the document also has http.")
    host, path = text_of(data.get("host")).strip(), text_of(data.get("basePath")).strip("/ ")
    tail = f"/{path}" if path else ""
    return {**data, "servers": [{"url": f"{scheme}://{host}{tail}" if host else tail or "/"}]}


def upgraded_scheme(scheme: Mapping[str, Json]) -> dict[str, Json]:
    """A security definition with the flow in a table of flows."""
    if scheme.get("type") != "oauth2" or "flows" in scheme:
        return dict(scheme)
    flow = text_of(scheme.get("flow"))
    return {**scheme, "flows": {_FLOWS.get(flow, flow): scheme} if flow else {}}


class Swagger2:
    """Swagger 2.0: the body is among the parameters."""

    def __init__(self, data: Mapping[str, Json], examples: ExampleReader) -> None:
        self._data = data
        self._examples = examples

    def message(self, operation: FoundOperation) -> MessageParts:
        """As :class:`~outrider.importers.openapi.document_operations.MessageDialect`."""
        references = self._examples.references
        levels = []
        for holder in (operation.item, operation.table):
            written = holder.get("parameters")
            found = written if isinstance(written, list) else []
            levels.append([references.table(one) for one in found])
        every = merged_parameters(*levels)
        body = next((one for one in every if text_of(one.get("in")) == "body"), None)
        form = [one for one in every if text_of(one.get("in")) == "formData"]
        plain = [
            _upgraded(one) for one in every if text_of(one.get("in")) not in {"body", "formData"}
        ]
        consumed = self._consumed(operation)
        if form:
            if body is not None:
                self._examples.report.lost("The body was not imported: there is a form as well.")
            return MessageParts(plain, _form_content(form, consumed))
        if body is None:
            return MessageParts(plain)
        media = {"schema": body.get("schema", {})}
        types = consumed or ["application/json"]
        return MessageParts(plain, dict.fromkeys(types, media), prose(body.get("description")))

    def _consumed(self, operation: FoundOperation) -> list[str]:
        """Media types; the operation's replace those of the document, even with none."""
        written = operation.table.get("consumes", self._data.get("consumes"))
        return [text_of(one) for one in written] if isinstance(written, list) else []


def _form_content(form: list[Mapping[str, Json]], consumed: list[str]) -> dict[str, Json]:
    """A form as a schema with a property for each parameter."""
    has_file = any(one.get("type") == "file" for one in form)
    types = [
        one for one in consumed if one.partition(";")[0].strip().lower() in {_FORM, _MULTIPART}
    ]
    media_type = _MULTIPART if has_file or (types and _FORM not in types) else _FORM
    properties: dict[str, Json] = {}
    encoding: dict[str, Json] = {}
    for one in form:
        name, upgraded_one = text_of(one.get("name")), _upgraded(one)
        properties[name] = {
            **upgraded_one["schema"],
            **{key: one[key] for key in ("description", "deprecated") if key in one},
        }
        encoding[name] = {key: upgraded_one[key] for key in ("style", "explode")}
    required = [text_of(one.get("name")) for one in form if one.get("required") is True]
    schema = {"type": "object", "properties": properties, "required": required}
    return {media_type: {"schema": schema, "encoding": encoding}}


def _upgraded(one: Mapping[str, Json]) -> dict[str, Any]:
    """A parameter with its type in a schema, and its collection format as a style."""
    made = {key: value for key, value in one.items() if key in _OF_PARAMETER}
    schema = dict(_schema_members(one))
    made["schema"] = schema
    form = text_of(one.get("collectionFormat")) or "csv"
    where = text_of(one.get("in"))
    is_multi = form == "multi" and where in {"query", "formData"}
    if where in {"query", "formData"}:
        made["style"] = _FORMATS.get(form, "form")
        made["explode"] = is_multi
    if form == "tsv" and schema.get("type") == "array":
        made["style"] = "tabDelimited"
    return made


def _schema_members(one: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for key, value in one.items():
        if key not in _OF_PARAMETER and not key.startswith("x-"):
            yield key, value
