"""Hoppscotch's bodies: a text, lines of a form, parts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.json_templates import is_json_template
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.typed_bodies import typed_text
from outrider.importers.hoppscotch.hoppscotch_templates import HoppscotchTemplates
from outrider.model.workspace import Body, FormBody, MultipartBody, MultipartPart, NameValueRow

_FORM = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data"
_BYTES = "application/octet-stream"
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*"|\{\{[^{}]*\}\})|/\*.*?(?:\*/|\Z)|//[^\n]*', re.DOTALL)
_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)


def read_hoppscotch_body(
    body: Json, report: BuildReport, templates: HoppscotchTemplates
) -> tuple[Body | None, str]:
    """The body of a request, and its media type; empty for none."""
    if not isinstance(body, Mapping):
        return None, ""
    media, content = text_of(body.get("contentType")), body.get("body")
    for key in body.keys() - {"contentType", "body", "isBulk", "showIndividualContentType"}:
        report.lost(f'Member "{report.title(key)}" of the body was not imported.')
    if not media or content in (None, "", []):
        return None, ""
    if media == _PARTS:
        return _parts(content, report, templates), media
    if media == _FORM:
        return _form(content, templates), media
    if media == _BYTES or not isinstance(content, str):
        report.lost("The body was not imported: the export does not contain its file.")
        return None, ""
    text = templates.text(content)
    if media.partition(";")[0].strip().endswith("json") and not is_json_template(text):
        text = _without_comments(text, report)
    return typed_text(text, media), media


def _without_comments(text: str, report: BuildReport) -> str:
    """JSON as Hoppscotch sends it; a text that is none even so stays as it is."""
    plain = _COMMENT.sub(lambda match: match[1] or "", text)
    plain = _COMMA.sub(lambda match: match[1] or "", plain)
    if not is_json_template(plain):
        return text
    report.changed(
        "Comments and trailing commas in the JSON body were removed.",
        why="Hoppscotch does not send them.",
    )
    return plain


def _form(content: Json, templates: HoppscotchTemplates) -> Body | None:
    """Rows, or lines ``name: value``; a line that begins with ``#`` is switched off."""
    if isinstance(content, str):
        rows = [_line(line) for line in content.splitlines() if line.strip()]
    else:
        rows = [
            (text_of(row.get("key")), text_of(row.get("value")), row.get("active") is not False)
            for row in tables(content)
        ]
    fields = tuple(
        NameValueRow(templates.text(name), templates.text(value), enabled)
        for name, value, enabled in rows
        if name or value
    )
    return FormBody(fields) if fields else None


def _line(written: str) -> tuple[str, str, bool]:
    line = written.strip()
    enabled = not line.startswith("#")
    name, _, value = line.lstrip("#").strip().partition(":")
    return name.strip(), value.strip(), enabled


def _parts(content: Json, report: BuildReport, templates: HoppscotchTemplates) -> Body | None:
    parts: list[MultipartPart] = []
    for row in tables(content):
        name, value = templates.text(text_of(row.get("key"))), row.get("value")
        enabled = row.get("active") is not False
        kind = text_of(row.get("contentType")) or None
        if row.get("isFile") is True or isinstance(value, list):
            report.lost(
                f'The file of form field "{report.title(name)}" was not imported.',
                why="An export of Hoppscotch does not contain files.",
                advice="Add the part with its file to the body.",
            )
            continue
        if name or value:
            made = templates.text(text_of(value))
            parts.append(MultipartPart(name, made, content_type=kind, enabled=enabled))
    return MultipartBody(tuple(parts)) if parts else None
