"""Header rows of Postman's: tables or lines, one text of lines, or one table of all names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.postman.postman_documents import description_of, is_enabled
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import NameValueRow

_TOKEN = re.compile(r"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]|\{\{[^{}]*\}\})+")
"""A field name (RFC 9110 §5.6.2), or a part of one and references."""


def header_pairs(header: Json) -> Iterator[NameValueRow]:
    """Every row as it is written."""
    lines = header.splitlines() if isinstance(header, str) else header
    if isinstance(header, Mapping):
        lines = [header] if "key" in header else [{"key": k, "value": v} for k, v in header.items()]
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


def read_headers(
    header: Json, report: PostmanImportReport, system: Json = None
) -> list[NameValueRow]:
    """The rows of a request, references as they are written here.

    ``system`` says which of the fields that Postman adds by itself it shall not add, as
    ``disabledSystemHeaders`` does: here a row without a value, switched off, does.
    """
    rows = [
        row
        for row in _rows(header, report)
        if row.enabled or row.value or row.name.lower() not in ADDED_BY_ITSELF
    ]
    given = {row.name.lower() for row in rows if row.enabled}
    off = [name for name, value in system.items() if value] if isinstance(system, Mapping) else []
    rows += [
        NameValueRow(name.title(), "", enabled=False)
        for name in off
        if name.lower() in ADDED_BY_ITSELF - given
    ]
    return rows


ADDED_BY_ITSELF = frozenset({"accept", "accept-encoding", "content-type", "user-agent"})
"""Fields that are sent where a request says nothing of them, in lower case."""


def _rows(header: Json, report: PostmanImportReport) -> list[NameValueRow]:
    rows: list[NameValueRow] = []
    cookies: dict[str, int] = {}
    for row in header_pairs(header):
        name, value = report.template(row.name.strip()), report.template(row.value.strip())
        enabled = row.enabled
        if enabled and name.startswith("//") and _TOKEN.fullmatch(name[2:].strip()):
            name, enabled = name[2:].strip(), False
            report.changed(
                f'Header "{name}" was switched off, since its name begins with "//".',
                why="Postman cannot send a request that has it.",
            )
        elif enabled and not _TOKEN.fullmatch(name):
            report.changed(
                f'Header name "{report.title(name)}" has a character that cannot be sent.',
                advice="Correct it, or switch the header off.",
            )
        elif enabled and name in cookies:
            # Postman sends the cookies of several such headers in one.
            first = rows[cookies[name]]
            rows[cookies[name]] = replace(first, value=f"{first.value}; {value}")
            continue
        elif enabled and name.lower() == "cookie":
            cookies[name] = len(rows)
        rows.append(NameValueRow(name, value, enabled, row.description))
    return rows
