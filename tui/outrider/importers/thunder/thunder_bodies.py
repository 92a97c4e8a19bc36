"""Thunder Client's bodies, and the URL whose query stands in rows as well."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.typed_bodies import typed_text
from outrider.importers.thunder.thunder_templates import ThunderTemplates
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
)

_TYPES = {"json": "application/json", "xml": "application/xml", "text": "text/plain"}
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}|\+")


def thunder_rows(rows: Json, templates: ThunderTemplates) -> list[NameValueRow]:
    """The rows of headers, a query or a form."""
    return [
        NameValueRow(
            templates.text(text_of(row.get("name")).strip()),
            templates.text(text_of(row.get("value"))),
            not row.get("isDisabled"),
            text_of(row.get("description")),
        )
        for row in tables(rows)
        if row.get("name") or row.get("value")
    ]


def once(url: str, rows: Sequence[NameValueRow]) -> tuple[str, tuple[NameValueRow, ...]]:
    """A URL and the rows of its query, which repeat what the URL says: each pair once.

    The rows have it, unless one of them is encoded already: then the URL keeps what is sent, and
    the rows only what is switched off.
    """
    base, mark, query = url.partition("?")
    if not mark:
        return url, tuple(rows)
    on = [row for row in rows if row.enabled]
    if any(_ENCODED.search(text) for row in on for text in (row.name, row.value)):
        return url, tuple(row for row in rows if not row.enabled)
    left = [(row.name, row.value) for row in on]
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        said = next((one for one in ((name, value), _plain(name, value)) if one in left), None)
        if said is None:
            kept.append(pair)
        else:
            left.remove(said)
    rest = "&".join(one for one in kept if one)
    return f"{base}?{rest}" if rest else base, tuple(rows)


def _plain(name: str, value: str) -> tuple[str, str]:
    return unquote_plus(name), unquote_plus(value)


def read_thunder_body(
    body: Json, report: BuildReport, templates: ThunderTemplates
) -> tuple[Body | None, str]:
    """The body of a request, and the media type that goes with it."""
    if not isinstance(body, Mapping):
        return None, ""
    kind, raw = text_of(body.get("type")), text_of(body.get("raw"))
    match kind:
        case "json" | "xml" | "text":
            media = _TYPES[kind]
            return (typed_text(templates.text(raw), media), media) if raw else (None, "")
        case "formencoded":
            rows = thunder_rows(body.get("form"), templates)
            return (FormBody(tuple(rows)) if rows else None), ""
        case "formdata":
            return _parts(body, report, templates), ""
        case "graphql":
            return _graphql(body.get("graphql"), templates), ""
        case "binary":
            return _file(body.get("binary"), report, templates), ""
        case "" | "none":
            return None, ""
    report.lost(f'The body was not imported: type "{report.title(kind)}" is not supported.')
    return None, ""


def _parts(
    body: Mapping[str, Json], report: BuildReport, templates: ThunderTemplates
) -> Body | None:
    parts = [
        MultipartPart(row.name, row.value, enabled=row.enabled)
        for row in thunder_rows(body.get("form"), templates)
    ]
    for row in tables(body.get("files")):
        name, file = templates.text(text_of(row.get("name"))), text_of(row.get("value"))
        if not file:
            if name:
                report.lost(f'Form field "{report.title(name)}" has no file.')
            continue
        report.changed(
            f'File "{report.title(file)}" is read when the request is sent.',
            advice="Relative paths start at the workspace folder.",
        )
        enabled = not row.get("isDisabled")
        parts.append(MultipartPart(name, file=templates.text(file), enabled=enabled))
    return MultipartBody(tuple(parts)) if parts else None


def _graphql(graphql: Json, templates: ThunderTemplates) -> Body | None:
    if not isinstance(graphql, Mapping):
        return None
    variables = templates.text(text_of(graphql.get("variables")))
    return GraphQLBody(
        templates.text(text_of(graphql.get("query"))),
        variables if variables.strip() not in {"", "{}"} else None,
    )


def _file(binary: Json, report: BuildReport, templates: ThunderTemplates) -> Body | None:
    path = text_of(binary.get("value") if isinstance(binary, Mapping) else binary)
    if not path:
        report.lost("The body has no file.")
        return None
    report.changed(f'File "{report.title(path)}" is read when the request is sent.')
    return FileBody(templates.text(path), "application/octet-stream")
