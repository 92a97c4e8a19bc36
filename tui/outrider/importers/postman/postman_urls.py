"""URLs of Postman's: a text, or a table whose ``raw`` leaves disabled parameters out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from msgspec import Struct, field

from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.postman_documents import is_enabled
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.postman_url_parts import (
    before_query,
    is_same_url,
    rows_of_query,
    url_from_parts,
    written_row,
)
from outrider.model.workspace import NameValueRow
from outrider.variables.url.url_builder import encode_segment
from outrider.variables.url.url_parts import percent_encoded

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FIRST = re.compile(r"\{\{([^{}$]+)\}\}")
_TO_SCHEME = re.compile(r"(?:[A-Za-z0-9+.-]|\{\{[^{}]*\}\})*:?//")
"""What stands between the start of a URL and its host, where a variable is the scheme."""
_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")
_REST = re.compile(r"[?#]")
_REFERENCES = re.compile(r"\{\{[^{}]*\}\}")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_AS_TYPED = "/%!$&'()*+,;=[]\\^|"
"""What Postman sends as it is typed, where a path parameter would have it encoded."""
_BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""White space as JavaScript trims it."""


class ImportedUrl(Struct, frozen=True):
    """Where a request goes, as the workspace writes it."""

    url: str
    query: tuple[NameValueRow, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)


def read_url(url: Json, report: PostmanImportReport) -> ImportedUrl:
    """The URL, its rows and its path parameters.

    Postman sends the parts of a URL, and ``raw`` where there are none.
    """
    table = url if isinstance(url, Mapping) else {"raw": text_of(url)}
    raw = text_of(table.get("raw"))
    is_parts = bool(table.get("host")) or not raw
    base = (url_from_parts(table) if is_parts else raw).lstrip(_BLANKS)
    if is_parts and raw and not is_same_url(raw, table):
        report.changed(
            "The URL was imported from its parts; url.raw differs.",
            why="Postman sends host, path and query.",
        )
    base = base.split("#", 1)[0]
    blanks = base[len(base.rstrip(_BLANKS)) :]
    if blanks:
        base = base.removesuffix(blanks) + quote(blanks)
        report.changed(
            f"The URL ends with a space or line break, which is sent as {quote(blanks)}.",
            why="Postman does not remove it.",
        )
    rows = rows_of_query(table)
    on = [row for row in rows if is_enabled(row)]
    if rows:
        base = before_query(base)
    if not all(map(_is_faithful, on)):
        # What no row can say stays in the URL, where every byte is kept.
        base += "?" + "&".join(map(written_row, on))
        rows = [row for row in rows if not is_enabled(row)]
    base, path = _with_parameters(base, tables(table.get("variable")), report)
    return ImportedUrl(
        _with_scheme(report.template(_as_sent(base)), report), tuple(map(report.row, rows)), path
    )


def _as_sent(url: str) -> str:
    """A URL with those characters encoded that Postman encodes when it sends it."""
    base = before_query(url)
    return percent_encoded(base, '"<>`{}') + percent_encoded(url[len(base) :], "\"<>'")


def _is_faithful(row: Mapping[str, Json]) -> bool:
    """Whether encoding a row anew sends what Postman sends.

    Postman encodes what no URL may hold and leaves all else as it was typed; a row is encoded
    wholly. They agree where a value holds nothing but letters, digits and references.
    """
    if row.get("value") is None:
        return False
    sides = [text_of(row.get("key")), text_of(row.get("value"))]
    plain = [re.sub(r"\{\{[^{}]*\}\}", "", side) for side in sides]
    return any(sides) and not any(re.search(r"[^A-Za-z0-9._~ -]", side) for side in plain)


