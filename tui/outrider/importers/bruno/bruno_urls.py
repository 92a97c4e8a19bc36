"""URLs of Bruno's: a text that holds the query, and rows that mirror it.

Bruno sends the text. With ``encodeUrl`` it encodes the path's segments once, and each name and
value of the query whatever it holds; without, only what a URL may not have (the WHATWG's URL
standard, section 4.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from msgspec import Struct, field

from outrider.importers.bruno.bruno_report import BrunoImportReport, is_on
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.model.workspace import NameValueRow
from outrider.variables.url.url_builder import encode_segment
from outrider.variables.url.url_parts import percent_encoded
from outrider.visible_text import visible_line

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")
_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_ODATA = re.compile(r"[A-Za-z0-9_.-]+\([^)]*\)")
_ODATA_NAME = re.compile(r":([A-Za-z_]\w*)")
_KEPT_BY_JS = "-_.!~*'()"
"""What JavaScript's ``encodeURIComponent`` leaves, beside letters and digits."""


class BrunoUrl(Struct, frozen=True):
    """Where a request goes, as the workspace writes it."""

    url: str
    query: tuple[NameValueRow, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)


def read_bruno_url(url: str, params: Json, report: BrunoImportReport, *, encode: bool) -> BrunoUrl:
    """The URL, its rows and its path parameters; ``encode`` is the setting of that name."""
    # Line breaks are no part of a URL (the WHATWG's URL standard, section 4.4).
    written = re.sub(r"[\t\r\n]+", "", url.strip())
    rows = tables(params)
    path_rows = [row for row in rows if row.get("type") == "path"]
    base, query, fragment = _parted(written, keep_fragment=encode)
    if fragment:
        report.changed(
            f'The fragment "{visible_line(fragment)}" of the URL was removed.',
            why="It is not sent (RFC 9110 §4.2.3).",
        )
    path = _Path(report, path_rows, encode=encode)
    base = path.settle(base)
    if "?" in base:
        # The value of a path parameter begins the query.
        base, _, more = base.partition("?")
        query = "&".join(filter(None, (more, query)))
    query_rows = [row for row in rows if row.get("type") != "path"]
    found, left = _query(query, query_rows, report, encode=encode)
    return BrunoUrl(_with_scheme(report.template(base + left), report), tuple(found), path.values)


def _parted(url: str, *, keep_fragment: bool) -> tuple[str, str | None, str]:
    """What stands before the query, the query and the fragment; references are left whole."""
    plain = _REFERENCE.sub(lambda match: "x" * len(match[0]), url)
    end = len(url)
    if not keep_fragment and "#" in plain:
        end = plain.index("#")
    at = plain.find("?", 0, end)
    if at < 0:
        return url[:end], None, url[end + 1 :]
    return url[:at], url[at + 1 : end], url[end + 1 :]


def _with_scheme(url: str, report: BrunoImportReport) -> str:
    """Bruno sends to http where a URL has no scheme; here nothing is guessed when sending."""
    if not url or _SCHEME.match(url) or url.startswith(("{{", "\\{{")):
        return url
    report.changed('"http://" was added to the URL, as Bruno does.')
    return f"http://{url}"


# The query.


def _query(
    query: str | None,
    rows: Sequence[Mapping[str, Json]],
    report: BrunoImportReport,
    *,
    encode: bool,
) -> tuple[list[NameValueRow], str]:
    """The rows, and what of the query stays in the URL, with its question mark."""
    if query is None:
        return [_switched_off(row, report) for row in rows], ""
    pairs = [tuple(pair.partition("=")) for pair in query.split("&")]
    pairs = [pair for pair in pairs if pair[0]]
    words = {
        (text_of(row.get("name")), text_of(row.get("value"))): text_of(row.get("description"))
        for row in rows
        if is_on(row)
    }
    others = [
        row
        for row in rows
        if not is_on(row) or not _is_in(pairs, text_of(row.get("name")), text_of(row.get("value")))
    ]
    if all(equals and (encode or _is_plain(name + value)) for name, equals, value in pairs):
        found = [
            NameValueRow(
                report.template(name), report.template(value), True, words.get((name, value), "")
            )
            for name, _, value in pairs
        ]
        return [*found, *(_switched_off(row, report) for row in others)], ""
    # What no row can say stays in the URL, where every byte is kept.
    made = "&".join(
        "".join((_encoded(name), equals, _encoded(value))) for name, equals, value in pairs
    )
    left = made if encode else percent_encoded(query, "\"<>'#")
    return [_switched_off(row, report) for row in others], f"?{left}"


def _is_in(pairs: Sequence[tuple[str, ...]], name: str, value: str) -> bool:
    return any(
        (unquote(one[0]), unquote(one[2])) == (unquote(name), unquote(value)) for one in pairs
    )


