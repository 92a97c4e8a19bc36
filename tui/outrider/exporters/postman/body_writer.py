"""Bodies in Postman's form: raw, urlencoded, formdata, file, graphql."""

from __future__ import annotations

import os.path
import re
from collections.abc import Sequence

from outrider.exporters.postman.export_report import ExportReport, Json, postman_row
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
from outrider.variables.body.body_resolution import MEDIA_TYPES, OCTETS
from outrider.variables.reference_grammar import has_reference

_PARTS = re.compile(r"multipart/form-data\s*(;.*boundary=.*)?", re.IGNORECASE | re.DOTALL)
"""A Content-Type that Postman sends with a body of parts as it is written."""


def body_table(body: Body, words: ExportReport, place: str) -> tuple[Json, str]:
    """A body, and the Content-Type that has to be written for it; empty where Postman adds it."""
    match body:
        case TextBody():
            media_type = MEDIA_TYPES.get(body.type, MEDIA_TYPES["text"])
            if body.file is not None:
                return _file(body.file, words, place), media_type
            # Of nothing, no type is sent.
            is_typed = body.type == "text" and (body.content or "").strip() != ""
            return _raw(body, words, place), media_type if is_typed else ""
        case FormBody():
            rows = [_row(row, words, place) for row in body.fields]
            return {"mode": "urlencoded", "urlencoded": rows}, ""
        case MultipartBody():
            parts = [_part(part, words, place) for part in body.parts]
            return {"mode": "formdata", "formdata": parts}, ""
        case FileBody():
            media_type = words.text(body.content_type or OCTETS, place)
            return _file(body.file, words, place), media_type
        case GraphQLBody():
            return _graphql(body, words, place), ""


def tell_replaced_type(rows: Sequence[NameValueRow], words: ExportReport, place: str) -> None:
    """Says that Postman sends another Content-Type with parts than these headers ask for."""
    typed = [row for row in rows if row.name.strip().lower() == "content-type"]
    on = [row for row in typed if row.enabled]
    if not on and any(not row.value for row in typed):
        words.lost(
            "Postman sends a Content-Type header, which this request removes.",
            place,
            "Postman sends multipart/form-data, since the body has parts.",
        )
    for row in on:
        if not _PARTS.fullmatch(row.value.strip()) and not has_reference(row.value):
            words.lost(
                f'Postman does not send header "{row.name}: {row.value}".',
                place,
                "Postman sends multipart/form-data instead, since the body has parts.",
            )


def _raw(body: TextBody, words: ExportReport, place: str) -> Json:
    return {
        "mode": "raw",
        "raw": words.text(body.content or "", place),
        "options": {"raw": {"language": body.type}},
    }


def _row(row: NameValueRow, words: ExportReport, place: str) -> Json:
    return postman_row(row, words.text(row.name, place), words.text(row.value, place), type="text")


def _part(part: MultipartPart, words: ExportReport, place: str) -> Json:
    table: Json = {"key": words.text(part.name, place)}
    if part.file is None:
        table |= {"value": words.text(part.value or "", place), "type": "text"}
    else:
        table |= {"src": words.text(part.file, place), "type": "file"}
        _say_file(part.file, words, place)
    if part.filename is not None and part.filename != os.path.basename(part.file or ""):  # noqa: PTH119 - a name, not a file
        words.lost(
            f'File name "{part.filename}" of part "{part.name}" was not exported.',
            place,
            "Postman sends the file's own name.",
        )
    if part.content_type:
        table["contentType"] = words.text(part.content_type, place)
    return table if part.enabled else {**table, "disabled": True}


def _file(file: str, words: ExportReport, place: str) -> Json:
    _say_file(file, words, place)
    return {"mode": "file", "file": {"src": words.text(file, place)}}


def _say_file(file: str, words: ExportReport, place: str) -> None:
    words.changed(
        f'File "{file}" is not included in the collection.',
        place,
        advice="Choose it in Postman, or copy it to Postman's working directory.",
    )


def _graphql(body: GraphQLBody, words: ExportReport, place: str) -> Json:
    table: Json = {"query": words.text(body.query, place)}
    if body.operation_name:
        table["operationName"] = words.text(body.operation_name, place)
    table["variables"] = words.text(body.variables or "", place)
    return {"mode": "graphql", "graphql": table}
