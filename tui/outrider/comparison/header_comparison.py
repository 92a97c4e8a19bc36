"""Header fields: by name, whatever its case (RFC 9110 §5.1); their order and case are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from outrider.comparison.compared_text import TextMasking
from outrider.comparison.difference import (
    ROW_NOTES,
    ComparedRow,
    Difference,
    DifferenceKind,
    PartRows,
    RowSign,
)
from outrider.comparison.named_comparison import NamedKind, NamedText, compare_named
from outrider.model.message import FieldLine

VOLATILE = frozenset(
    {
        "age",
        "cf-ray",
        "date",
        "dpop",
        "nel",
        "postman-token",
        "report-to",
        "request-id",
        "server-timing",
        "sforce-request-id",
        "traceparent",
        "tracestate",
        "user-agent",
        "x-amz-cf-id",
        "x-amz-date",
        "x-amz-id-2",
        "x-amz-request-id",
        "x-amzn-requestid",
        "x-amzn-trace-id",
        "x-b3-parentspanid",
        "x-b3-spanid",
        "x-b3-traceid",
        "x-cloud-trace-context",
        "x-correlation-id",
        "x-ms-client-request-id",
        "x-ms-request-id",
        "x-request-id",
        "x-request-time",
        "x-response-time",
        "x-runtime",
        "x-trace-id",
    }
)
"""Fields that differ between any two sends, or between any two programs, in lower case."""

ADDED_BY_CLIENTS = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "te",
        "transfer-encoding",
        "user-agent",
    }
)
"""Fields that a client adds by itself when it sends, in lower case."""


def is_volatile_header(name: str) -> bool:
    """Whether a field differs between any two sends."""
    return name.lower() in VOLATILE


_HEADERS = NamedKind("header", ": ", str.lower, is_volatile_header)


def compare_headers(
    first: Sequence[FieldLine],
    second: Sequence[FieldLine],
    masking: TextMasking,
    into: PartRows,
    planned: tuple[bool, bool] = (False, False),
) -> None:
    """Compares two lists of fields.

    Args:
        first: in order, duplicates kept.
        second: the same of the other side.
        masking: makes the values that are shown.
        into: takes the rows.
        planned: whether a side was not sent yet, so that what its client adds is not in it.
    """
    compare_named(_named(first, masking), _named(second, masking), _HEADERS, into)
    into.rows = _without_boundaries([_without_added(row, planned) for row in into.rows])


def _named(fields: Iterable[FieldLine], masking: TextMasking) -> list[NamedText]:
    # Browsers write the pseudo-header fields of HTTP/2 beside the others (RFC 9113 §8.3).
    return [NamedText(line.name, masking.field(line)) for line in fields if line.name[:1] != ":"]


def _without_added(row: ComparedRow, planned: tuple[bool, bool]) -> ComparedRow:
    """The row; a field that the planned side will only get when it is sent is no difference."""
    found = row.found
    if found is None or found.kind not in _ONE_SIDED:
        return row
    lacks = planned[1] if found.kind is DifferenceKind.ONLY_FIRST else planned[0]
    name = found.at.partition('"')[2].rstrip('"').lower()
    if not lacks or name not in ADDED_BY_CLIENTS:
        return row
    kind = DifferenceKind.ADDED_WHEN_SENT
    told: Difference = replace(found, kind=kind, is_volatile=False)
    return ComparedRow(RowSign.SAME, f"{row.text}{ROW_NOTES[kind]}", found=told)


def _without_boundaries(rows: Sequence[ComparedRow]) -> list[ComparedRow]:
    """The rows; another boundary of a multipart body, which each client makes up, is volatile."""
    told: dict[int, Difference] = {}
    found = []
    for row in rows:
        if row.found is not None and _is_other_boundary(row.found):
            # Both rows of a difference keep one.
            other = told.setdefault(id(row.found), replace(row.found, is_volatile=True))
            found.append(replace(row, found=other, is_volatile=True))
        else:
            found.append(row)
    return found


def _is_other_boundary(found: Difference) -> bool:
    first, second = found.first, found.second
    if found.kind is not DifferenceKind.CHANGED or first is None or second is None:
        return False
    if first.at.lower() != 'header "content-type"':
        return False
    return _BOUNDARY.sub("", first.text) == _BOUNDARY.sub("", second.text)


_BOUNDARY = re.compile(r"boundary=(?:\"[^\"]*\"|[^\s;\"]*)", re.IGNORECASE)


_ONE_SIDED = frozenset({DifferenceKind.ONLY_FIRST, DifferenceKind.ONLY_SECOND})
