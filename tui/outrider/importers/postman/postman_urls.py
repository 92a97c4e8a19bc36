"""URLs of Postman's: a text, or a table whose ``raw`` leaves disabled parameters out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from msgspec import Struct, field

from outrider.importers.postman.postman_documents import (
    Json,
    is_enabled,
    tables,
    text_of,
)
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import NameValueRow, Scalar

NO_SCHEME = '"http://" was added to the URL, as Postman does.'
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FIRST = re.compile(r"\{\{([^{}$]+)\}\}")
_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")
_REST = re.compile(r"[?#]")


class ImportedUrl(Struct, frozen=True):
    """Where a request goes, as the workspace writes it."""

    url: str
    query: tuple[NameValueRow, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)


def read_url(url: Json, report: PostmanImportReport) -> ImportedUrl:
    """The URL, its rows and its path parameters."""
    table = url if isinstance(url, Mapping) else {"raw": text_of(url)}
    raw = text_of(table.get("raw")) or _from_parts(table)
    base = _before_query(raw)
    rows = tables(table.get("query"))
    on = [row for row in rows if is_enabled(row)]
    if not rows:
        base = raw.split("#", 1)[0]
    elif not all(map(_is_faithful, on)):
        # What no row can say stays in the URL, where every byte is kept.
        base += "?" + "&".join(map(_written, on))
        rows = [row for row in rows if not is_enabled(row)]
    base, path = _with_parameters(base, tables(table.get("variable")), report)
    return ImportedUrl(
        _with_scheme(report.template(_as_sent(base)), report), tuple(map(report.row, rows)), path
    )


def _as_sent(url: str) -> str:
    """A URL with those characters encoded that Postman encodes when it sends it."""
    base = _before_query(url)
    return _encoded(base, '"<>`{}') + _encoded(url[len(base) :], "\"<>'")


def _encoded(text: str, characters: str) -> str:
    """A text with these characters percent-encoded, but for those in references."""

    def piece(match: re.Match[str]) -> str:
        found = match[0]
        return found if len(found) > 1 else f"%{ord(found):02X}"

    written = r"\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}|[" + re.escape(characters) + r"\x00-\x20\x7f]"
    return re.sub(written, piece, text)


def _written(row: Mapping[str, Json]) -> str:
    """A row of the query as Postman writes it: what would end it is encoded, nothing else."""
    key = _encoded(text_of(row.get("key")), "&#=")
    value = row.get("value")
    return key if value is None else f"{key}={_encoded(text_of(value), '&#')}"


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


def _before_query(raw: str) -> str:
    """The URL before its query; a question mark inside a reference begins none."""
    plain = re.sub(r"\{\{[^{}]*\}\}", lambda match: "x" * len(match[0]), raw)
    ends = [at for at in (plain.find("?"), plain.find("#")) if at >= 0]
    return raw[: min(ends, default=len(raw))]


def _from_parts(url: Mapping[str, Json]) -> str:
    host, path = url.get("host"), url.get("path")
    host_text = ".".join(map(text_of, host)) if isinstance(host, list) else text_of(host)
    if isinstance(path, list):
        steps = (one.get("value") if isinstance(one, Mapping) else one for one in path)
        path_text = "/".join(map(text_of, steps))
    else:
        path_text = text_of(path).lstrip("/")
    protocol, port = text_of(url.get("protocol")), text_of(url.get("port"))
    start = f"{protocol}://" if protocol else ""
    rows = url.get("query")
    query = "&".join(_written(row) for row in tables(rows) if is_enabled(row))
    if isinstance(rows, str):
        query = rows.removeprefix("?")
    return (
        start
        + host_text
        + (f":{port}" if port else "")
        + (f"/{path_text}" if path_text else "")
        + (f"?{query}" if query else "")
    )


def _with_scheme(url: str, report: PostmanImportReport) -> str:
    """Postman sends to http where a URL has no scheme; here nothing is guessed when sending."""
    if not url or _SCHEME.match(url) or url.startswith(("{{", "\\{{")):
        return url
    report.changed(NO_SCHEME)
    return f"http://{url}"


def _with_parameters(
    base: str, rows: list[Mapping[str, Json]], report: PostmanImportReport
) -> tuple[str, dict[str, str]]:
    """The URL with its path parameters as they are written here, and their values.

    To Postman a segment that begins with a colon is a parameter as a whole, where the request has
    one of that name; else it is text. One without a value is left out, so that nothing is sent.
    """
    written = {text_of(row.get("key") or row.get("id")): text_of(row.get("value")) for row in rows}
    start = _START.match(base)
    at = start.end() if start else 0
    end = _REST.search(base, at)
    stop = end.start() if end else len(base)
    values: dict[str, str] = {}
    names: dict[str, str] = {}
    segments = []
    for segment in base[at:stop].split("/"):
        key = segment[1:]
        if not segment.startswith(":") or not key:
            segments.append(segment.replace("\\:", "\\\\:"))
        elif key not in written:
            segments.append("\\" + segment)
            report.changed(f'Path parameter ":{key}" has no value; the text ":{key}" is sent.')
        else:
            name = names.setdefault(key, re.sub(r"[:\\\\{}]", "_", key))
            segments.append(f":{name}")
    for key, value in written.items():
        if key and value:
            values[names.get(key, key)] = report.template(unquote(value))
        elif key:
            report.changed(
                f'Path parameter ":{key}" is empty.', advice="Enter a value before sending."
            )
    return base[:at] + "/".join(segments) + base[stop:], values


def host_variable(url: str, scopes: Iterable[Mapping[str, Scalar]]) -> str:
    """The variable that a URL begins with and gets no scheme from, whatever scope gives it.

    It is empty where there is none, or where it may hold a scheme.
    """
    match = _FIRST.match(url)
    values = [str(scope[match[1]]) for scope in scopes if scope.get(match[1])] if match else []
    if match is None or any(_SCHEME.match(one) or one.startswith("{{") for one in values):
        return ""
    return match[1] if values else ""
