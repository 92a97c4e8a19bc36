"""Bodies of Postman's: raw, urlencoded, formdata, file, graphql."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from outrider.importers.building.file_types import guessed_media_type
from outrider.importers.building.json_templates import is_json_template
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.postman_documents import is_enabled
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.unread_members import tell_unread_members
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    TextBody,
)

_LANGUAGES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
    "text": "text/plain",
}
_COMMENT = re.compile(
    r'("(?:\\.|[^"\\])*(?:"|\Z)|\{\{[^{}]*\}\})|/\*.*?(?:\*/|\Z)|//[^\n]*', re.DOTALL
)
_OF_GRAPHQL = frozenset(("query", "variables", "operationName"))
_OF_BODY = frozenset(
    ("mode", "raw", "urlencoded", "formdata", "file", "graphql", "options", "disabled")
)
_JSON = re.compile(r"application/(?:\S+\+)?json", re.IGNORECASE)


class ImportedBody(Struct, frozen=True):
    """A body, and the Content-Type that Postman adds for it; empty for none."""

    body: Body | None = None
    media_type: str = ""


def read_postman_body(body: Json, report: PostmanImportReport, typed: str) -> ImportedBody:
    """The body of a request whose headers say that it is ``typed``; empty where they do not."""
    if isinstance(body, str):
        # To Postman's SDK a text is a raw body.
        body = {"mode": "raw", "raw": body}
    if not isinstance(body, Mapping):
        return ImportedBody()
    if body.get("disabled"):
        if body.get(str(body.get("mode"))):
            report.lost("The body was not imported: it is switched off.")
        return ImportedBody()
    tell_unread_members(body, _OF_BODY, "the body", report)
    mode = text_of(body.get("mode"))
    content = body.get(mode)
    if mode == "raw":
        return _raw(body, report, typed)
    if mode == "file":
        return _file(content, report, typed)
    make = {"urlencoded": _form, "formdata": _multipart, "graphql": _graphql}.get(mode)
    if make is not None:
        return ImportedBody(make(content, report))
    if mode:
        report.lost(f'The body was not imported: mode "{mode}" is not supported.')
    return ImportedBody()


def _raw(body: Mapping[str, Json], report: PostmanImportReport, typed: str) -> ImportedBody:
    text = text_of(body.get("raw"))
    if not text.strip():
        return ImportedBody()
    options = body.get("options")
    raw = options.get("raw") if isinstance(options, Mapping) else None
    language = text_of(raw.get("language")) if isinstance(raw, Mapping) else ""
    implied = _LANGUAGES.get(language, "")
    kind = (typed or implied).partition(";")[0].strip().lower()
    plain = _COMMENT.sub(lambda match: match[1] or "", text)
    # A reference may say that it is JSON, and a text that is none but for its comments, too.
    may_be = (
        "{{" in typed and plain != text and not is_json_template(text) and is_json_template(plain)
    )
    is_json_here = language == "json" or (not language and (_JSON.match(typed) or may_be))
    if is_json_here and plain != text:
        report.changed("Comments in the JSON body were removed.", why="Postman does not send them.")
        text = plain
    says_json = kind == "application/json" or kind.endswith("+json") or language == "json"
    if says_json and is_json_template(text):
        media = "" if kind == "application/json" else implied
        return ImportedBody(TextBody("json", report.template(text)), media)
    if kind.endswith("xml"):
        media = "" if kind == "application/xml" else implied
        return ImportedBody(TextBody("xml", report.template(text)), media)
    return ImportedBody(TextBody("text", report.template(text)), implied or "text/plain")


def _form(rows: Json, report: PostmanImportReport) -> Body | None:
    if isinstance(rows, str):
        pairs = (pair.partition("=") for pair in rows.split("&") if pair)
        rows = [{"key": key, "value": value} for key, _, value in pairs]
    found = tuple(map(report.row, tables(rows)))
    return FormBody(found) if found else None


def _multipart(rows: Json, report: PostmanImportReport) -> Body | None:
    parts: list[MultipartPart] = []
    for row in tables(rows):
        name = report.template(text_of(row.get("key")))
        kind = report.template(text_of(row.get("contentType"))) or None
        enabled = is_enabled(row)
        called = text_of(row.get("fileName"))
        filename = report.template(called) if called else None
        if row.get("type") != "file":
            value = report.template(text_of(row.get("value")))
            part = MultipartPart(name, value, content_type=kind, enabled=enabled, filename=filename)
            parts.append(part)
            continue
        source = row.get("src")
        files = [text_of(one) for one in source] if isinstance(source, list) else [text_of(source)]
        if not any(files):
            report.lost(f'Form field "{name}" has no file.')
            continue
        for file in filter(None, files):
            report.changed(
                f'File "{file}" is read when the request is sent.',
                advice="Relative paths start at the workspace folder.",
            )
            typed = kind or guessed_media_type(file)
            written = report.template(file)
            part = MultipartPart(
                name, file=written, content_type=typed, enabled=enabled, filename=filename
            )
            parts.append(part)
    return MultipartBody(tuple(parts)) if parts else None


def _file(file: Json, report: PostmanImportReport, typed: str) -> ImportedBody:
    table = file if isinstance(file, Mapping) else {"src": file}
    path, content = text_of(table.get("src")), text_of(table.get("content"))
    implied = "" if typed else "application/octet-stream"
    if content and not path:
        # What the file holds came along in its place.
        return ImportedBody(TextBody("text", report.template(content)), implied)
    if not path:
        report.lost("The body has no file.")
        return ImportedBody()
    report.changed(f'File "{path}" is read when the request is sent.')
    if implied:
        implied = guessed_media_type(path) or implied
        if path.endswith("}}"):
            report.changed(
                f'The body has content_type = "{implied}".',
                why=f'Postman chooses it by the name that "{path}" has when it sends.',
                advice="Set content_type of the body to the type of the file.",
            )
    return ImportedBody(FileBody(report.template(path), implied or None))


def _graphql(graphql: Json, report: PostmanImportReport) -> Body | None:
    if not isinstance(graphql, Mapping):
        return None
    tell_unread_members(graphql, _OF_GRAPHQL, "the GraphQL body", report)
    variables = graphql.get("variables")
    written = variables if isinstance(variables, str) else json.dumps(variables or {}, indent=2)
    operation = text_of(graphql.get("operationName"))
    return GraphQLBody(
        report.template(text_of(graphql.get("query"))),
        report.template(written) if written.strip() not in {"", "{}"} else None,
        report.template(operation) or None,
    )