def _with_scheme(url: str, report: PostmanImportReport) -> str:
    """Postman sends to http where a URL has no scheme; here nothing is guessed when sending."""
    start = _TO_SCHEME.match(url)
    first = _FIRST.match(url)
    is_whole = first is not None and url.startswith("://", first.end())
    if not url or _SCHEME.match(url) or is_whole:
        return url
    if start is not None and start[0].endswith("://"):
        report.changed(
            f"The URL's scheme {start[0]} has a variable in it; the request cannot be sent.",
            why="The scheme must be literal, or come from the variable that the URL starts with.",
            advice="Write the scheme itself, or one variable for all of it.",
        )
        return url
    if url.startswith(("{{", "\\{{")):
        return url
    report.changed('"http://" was added to the URL, as Postman does.')
    return f"http://{url}"


def _with_parameters(
    base: str, rows: list[Mapping[str, Json]], report: PostmanImportReport
) -> tuple[str, dict[str, str]]:
    """The URL with its path parameters as they are written here, and their values.

    To Postman a segment that begins with a colon is a parameter, up to its first dot, where the
    request has one of that name; else it is text. One without a value is left out, so that
    nothing is sent. One whose value Postman sends in other bytes than a parameter would be sent
    in becomes text.
    """
    written = {text_of(row.get("key") or row.get("id")): text_of(row.get("value")) for row in rows}
    start = _START.match(base)
    at = start.end() if start else 0
    end = _REST.search(base, at)
    stop = end.start() if end else len(base)
    values: dict[str, str] = {}
    used: set[str] = set()
    segments = []
    for segment in base[at:stop].split("/"):
        key, suffix = _parameter_of(segment)
        if not key:
            segments.append(_as_path(segment))
        elif key not in written:
            segments.append("\\" + segment)
            report.changed(f'Path parameter ":{key}" has no value; the text "{segment}" is sent.')
        elif written[key] and not _is_kept_by_segment(written[key] + suffix):
            used.add(key)
            segments.append(_as_text(written[key] + suffix))
            report.changed(
                f'Path parameter ":{key}" became text of the URL.',
                why=_sent_unencoded(written[key] + suffix),
            )
        else:
            used.add(key)
            name = re.sub(r"[:\\{}]", "_", key + suffix)
            segments.append(f":{name}")
            if written[key]:
                values[name] = report.template(unquote(written[key] + suffix))
    for key, value in written.items():
        if key and not value:
            report.changed(
                f'Path parameter ":{key}" is empty.', advice="Enter a value before sending."
            )
        elif key and key not in used:
            values[key] = report.template(unquote(value))
    return base[:at] + "/".join(segments) + base[stop:], values


def _parameter_of(segment: str) -> tuple[str, str]:
    """The name of the parameter that a segment is, which has no dot, and what follows its value."""
    if not segment.startswith(":"):
        return "", ""
    name, dot, rest = segment[1:].partition(".")
    return name, dot + rest


def _is_kept_by_segment(value: str) -> bool:
    """Whether a value of a path parameter is sent as Postman sends it; case of ``%3b`` aside."""
    plain = _REFERENCES.sub("", value)
    ours = encode_segment(unquote(plain, errors="surrogateescape"))
    theirs = percent_encoded(plain, '"<>`{}?#')
    theirs = "".join(one if one < "\x7f" else quote(one, errors="replace") for one in theirs)
    return re.search(r"[\x00-\x1f\x7f]", plain) is None and (
        _ESCAPE.sub(_upper, ours) == _ESCAPE.sub(_upper, theirs)
    )


def _sent_unencoded(value: str) -> str:
    plain = dict.fromkeys(_REFERENCES.sub("", value))
    found = [one for one in plain if one in _AS_TYPED and one != "\\"]
    if "\\" in plain:
        return "Postman sends a backslash of its value as a slash."
    return f"Postman sends {' '.join(found)} of its value unencoded." if found else ""


def _as_text(value: str) -> str:
    """A value as literal text of a path: it does not end the path, and begins no parameter."""
    return _as_path(percent_encoded(value, "?#"))


def _as_path(written: str) -> str:
    """Literal text of a path: no parameter begins in it, and a backslash is a slash.

    Postman's URLs are those of browsers (the WHATWG's URL standard, section 4.4).
    """
    return re.sub(r"(^|/):", r"\1\\:", written.replace("\\", "/"))


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()
