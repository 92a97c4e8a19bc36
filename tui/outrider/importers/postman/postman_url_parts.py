"""The parts of a Postman URL, put together as Postman does, and compared with its ``raw``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.postman_documents import is_enabled
from outrider.variables.url.url_parts import percent_encoded

_IN_USERINFO = '"<>`#?{}/:;=@[]\\^|'


def before_query(url: str) -> str:
    """The URL before its query or fragment; a question mark inside a reference begins none."""
    plain = re.sub(r"\{\{[^{}]*\}\}", lambda match: "x" * len(match[0]), url)
    ends = [at for at in (plain.find("?"), plain.find("#")) if at >= 0]
    return url[: min(ends, default=len(url))]


def rows_of_query(url: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """The rows of a URL's query: a list of them, or one table of all names."""
    query = url.get("query")
    if isinstance(query, Mapping) and "key" not in query:
        return [{"key": key, "value": value} for key, value in query.items()]
    return tables(query)


def written_row(row: Mapping[str, Json]) -> str:
    """A row of the query as Postman writes it: what would end it is encoded, nothing else."""
    key = percent_encoded(text_of(row.get("key")), "&#=")
    value = row.get("value")
    return key if value is None else f"{key}={percent_encoded(text_of(value), '&#')}"


def url_from_parts(url: Mapping[str, Json]) -> str:
    """The URL that its protocol, auth, host, port, path and query make."""
    host, query = url.get("host"), url.get("query")
    protocol, port = text_of(url.get("protocol")), text_of(url.get("port"))
    written = "&".join(written_row(row) for row in rows_of_query(url) if is_enabled(row))
    if isinstance(query, str):
        written = query.removeprefix("?")
    return (
        (protocol if protocol.endswith("://") or not protocol else f"{protocol}://")
        + _userinfo(url.get("auth"))
        + (".".join(map(text_of, host)) if isinstance(host, list) else text_of(host))
        + (f":{port}" if port else "")
        + _path(url.get("path"))
        + (f"?{written}" if written else "")
    )


def is_same_url(raw: str, url: Mapping[str, Json]) -> bool:
    """Whether a ``raw`` says what its parts say; encoding aside, and rows that are switched off."""
    said, made = _scheme_and_rest(raw), _scheme_and_rest(url_from_parts(url))
    is_same_scheme = said[0] == made[0] or not said[0] or not made[0]
    if not is_same_scheme or said[1] != made[1]:
        return False
    asked = _asked(raw)
    rows = rows_of_query(url)
    known = [_plain(written_row(row)) for row in rows]
    on = _asked(url_from_parts(url))
    return asked in (on, list(filter(None, known)))


def _scheme_and_rest(url: str) -> tuple[str, str]:
    scheme, separator, rest = before_query(url).strip().rpartition("://")
    host, _, path = rest.strip().partition("/")
    return scheme.lower() if separator else "", _plain(f"{host}/{path}")


def _asked(url: str) -> list[str]:
    query = url.partition("#")[0][len(before_query(url)) + 1 :]
    return list(filter(None, map(_plain, query.split("&"))))


def _plain(text: str) -> str:
    return unquote(text).strip()


def _userinfo(auth: Json) -> str:
    if not isinstance(auth, Mapping):
        return ""
    user, password = auth.get("user"), auth.get("password")
    written = percent_encoded(text_of(user), _IN_USERINFO)
    if isinstance(password, str):
        written += f":{percent_encoded(password, _IN_USERINFO)}"
    return f"{written}@" if isinstance(user, str) or isinstance(password, str) else ""


def _path(path: Json) -> str:
    if isinstance(path, list):
        steps = (one.get("value") if isinstance(one, Mapping) else one for one in path)
        return "".join(f"/{text_of(step)}" for step in steps)
    written = text_of(path)
    return f"/{written.removeprefix('/')}" if written else ""
