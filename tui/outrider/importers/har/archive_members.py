"""The members of an archive (HAR 1.2); others, and rows that say what no request has, are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from outrider.importers.building.known_members import MemberCheck, table_shape
from outrider.importers.building.loose_values import Json, shown_title, tables, text_of
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport

_FORM = "application/x-www-form-urlencoded"
_ROW = "name value comment"
_CHECK: Final = MemberCheck(
    {
        "archive": table_shape("the document", inner={"log": "log"}),
        "log": table_shape("log", "version creator browser entries comment", {"pages": "page"}),
        "page": table_shape("a page", "startedDateTime id title pageTimings comment"),
        "entry": table_shape(
            "the entry",
            "pageref startedDateTime time cache timings serverIPAddress connection comment",
            {"request": "request", "response": "response"},
        ),
        "request": table_shape(
            "the request",
            "method url httpVersion headersSize bodySize comment",
            {"cookies": "cookie", "headers": "row", "queryString": "row", "postData": "body"},
        ),
        "body": table_shape("postData", "mimeType text encoding comment", {"params": "part"}),
        "part": table_shape("a row of postData", "name value fileName contentType comment"),
        "response": table_shape(
            "the response",
            "status statusText httpVersion redirectURL headersSize bodySize comment error",
            {"cookies": "cookie", "headers": "row", "content": "content"},
        ),
        "content": table_shape("content", "size compression mimeType text encoding comment", {}),
        "row": table_shape("a row", _ROW),
        "cookie": table_shape("a cookie", f"{_ROW} path domain expires httpOnly secure sameSite"),
    },
    # What begins so is a writer's own (HAR 1.2, "Custom fields").
    ("_",),
)


def tell_archive(data: Json, report: ImportReport) -> None:
    """Of the document but its entries."""
    _CHECK.tell(data, "archive", report)


def tell_entry(entry: Mapping[str, Json], report: ImportReport) -> None:
    """Of an entry, and the rows beside a URL or a text that say something else than it does."""
    _CHECK.tell(entry, "entry", report)
    request = entry.get("request")
    if not isinstance(request, Mapping):
        return
    query = text_of(request.get("url")).partition("#")[0].partition("?")[2]
    if query:
        _tell_rows(request.get("queryString"), query, "queryString", "the URL", report)
    body = request.get("postData")
    if isinstance(body, Mapping) and text_of(body.get("mimeType")).startswith(_FORM):
        text = text_of(body.get("text"))
        if text:
            _tell_rows(body.get("params"), text, "postData.params", "postData.text", report)


def _tell_rows(rows: Json, said: str, where: str, what: str, report: ImportReport) -> None:
    """Tells the rows whose names are not in what is sent; writers decode them or do not."""
    given = {name for name, _ in parse_qsl(said, keep_blank_values=True)}
    given |= {pair.partition("=")[0] for pair in said.split("&")}
    for row in tables(rows):
        name = text_of(row.get("name"))
        if name and name not in given and not given & _decoded(name):
            shown = without_credentials(shown_title(name))
            report.lost(f'Row "{shown}" of {where} was not imported: {what} does not have it.')


def _decoded(name: str) -> set[str]:
    return {key for key, _ in parse_qsl(name, keep_blank_values=True)}
