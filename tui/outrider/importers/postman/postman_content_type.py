"""The Content-Type row of a Postman request, beside the one that Postman makes for the body.

Postman's runtime sends the row for texts, files and GraphQL. For a form and for parts it sends its
own media type instead, unless the row names that media type (for parts with a boundary), or unless
the header that it adds by itself is switched off (``disabledSystemHeaders``, since 7.21).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from outrider.importers.building.loose_values import Json
from outrider.importers.postman.postman_body import ImportedBody
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import FormBody, MultipartBody, NameValueRow, TextBody

_NAME = "content-type"
_FORM = re.compile(r"application/x-www-form-urlencoded\b")
_PARTS = re.compile(r"multipart/form-data(?:;.*boundary=[^;]+.*|\s*\Z)")
"""What is sent as it is written; a row without a boundary gets the one of the body."""


def content_type_of(headers: list[NameValueRow]) -> str:
    """The media type that the rows say; empty where they say none."""
    return next((row.value for row in headers if _is_sent(row)), "")


def settle_content_type(
    headers: list[NameValueRow], read: ImportedBody, system: Json, report: PostmanImportReport
) -> list[NameValueRow]:
    """The rows of a request, so that its media type is the one that Postman sends.

    ``system`` is Postman's ``disabledSystemHeaders``.
    """
    headers = _last_spelling(headers, report)
    is_untyped = any(row.name == "Content-Type" and not row.value for row in headers)
    if read.media_type and not content_type_of(headers) and not is_untyped:
        is_usual = isinstance(read.body, TextBody) and read.body.type == "json"
        if not is_usual or read.media_type != "application/json":
            headers = [*headers, NameValueRow("Content-Type", read.media_type)]
    if isinstance(system, Mapping) and system.get(_NAME):
        return headers
    match read.body:
        case FormBody(fields) if any(row.enabled for row in fields):
            why = "Postman sends application/x-www-form-urlencoded, since the body is a form."
            return _without_replaced(headers, _FORM, why, report)
        case MultipartBody(parts) if any(part.enabled for part in parts):
            why = "Postman sends multipart/form-data instead, since the body has parts."
            return _without_replaced(headers, _PARTS, why, report)
        case _:
            return headers


def _is_sent(row: NameValueRow) -> bool:
    return row.enabled and row.name.lower() == _NAME


def _last_spelling(headers: list[NameValueRow], report: PostmanImportReport) -> list[NameValueRow]:
    """Of rows whose names are spelled in different ways, Postman sends the last."""
    last = next((row.name for row in reversed(headers) if _is_sent(row)), "")
    others = [row for row in headers if _is_sent(row) and row.name != last]
    for row in others:
        report.changed(
            f'Header "{row.name}" was switched off.',
            why=f'Postman sends only "{last}", which is below it.',
        )
    return [replace(row, enabled=False) if row in others else row for row in headers]


def _without_replaced(
    headers: list[NameValueRow], kept: re.Pattern[str], why: str, report: PostmanImportReport
) -> list[NameValueRow]:
    """The rows with those switched off in whose place Postman sends a media type of its own.

    One without a value is taken out: here it would mean that no Content-Type is sent.
    """
    if kept.match(content_type_of(headers)):
        return headers
    found = []
    for row in headers:
        if not _is_sent(row):
            found.append(row)
            continue
        if row.value:
            report.changed(f'Header "{row.name}" was switched off.', why=why)
            found.append(replace(row, enabled=False))
    return found
