"""URLs in Postman's form: a table of parts, since Postman does not read ``raw``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from msgspec.structs import replace

from outrider.credential_shapes import has_credential_shape
from outrider.exporters.postman.export_report import ExportReport, Json, postman_row
from outrider.model.secret import MASK
from outrider.model.workspace import NameValueRow, Request
from outrider.variables.reference_grammar import (
    NestedReference,
    Reference,
    has_reference,
    is_name,
    parse_template,
)

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_BASE = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*/?)([^?#]*)(.*)", re.DOTALL)
_PARAMETER = re.compile(r":([^:\\\ue000\ue001]+)(?=:|\\:|$)")
_HIDDEN = re.compile("\ue000(\\d+)\ue001")
_PORT = re.compile("(.*):(\\d+|\ue000\\d+\ue001)", re.DOTALL)
_NEEDS_ENCODING = re.compile(r"[^A-Za-z0-9._~ -]")
_IN_PATH = ":@"
"""What a value of a path parameter is sent with as it is, beside letters, digits and ``-._~``."""
_NOT_IN_PATH = re.compile(rf"[^A-Za-z0-9._~ {re.escape(_IN_PATH)}-]")


def postman_url(request: Request, words: ExportReport, place: str) -> Json | str:
    """The URL of a request, its rows and its path parameters.

    A query that stands in the URL and nowhere else stays there: then the URL is one text, unless
    there are a user and a password in it.
    """
    rows = any(row.name or row.value for row in request.query_params)
    userinfo = _userinfo(request.url)
    if "?" in request.url and not rows and not request.path_params and not userinfo:
        return with_segments(words.text(request.url, place), request.path_params)[0]
    if not userinfo:
        return _table(request, words, place)
    start = request.url.index(f"{userinfo}@")
    bare = request.url[:start] + request.url[start + len(userinfo) + 1 :]
    table = _table(replace(request, url=bare), words, place)
    auth = _url_auth(userinfo, words, place)
    shown = ":".join(auth.values())
    scheme, separator, rest = table["raw"].partition("://")
    return table | {"raw": f"{scheme}{separator}{shown}@{rest}", "auth": auth}


def _userinfo(url: str) -> str:
    """User and password as they are written in a URL (RFC 3986 §3.2.1)."""
    plain = _REFERENCE.sub(lambda match: "x" * len(match[0]), url)
    scheme = _SCHEME.match(plain)
    if scheme is None:
        return ""
    authority = re.split(r"[/?#]", plain[scheme.end() :], maxsplit=1)[0]
    return url[scheme.end() : scheme.end() + max(authority.rfind("@"), 0)]


def _url_auth(userinfo: str, words: ExportReport, place: str) -> dict[str, str]:
    """The member for a user and a password; those that are written out are masked."""
    plain = _REFERENCE.sub(lambda match: "x" * len(match[0]), userinfo)
    colon = plain.find(":")
    user, password = (userinfo[:colon], userinfo[colon + 1 :]) if colon >= 0 else (userinfo, "")
    # With no password, or beside one that says nothing, the user is a token.
    if _is_written_out(user) and (not password or has_credential_shape(user)):
        user = words.masked("user in the URL", user, place)
    if _is_written_out(password):
        password = words.masked("password in the URL", password, place)
    auth = {"user": words.text(user, place)}
    return auth | {"password": words.text(password, place)} if colon >= 0 else auth


def _is_written_out(text: str) -> bool:
    return bool(text) and not has_reference(text)


def _table(request: Request, words: ExportReport, place: str) -> Json:
    written = words.text(request.url, place)
    written_rows = [row for row in request.query_params if row.name or row.value]
    before, mark, fragment = written.partition("#")
    base, question, own = _split_query(before)
    base, parameters = with_segments(base, request.path_params)
    # Where one of them has to be encoded, the whole query is: blanks too.
    whole = bool(own) or any(
        _needs_encoding(side) for row in written_rows for side in (row.name, row.value)
    )
    rows = [_row(row, words, place, whole=whole) for row in written_rows]
    if own.endswith("&") and any(row.enabled for row in request.query_params):
        # The rows are appended there without another one.
        own = own[:-1]
    query = [*_own_pairs(own), *rows]
    sent = "&".join(_pair_text(row) for row in query if not row.get("disabled"))
    table: Json = {"raw": base + (f"?{sent}" if sent or question else "") + mark + fragment}
    table |= _parts(base)
    if query:
        table["query"] = query
    if parameters:
        table["variable"] = [
            {"key": key, "value": encode_for_postman(value, words, place, in_path=True)}
            for key, value in parameters.items()
        ]
    if mark:
        table["hash"] = fragment
    return table


def encode_for_postman(
    written: str, words: ExportReport, place: str, *, whole: bool = False, in_path: bool = False
) -> str:
    """A text of which Postman sends what is sent here: it leaves much in a query as it is typed.

    The ``whole`` of it is encoded even where Postman would do it by itself.
    """
    if not whole and not _needs_encoding(written, in_path=in_path):
        return words.text(written, place)
    return "".join(
        words.reference(piece.name, place)
        if isinstance(piece, Reference)
        else piece.written
        if isinstance(piece, NestedReference)
        else MASK.join(
            quote(part, safe=_IN_PATH if in_path else "", errors="replace")
            for part in piece.split(MASK)
        )
        for piece in parse_template(written)
    )


def _needs_encoding(written: str, *, in_path: bool = False) -> bool:
    pattern = _NOT_IN_PATH if in_path else _NEEDS_ENCODING
    literals = (piece for piece in parse_template(written) if isinstance(piece, str))
    return any(pattern.search(piece.replace(MASK, "")) for piece in literals)


def _split_query(url: str) -> tuple[str, str, str]:
    """The URL before its query, ``?``, and the query; one inside a reference begins none."""
    plain = _REFERENCE.sub(lambda match: "x" * len(match[0]), url)
    at = plain.find("?")
    return (url, "", "") if at < 0 else (url[:at], "?", url[at + 1 :])


def _own_pairs(query: str) -> Iterator[Json]:
    for part in query.split("&") if query else ():
        key, equals, value = part.partition("=")
        yield {"key": key, "value": value if equals else None}


def with_segments(url: str, parameters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The URL before its query, and the parameters by the segments that they fill.

    To Postman and Bruno the whole segment is the parameter, and a colon is text where no
    parameter has the segment's name.
    """
    hidden, shown = _hide_references(url)
    found = _BASE.fullmatch(hidden)
    if found is None:
        return url, dict(parameters)
    start, path, rest = found.groups()
    filled: dict[str, str] = {}
    used: set[str] = set()
    segments = []
    for segment in path.split("/"):
        plain = segment.replace("\\:", ":")
        parameter = _PARAMETER.match(segment)
        name = parameter[1] if parameter is not None else ""
        if parameter is not None and (name in parameters or is_name(name)):
            after = segment[parameter.end() :].replace("\\:", ":")
            value = parameters.get(name, "")
            filled[shown(plain[1:])] = value and value + shown(after)
            used.add(name)
        segments.append(plain)
    unused = {name: value for name, value in parameters.items() if name not in used}
    return shown(start + "/".join(segments) + rest), filled | unused