def _is_plain(text: str) -> bool:
    """Whether encoding it sends what Bruno sends, which leaves most characters as they are."""
    return re.search(r"[^A-Za-z0-9._~ -]", _REFERENCE.sub("", text)) is None


def _switched_off(row: Mapping[str, Json], report: BrunoImportReport) -> NameValueRow:
    made = report.row(row)
    if is_on(row):
        report.changed(
            f'Query parameter "{visible_line(made.name)}" was switched off.',
            why="It is not in the URL, and Bruno sends the URL.",
        )
    return NameValueRow(made.name, made.value, False, made.description)


def _encoded(text: str) -> str:
    """A text as ``encodeURIComponent`` has it; references are encoded with their values."""
    return _outside_references(text, lambda piece: quote(piece, safe=_KEPT_BY_JS))


def _outside_references(text: str, change: object) -> str:
    assert callable(change)
    pieces, at = [], 0
    for found in _REFERENCE.finditer(text):
        pieces += [change(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*pieces, change(text[at:])])


# The path.


class _Path:
    """Path parameters, some of which become text of the URL.

    Attributes:
        values: of those that are parameters here, by name.
    """

    def __init__(
        self, report: BrunoImportReport, rows: Sequence[Mapping[str, Json]], *, encode: bool
    ) -> None:
        self._report = report
        self._encode = encode
        self._is_settled = bool(rows)
        self._written = {text_of(row.get("name")): text_of(row.get("value")) for row in rows}
        self._off = {text_of(row.get("name")) for row in rows if not is_on(row)}
        self.values: dict[str, str] = {}

    def settle(self, base: str) -> str:
        """What stands before the query, as the workspace writes it."""
        start = _START.match(base)
        at = start.end() if start else 0
        if base.startswith("{{"):
            # The variable may hold the scheme and the host.
            at = max(at, base.find("}}") + 2)
        return base[:at] + "/".join(map(self._segment, base[at:].split("/")))

    def _segment(self, segment: str) -> str:
        if self._written and _ODATA.fullmatch(segment) and ":" in segment:
            return self._literal(_ODATA_NAME.sub(self._inside, segment))
        name = segment[1:]
        if not segment.startswith(":") or not name:
            return self._literal(segment)
        if name not in self._written or name in self._off:
            self._report.changed(
                f'Path parameter ":{visible_line(name)}" has no value; the text '
                f'"{visible_line(segment)}" is sent.'
            )
            return self._literal(segment)
        value = self._written[name]
        if not value.strip():
            self._report.changed(
                f'Path parameter ":{visible_line(name)}" is empty.',
                advice="Enter a value before sending.",
            )
            return f":{self._name(name)}"
        if self._is_kept(value):
            known = self._name(name)
            self.values[known] = self._report.template(unquote(value))
            return f":{known}"
        self._report.changed(
            f'Path parameter ":{visible_line(name)}" became text of the URL.',
            why="Bruno sends characters of its value unencoded.",
        )
        return self._literal(value)

    @staticmethod
    def _name(name: str) -> str:
        return re.sub(r"[:\\{}]", "_", name)

    def _inside(self, match: re.Match[str]) -> str:
        value = self._written.get(match[1], "")
        if not value.strip() or match[1] in self._off:
            return match[0]
        self._report.changed(
            f'Path parameter ":{match[1]}" became text of the URL.',
            why="It is a part of a segment.",
        )
        return value

    def _literal(self, text: str) -> str:
        """Text of the path, in which no parameter begins."""
        if self._encode:
            made = _outside_references(
                text, lambda piece: "/".join(map(_encoded_once, piece.split("/")))
            )
        else:
            made = percent_encoded(text.replace("\\", "/"), '"<>`{}')
        return re.sub(r"(^|/):", r"\1\\:", made)

    def _is_kept(self, value: str) -> bool:
        """Whether a parameter with this value is sent as Bruno sends it; case of ``%3b`` aside."""
        plain = _REFERENCE.sub("", value)
        if re.search(r"[\x00-\x1f\x7f/?#\\]", plain):
            return False
        ours = encode_segment(unquote(plain, errors="surrogateescape"))
        if self._encode:
            theirs = _encoded_once(plain)
        else:
            theirs = percent_encoded(plain, '"<>`{}')
            theirs = "".join(
                one if one < "\x7f" else quote(one, errors="replace") for one in theirs
            )
        return _ESCAPE.sub(_upper, ours) == _ESCAPE.sub(_upper, theirs)


def _encoded_once(segment: str) -> str:
    """A segment decoded and encoded again, so that it is encoded once."""
    return quote(unquote(segment, errors="surrogateescape"), safe=_KEPT_BY_JS, errors="replace")


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()
