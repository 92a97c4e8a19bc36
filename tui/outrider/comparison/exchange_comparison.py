"""Two exchanges, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from msgspec import Struct

from outrider.comparison.body_comparison import compare_bodies
from outrider.comparison.compared_exchange import ComparedExchange, body_of_response
from outrider.comparison.compared_text import ComparedText, TextMasking
from outrider.comparison.difference import (
    ComparedPart,
    ComparedRow,
    Difference,
    DifferenceKind,
    PartRows,
    Place,
    RowSign,
    differences_in,
)
from outrider.comparison.header_comparison import compare_headers
from outrider.comparison.url_comparison import compare_urls, without_parts
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import FieldLine, ResponseMessage

_VERSIONS = {"HTTP/2.0": "HTTP/2", "H2": "HTTP/2", "HTTP/3.0": "HTTP/3", "H3": "HTTP/3"}
"""As HAR files spell versions of HTTP, in capitals."""


class Comparison(Struct, frozen=True):
    """What two exchanges have in common, and what not.

    Attributes:
        labels: of the two sides.
        request: rows of the request: its line, then its headers.
        request_body: rows of its body.
        response: rows of the status line and the headers.
        response_body: rows of the body.
    """

    labels: tuple[str, str]
    request: tuple[ComparedRow, ...]
    request_body: tuple[ComparedRow, ...]
    response: tuple[ComparedRow, ...]
    response_body: tuple[ComparedRow, ...]
    found: tuple[Difference, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """By what the two differ."""
        return tuple(one for one in self.found if one.counts)

    @property
    def differs(self) -> bool:
        """Whether they do."""
        return any(one.counts for one in self.found)


def compare_exchanges(
    first: ComparedExchange, second: ComparedExchange, policy: MaskingPolicy
) -> Comparison:
    """Compares two exchanges; secrets are compared, and masked in what is told."""
    masking = TextMasking(policy)
    line, urls = _request_line(first, second, masking)
    headers = PartRows(ComparedPart.REQUEST_HEADER)
    planned = (first.is_planned, second.is_planned)
    compare_headers(first.headers, second.headers, masking, headers, planned)
    body = compare_bodies(first.body, second.body, masking, ComparedPart.REQUEST_BODY)
    status, fields, answer = _responses(first, second, masking)
    found = chain(
        differences_in(line),
        urls,
        *(map(differences_in, (headers.rows, body.rows, status, fields, answer))),
    )
    return Comparison(
        (first.label, second.label),
        (*line, *headers.rows),
        tuple(body.rows),
        (*status, *fields),
        tuple(answer),
        tuple(found),
    )


def _request_line(
    first: ComparedExchange, second: ComparedExchange, masking: TextMasking
) -> tuple[list[ComparedRow], Iterable[Difference]]:
    """The rows of method and URL, with the difference of the method; those of the URL apart."""
    into = PartRows(ComparedPart.METHOD)
    words = [ComparedText(one.method, one.method) for one in (first, second)]
    into.pair(("", ""), words[0], words[1])
    parts = compare_urls(first.url, second.url, masking)
    urls = tuple(differences_in(parts.rows))
    lines = [
        f"{one.method} {without_parts(masking.url(one.url).shown, parts.hidden)}"
        for one in (first, second)
    ]
    methods = tuple(differences_in(into.rows))
    told = next((one for one in (*methods, *urls) if one.counts), None)
    if told is None:
        return [ComparedRow(RowSign.SAME, lines[0])], urls
    # Both rows belong to one difference, so that they are one step of the cursor.
    own = methods[0] if methods else urls[0]
    rows = [ComparedRow(RowSign.GONE, lines[0], found=own)]
    rows.append(ComparedRow(RowSign.NEW, lines[1], found=own))
    return rows, [one for one in urls if one is not own]


def _responses(
    first: ComparedExchange, second: ComparedExchange, masking: TextMasking
) -> tuple[list[ComparedRow], list[ComparedRow], list[ComparedRow]]:
    """Rows of the status, of the headers and of the body."""
    status = PartRows(ComparedPart.STATUS)
    headers = PartRows(ComparedPart.RESPONSE_HEADER)
    if first.is_planned or second.is_planned:
        if not (first.is_planned and second.is_planned):
            words = "not compared: one of the two was not sent"
            place = Place("", words)
            found = Difference(status.part, DifferenceKind.NOT_COMPARED, place, place)
            status.rows.append(ComparedRow(RowSign.SAME, f"({words})", found=found))
        return status.rows, [], []
    lines = _status_lines(first.response, second.response)
    _pair_or_only(status, lines)
    problems = [
        masking.plain("\n".join(one.problem)) if one.problem else None for one in (first, second)
    ]
    if problems != [None, None]:
        _pair_or_only(status, (problems[0], problems[1]), "problem")
    if first.response is None or second.response is None:
        return status.rows, [], []
    compare_headers(_fields(first.response), _fields(second.response), masking, headers)
    bodies = (body_of_response(first.response), body_of_response(second.response))
    answer = compare_bodies(*bodies, masking, ComparedPart.RESPONSE_BODY)
    return status.rows, headers.rows, answer.rows


def _pair_or_only(
    into: PartRows, texts: tuple[ComparedText | None, ComparedText | None], at: str = ""
) -> None:
    first, second = texts
    if first is not None and second is not None:
        into.pair((at, at), first, second)
    elif first is not None:
        into.only(at, first, is_first=True)
    elif second is not None:
        into.only(at, second, is_first=False)


def _status_lines(
    first: ResponseMessage | None, second: ResponseMessage | None
) -> tuple[ComparedText | None, ComparedText | None]:
    """Version, status and reason, as far as both sides have them."""
    there = [one for one in (first, second) if one is not None]
    versions = all(one.http_version for one in there)
    # HTTP/2 has no reason phrase (RFC 9113 §8.3.2).
    reasons = all(one.reason for one in there)
    lines = [
        None if one is None else _status_line(one, version=versions, reason=reasons)
        for one in (first, second)
    ]
    return lines[0], lines[1]


def _status_line(response: ResponseMessage, *, version: bool, reason: bool) -> ComparedText:
    name = response.http_version.upper()
    words = [
        _VERSIONS.get(name, name) if version else "",
        str(response.status),
        response.reason if reason else "",
    ]
    line = " ".join(filter(None, words))
    return ComparedText(line, line)


def _fields(response: ResponseMessage) -> list[FieldLine]:
    return [FieldLine(name, value) for name, value in (*response.headers, *response.trailers)]
