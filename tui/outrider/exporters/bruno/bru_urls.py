"""URLs as Bruno has them: a text with the query, and rows that mirror it.

With its setting ``encodeUrl`` Bruno encodes a query as rows are encoded here, after references
have their values; without, it sends what is written. Which of both says the same is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from msgspec import Struct

from outrider.exporters.bruno.bru_text import BruRow
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.postman.url_writer import with_segments
from outrider.model.workspace import NameValueRow, Request
from outrider.variables.reference_grammar import Reference, parse_template
from outrider.variables.url.url_builder import encode_segment

_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_PATH = re.compile(r"(?:[A-Za-z0-9._~!*'()/-]|%[0-9A-Fa-f]{2})*")
"""What Bruno sends as it is written, where it encodes a path."""
_AUTHORITY = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")
_ENCODED_TWICE = re.compile(r"[\s\"#<>']|[^\x00-\x7f]")
"""What Bruno encodes twice in the query of a URL that has path parameters."""


class WrittenUrl(Struct, frozen=True):
    """A URL of Bruno's.

    Attributes:
        encodes: its setting ``encodeUrl``.
    """

    url: str
    query: tuple[BruRow, ...] = ()
    path: tuple[BruRow, ...] = ()
    encodes: bool = False


def bruno_url(request: Request, words: BrunoExportReport, place: str) -> WrittenUrl:
    """The URL of a request."""
    before, _, fragment = _split(request.url, "#")
    base, mark, own = _split(before, "?")
    base, values = with_segments(base, dict(request.path_params))
    rows = [row for row in request.query_params if row.name or row.value]
    on = [row for row in rows if row.enabled]
    encodes = bool(on) and not mark and _may_encode(base, on, has_path=bool(values))
    if fragment:
        words.changed("The fragment of the URL was not exported.", place, "It is not sent.")
    # Rows are appended to a query that ends with its sign without another one.
    query = [own.removesuffix("&") if on else own] if own else []
    query += [
        "=".join(_side(one, words, place, encodes=encodes) for one in (row.name, row.value))
        for row in on
    ]
    url = words.text(base, place)
    if query or mark:
        url += f"?{'&'.join(query)}"
    _tell_raw(request, words, place, encodes=encodes)
    return WrittenUrl(
        url,
        tuple(_rows(own, rows, words, place, encodes=encodes)),
        tuple(
            BruRow(words.text(name, place), _segment(value, words, place))
            for name, value in values.items()
        ),
        encodes,
    )


def _split(url: str, sign: str) -> tuple[str, str, str]:
    """As ``str.partition``; a sign inside a reference divides nothing."""
    plain = _REFERENCE.sub(lambda match: "x" * len(match[0]), url)
    at = plain.find(sign)
    return (url, "", "") if at < 0 else (url[:at], sign, url[at + 1 :])


def _may_encode(base: str, rows: Sequence[NameValueRow], *, has_path: bool) -> bool:
    """Whether the setting sends what is sent here."""
    start = _AUTHORITY.match(base)
    path = _REFERENCE.sub("", base[start.end() if start else 0 :])
    if _PATH.fullmatch(re.sub(r"(^|/):", r"\1", path)) is None:
        return False
    for row in rows:
        sides = [_REFERENCE.sub("", side) for side in (row.name, row.value)]
        if not sides[0] or "=" in sides[0] or any("&" in side for side in sides):
            return False
        if has_path and any(_ENCODED_TWICE.search(side) for side in sides):
            return False
    return True


def _side(written: str, words: BrunoExportReport, place: str, *, encodes: bool) -> str:
    if encodes:
        return words.text(written, place)
    return "".join(
        words.reference(piece.name, place)
        if isinstance(piece, Reference)
        else quote(piece, safe="", errors="replace")
        if isinstance(piece, str)
        else piece.written
        for piece in parse_template(written)
    )


def _segment(value: str, words: BrunoExportReport, place: str) -> str:
    return "".join(
        words.reference(piece.name, place)
        if isinstance(piece, Reference)
        else encode_segment(piece)
        if isinstance(piece, str)
        else piece.written
        for piece in parse_template(value)
    )


def _rows(
    own: str, rows: Sequence[NameValueRow], words: BrunoExportReport, place: str, *, encodes: bool
) -> Iterator[BruRow]:
    for pair in own.split("&") if own else ():
        name, _, value = pair.partition("=")
        yield BruRow(name, value)
    for row in rows:
        name, value = (_side(one, words, place, encodes=encodes) for one in (row.name, row.value))
        yield BruRow(name, value, row.enabled, row.description)


def _tell_raw(request: Request, words: BrunoExportReport, place: str, *, encodes: bool) -> None:
    """Says where Bruno inserts values of variables that are encoded here."""
    rows = () if encodes else [row for row in request.query_params if row.enabled]
    written = [side for row in rows for side in (row.name, row.value)]
    written += [*request.path_params.values(), _split(request.url, "?")[2]]
    names = {
        piece.name
        for one in written
        for piece in parse_template(one)
        if isinstance(piece, Reference) and not piece.name.startswith("$")
    }
    if names:
        words.changed(
            f"Values of variables are sent in the URL as they are: {', '.join(sorted(names))}.",
            place,
            "Bruno does not encode them there.",
        )
