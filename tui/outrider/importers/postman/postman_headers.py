"""Header rows of Postman's: a list of tables or of lines, or one text of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outrider.importers.postman.postman_documents import Json, description_of, is_enabled, text_of
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import NameValueRow


def header_pairs(header: Json) -> Iterator[NameValueRow]:
    """Every row as it is written."""
    lines = header.splitlines() if isinstance(header, str) else header
    for one in lines if isinstance(lines, list) else []:
        if isinstance(one, Mapping):
            key, value = text_of(one.get("key")), text_of(one.get("value", ""))
            if one.get("value", "") is None:
                # What Postman sends for a value that is null.
                value = "null"
            if key:
                yield NameValueRow(
                    key, value, is_enabled(one), description_of(one.get("description"))
                )
        elif isinstance(one, str) and one.strip():
            name, _, value = one.partition(":")
            yield NameValueRow(name.strip(), value.strip())


def read_headers(header: Json, report: PostmanImportReport) -> list[NameValueRow]:
    """The rows of a request, references as they are written here."""
    return [
        NameValueRow(
            report.template(row.name.strip()),
            report.template(row.value.strip()),
            row.enabled,
            row.description,
        )
        for row in header_pairs(header)
    ]
