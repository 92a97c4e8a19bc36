"""Bodies of Bruno's; of several that a request keeps, its mode says which one is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from outrider.importers.bruno.bruno_report import BrunoImportReport, is_on
from outrider.importers.building.file_types import guessed_media_type
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.importer import is_json
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)
from outrider.variables.body.body_resolution import FORM
from outrider.visible_text import visible_line

_COMMENT = re.compile(
    r'("(?:\\.|[^"\\])*(?:"|\Z)|\{\{[^{}]*\}\})|/\*.*?(?:\*/|\Z)|//[^\n]*', re.DOTALL
)
_TYPES = {
    "text": "text/plain",
    "xml": "application/xml",
    "sparql": "application/sparql-query",
}
_MODES = frozenset(
    ("none", "json", "text", "xml", "sparql", "formUrlEncoded", "multipartForm", "graphql", "file")
)
_LONGEST_COMMENT = 20_000
"""Characters of a body that is kept beside the one that is sent."""
_STRING_OR_REFERENCE = re.compile(r'("(?:\\.|[^"\\])*")|\{\{[^{}]*\}\}')


class BrunoBody(Struct, frozen=True):
    """A body, and the Content-Type that Bruno adds for it; empty for the usual one."""

    body: Body | None = None
    media_type: str = ""


def read_bruno_body(body: Json, report: BrunoImportReport, comments: list[str]) -> BrunoBody:
    """The body that is sent; ``comments`` take those that are not."""
    if not isinstance(body, Mapping):
        return BrunoBody()
    mode = text_of(body.get("mode")) or "none"
    content = body.get(mode)
    _keep_others(body, mode, report, comments)
    if mode in {"json", "text", "xml", "sparql"}:
        return _text(mode, text_of(content), report)
    if mode == "formUrlEncoded":
        rows = tuple(map(report.row, tables(content)))
        return BrunoBody(FormBody(rows)) if rows else BrunoBody(None, FORM)
    if mode == "multipartForm":
        parts = tuple(part for row in tables(content) for part in _parts(row, report))
        return BrunoBody(MultipartBody(parts)) if parts else BrunoBody()
    if mode == "graphql":
        return BrunoBody(_graphql(content, report))
    if mode == "file":
        return _file(content, report)
    if mode != "none":
        report.lost(f'The body was not imported: mode "{visible_line(mode)}" is not supported.')
    return BrunoBody()


def _keep_others(
    body: Mapping[str, Json], mode: str, report: BrunoImportReport, comments: list[str]
) -> None:
    """Bodies of other modes, which Bruno keeps and does not send."""
    for one in body:
        if one not in _MODES - {mode} or not _holds(body[one]):
            continue
        value = body[one]
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
        if len(text) > _LONGEST_COMMENT:
            report.lost(f"The body of mode {one} was not imported: it is not sent, and long.")
            continue
        comments += [f"body of mode {one}, which is not sent:"]
        comments += [f"  {line}" for line in text.splitlines()]
        report.changed(
            f"The body of mode {one} was kept as a comment.",
            why=f"The request sends {'none' if mode == 'none' else mode}.",
        )


def _holds(value: Json) -> bool:
    if isinstance(value, Mapping):
        return any(text_of(one).strip() not in {"", "{}"} for one in value.values())
    return bool(value)


def _text(mode: str, text: str, report: BrunoImportReport) -> BrunoBody:
    if not text.strip():
        # Of a body that is empty, Bruno sends the type.
        return BrunoBody(None, _TYPES.get(mode, ""))
    if mode != "json":
        kind = "xml" if mode == "xml" else "text"
        media_type = "" if mode == "xml" else _TYPES[mode]
        return BrunoBody(TextBody(kind, report.template(text)), media_type)
    plain = _without_comments(text)
    if plain != text and not _is_json(text):
        report.changed("Comments in the JSON body were removed.", why="Bruno does not send them.")
        text = plain
    if _is_json(text):
        return BrunoBody(TextBody("json", report.template(text)))
    report.changed(
        'The body became type "text": it is not JSON.', why="A body of type json is checked."
    )
    return BrunoBody(TextBody("text", report.template(text)), "application/json")


def _without_comments(text: str) -> str:
    """A text without comments; a line that holds nothing else goes as a whole."""
    pieces, at = [], 0
    for found in _COMMENT.finditer(text):
        if found[1]:
            continue
        before = text[at : found.start()]
        line = before.rpartition("\n")[2] if "\n" in before or at == 0 else "x"
        end = found.end()
        if not line.strip() and text[end : end + 1] in {"\n", ""}:
            before, end = before[: len(before) - len(line)], end + 1
        pieces.append(before)
        at = end
    return "".join([*pieces, text[at:]])


def _is_json(text: str) -> bool:
    """Whether it is JSON once references have values, in strings and outside of them."""
    filled = [re.sub(r"\{\{[^{}]*\}\}", value, text) for value in ("0", '"x"', "")]
    filled.append(_STRING_OR_REFERENCE.sub(lambda match: match[1] or "0", text))
    return any(map(is_json, filled))


def _parts(row: Mapping[str, Json], report: BrunoImportReport) -> list[MultipartPart]:
    name = report.template(text_of(row.get("name")))
    kind = report.template(text_of(row.get("contentType"))) or None
    enabled = is_on(row)
    if words := text_of(row.get("description")):
        report.changed(f'The description of part "{visible_line(name)}" was not imported: {words}')
    value = row.get("value")
    if row.get("type") != "file":
        values = value if isinstance(value, list) else [value]
        return [
            MultipartPart(name, report.template(text_of(one)), content_type=kind, enabled=enabled)
            for one in values
        ]
    files = [text_of(one).strip() for one in value] if isinstance(value, list) else [text_of(value)]
    if not any(files):
        report.lost(f'Form field "{visible_line(name)}" has no file.')
    found = []
    for file in filter(None, files):
        _tell_file(file, report)
        typed = kind or guessed_media_type(file)
        written = report.template(file)
        found.append(MultipartPart(name, file=written, content_type=typed, enabled=enabled))
    return found


def _tell_file(file: str, report: BrunoImportReport) -> None:
    report.changed(
        f'File "{visible_line(file)}" is read when the request is sent.',
        advice="Relative paths start at the workspace folder.",
    )


def _file(content: Json, report: BrunoImportReport) -> BrunoBody:
    rows = tables(content)
    chosen = next((row for row in rows if row.get("selected")), None)
    for row in rows:
        path = text_of(row.get("filePath"))
        if row is not chosen and path:
            report.lost(
                f'File "{visible_line(path)}" was not imported.',
                why="It is not selected, and Bruno sends one file.",
            )
    if chosen is None or not text_of(chosen.get("filePath")):
        if rows:
            report.lost("The body has no file.")
        return BrunoBody()
    path = text_of(chosen["filePath"])
    _tell_file(path, report)
    kind = report.template(text_of(chosen.get("contentType")))
    return BrunoBody(FileBody(report.template(path), kind or None), kind)


def _graphql(content: Json, report: BrunoImportReport) -> Body | None:
    if not isinstance(content, Mapping) or not text_of(content.get("query")).strip():
        return None
    variables = content.get("variables")
    written = variables if isinstance(variables, str | None) else json.dumps(variables, indent=2)
    plain = _without_comments(written or "")
    return GraphQLBody(
        report.template(text_of(content.get("query"))),
        report.template(plain) if plain.strip() not in {"", "{}"} else None,
    )


def read_bruno_headers(rows: Json, report: BrunoImportReport) -> list[NameValueRow]:
    """Header rows; of several of one name, Bruno sends the last."""
    found = [report.row(row) for row in tables(rows)]
    found = [replace(row, name=row.name.strip()) for row in found if row.name.strip()]
    last = {row.name.lower(): index for index, row in enumerate(found) if row.enabled}
    made = []
    for index, row in enumerate(found):
        if row.enabled and last[row.name.lower()] != index:
            report.changed(
                f'Header "{visible_line(row.name)}" was switched off: a later row has its name.',
                why="Bruno sends only the last of them.",
            )
            made.append(replace(row, enabled=False))
        elif not row.enabled and not row.value:
            # Here a row without a value, switched off, keeps a header from being sent.
            report.changed(
                f'Header "{visible_line(row.name)}" was not imported: it is switched off and empty.'
            )
        else:
            made.append(row)
    return made


def with_sent_media_type(
    headers: list[NameValueRow], read: BrunoBody, report: BrunoImportReport
) -> list[NameValueRow]:
    """The rows of a request, so that its media type is the one that Bruno sends."""
    typed = next(
        (row for row in headers if row.enabled and row.name.lower() == "content-type"), None
    )
    if isinstance(read.body, MultipartBody) or (
        isinstance(read.body, FileBody) and read.media_type
    ):
        if typed is None:
            return headers
        report.changed(
            f'Header "{typed.name}" was switched off.',
            why="Bruno sends the media type of the body instead.",
        )
        return [replace(row, enabled=False) if row is typed else row for row in headers]
    if typed is None and read.media_type and not isinstance(read.body, FileBody):
        return [*headers, NameValueRow("Content-Type", read.media_type)]
    return headers