def _hide_references(text: str) -> tuple[str, Callable[[str], str]]:
    """The text with a mark for each reference, and what shows them again."""
    names: list[str] = []

    def hide(match: re.Match[str]) -> str:
        names.append(match[0])
        return f"\ue000{len(names) - 1}\ue001"

    def shown(marked: str) -> str:
        return _HIDDEN.sub(lambda match: names[int(match[1])], marked)

    return _REFERENCE.sub(hide, text), shown


def _row(row: NameValueRow, words: ExportReport, place: str, *, whole: bool) -> Json:
    key, value = (
        encode_for_postman(side, words, place, whole=whole) for side in (row.name, row.value)
    )
    return postman_row(row, key, value)


def _pair_text(row: Json) -> str:
    return row["key"] if row["value"] is None else f"{row['key']}={row['value']}"


def _parts(base: str) -> Json:
    """Protocol, host, port and path, each reference whole."""
    rest, shown = _hide_references(base)
    table: Json = {}
    if scheme := _SCHEME.match(rest):
        table["protocol"] = scheme[1]
        rest = rest[scheme.end() :]
    host, slash, path = rest.partition("/")
    if port := _PORT.fullmatch(host):
        host = port[1]
        table["port"] = shown(port[2])
    table["host"] = [shown(one) for one in host.split(".")]
    if slash:
        table["path"] = [shown(one) for one in path.split("/")]
    return table
