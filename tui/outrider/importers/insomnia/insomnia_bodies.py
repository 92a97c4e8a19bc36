"""Insomnia's bodies: a text, rows or a file, with their media type."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.file_types import guessed_media_type
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.typed_bodies import typed_text
from outrider.importers.insomnia.insomnia_templates import InsomniaTemplates
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
)
from outrider.variables.reference_grammar import escape

_FORM = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data"
_GRAPHQL = "application/graphql"
_FILE = "application/octet-stream"


class InsomniaBody(Struct, frozen=True):
    """A body, and the media type that goes with it."""

    body: Body | None = None
    media_type: str = ""


def read_insomnia_body(
    body: Json, report: BuildReport, templates: InsomniaTemplates, *, is_template: bool
) -> InsomniaBody:
    """The body of a request; ``is_template`` where what looks like a reference is one."""
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, Mapping):
        return InsomniaBody()
    media = text_of(body.get("mimeType"))
    text = text_of(body.get("text"))
    rewrite = templates.text if is_template else escape
    kind = media.partition(";")[0].strip().lower()
    if kind == _GRAPHQL:
        return InsomniaBody(_graphql(text, report, templates))
    if kind in {_FORM, _PARTS} and "params" in body:
        rows = tables(body.get("params"))
        found = _parts(rows, report, templates) if kind == _PARTS else _form(rows, templates)
        return InsomniaBody(found, media)
    file = text_of(body.get("fileName"))
    if file and not text:
        report.changed(f'File "{report.title(file)}" is read when the request is sent.')
        return InsomniaBody(FileBody(templates.text(file), media or _FILE))
    if kind == _FILE and not text:
        report.lost("The body has no file.")
        return InsomniaBody()
    if not text:
        return InsomniaBody()
    return InsomniaBody(typed_text(rewrite(text), media), media)


def _form(rows: list[Mapping[str, Json]], templates: InsomniaTemplates) -> Body | None:
    found = tuple(
        NameValueRow(
            templates.text(text_of(row.get("name"))),
            templates.text(text_of(row.get("value"))),
            not row.get("disabled"),
            text_of(row.get("description")),
        )
        for row in rows
        if row.get("name") or row.get("value")
    )
    return FormBody(found) if found else None


def _parts(
    rows: list[Mapping[str, Json]], report: BuildReport, templates: InsomniaTemplates
) -> Body | None:
    parts: list[MultipartPart] = []
    for row in rows:
        name = templates.text(text_of(row.get("name")))
        enabled = not row.get("disabled")
        if row.get("description"):
            report.lost(f'The description of part "{report.title(name)}" was not imported.')
        if row.get("type") == "file":
            file = text_of(row.get("fileName"))
            if not file:
                report.lost(f'Form field "{report.title(name)}" has no file.')
                continue
            report.changed(
                f'File "{report.title(file)}" is read when the request is sent.',
                advice="Relative paths start at the workspace folder.",
            )
            kind = guessed_media_type(file)
            made = templates.text(file)
            parts.append(MultipartPart(name, file=made, content_type=kind, enabled=enabled))
            continue
        value = text_of(row.get("value"))
        if not name and not value:
            continue
        several = row.get("multiline")
        kind = several if isinstance(several, str) and "/" in several else None
        parts.append(MultipartPart(name, templates.text(value), content_type=kind, enabled=enabled))
    return MultipartBody(tuple(parts)) if parts else None


def _graphql(text: str, report: BuildReport, templates: InsomniaTemplates) -> Body | None:
    """What Insomnia keeps as the JSON that it sends; variables may be its text."""
    if not text.strip():
        return None
    try:
        # A template may stand where JSON has a number.
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, Mapping):
        report.changed("The GraphQL body is not JSON; it is sent as text.")
        return typed_text(templates.text(text), "application/json")
    for key in found.keys() - {"query", "variables", "operationName"}:
        report.lost(f'Member "{report.title(key)}" of the GraphQL body was not imported.')
    variables = found.get("variables")
    written = variables if isinstance(variables, str) else json.dumps(variables or {}, indent=2)
    return GraphQLBody(
        templates.text(text_of(found.get("query"))),
        templates.text(written) if written.strip() not in {"", "{}"} else None,
        templates.text(text_of(found.get("operationName"))) or None,
    )
