"""What scripts can ask of the requests of a collection, as Postman answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.postman_documents import is_enabled
from outrider.importers.postman.postman_headers import header_pairs
from outrider.importers.postman.postman_url_parts import (
    before_query,
    rows_of_query,
    url_from_parts,
)
from outrider.importers.postman.scripts.request_facts import (
    HEADERS,
    QUERY,
    Fact,
    RequestFacts,
)

_SCHEME = re.compile(r"([^/?#{}]+?)://")
_PORT = re.compile(r"(.*?):(\d+|\{\{[^{}]*\}\})", re.DOTALL)


def facts_of_request(item: Mapping[str, Json]) -> RequestFacts:
    """What a script is told of an item of a collection that is a request."""
    request = item.get("request")
    table: Mapping[str, Json] = request if isinstance(request, Mapping) else {"url": request}
    method = text_of(table.get("method")).upper() or "GET"
    name = text_of(item.get("name"))
    values: dict[str, Fact] = {
        "pm.info.requestName": name,
        "request.name": name,
        "pm.request.method": method,
        "request.method": method,
    }
    own_id = text_of(item.get("id")) or text_of(item.get("_postman_id"))
    if own_id:
        values |= {"pm.info.requestId": own_id, "request.id": own_id}
    values |= _facts_of_url(table.get("url"))
    body = table.get("body")
    mode = text_of(body.get("mode")) if isinstance(body, Mapping) else ""
    if body is None:
        values["pm.request.body"] = None
    elif isinstance(body, Mapping) and mode:
        raw = {"raw": text_of(body.get("raw"))} if mode == "raw" else {}
        values["pm.request.body"] = {"mode": mode, **raw}
    rows: dict[tuple[str, str], str | None] = {}
    for row in header_pairs(table.get("header")):
        key = (HEADERS, row.name.lower())
        # Of one that is switched off or there twice nobody needs to know what is given.
        rows[key] = row.value if row.enabled and key not in rows else None
    for key_of_row, value in _query_of(table.get("url")):
        key = (QUERY, key_of_row)
        rows[key] = value if key not in rows else None
    return RequestFacts({**RequestFacts().values, **values}, rows)


def _facts_of_url(url: Json) -> Iterator[tuple[str, Fact]]:
    if isinstance(url, Mapping) and not url.get("host") and not url.get("path"):
        url = text_of(url.get("raw"))
    if isinstance(url, Mapping):
        whole = url_from_parts(url)
        variables = {
            text_of(row.get("key") or row.get("id")): text_of(row.get("value"))
            for row in tables(url.get("variable"))
        }
    else:
        whole, variables = text_of(url).strip(), {}
    start = before_query(whole)
    scheme = _SCHEME.match(start)
    rest = start[scheme.end() :] if scheme else start
    authority, slash, path = rest.partition("/")
    host = authority.rpartition("@")[2]
    port = _PORT.fullmatch(host)
    host, number = (port[1], port[2]) if port else (host, None)
    steps = [_filled_step(one, variables) for one in path.split("/")] if slash else []
    given = "/" + "/".join(steps)
    asked = whole.partition("#")[0][len(start) + 1 :]
    remote = host if number is None else f"{host}:{number}"
    full = whole[: len(start) - len(path) - len(slash)] + (given if slash else "")
    yield "pm.request.url.protocol", scheme[1] if scheme else None
    yield "pm.request.url.host", tuple(re.split(r"\.(?![^{]*\}\})", host))
    yield "pm.request.url.port", number
    yield "pm.request.url.path", tuple(path.split("/")) if slash else None
    yield "pm.request.url.getHost", host
    yield "pm.request.url.getRemote", remote
    yield "pm.request.url.getPath", given
    yield "pm.request.url.getQueryString", asked
    yield "pm.request.url.getPathWithQuery", f"{given}?{asked}" if asked else given
    written = full + whole[len(start) :]
    for name in ("pm.request.url.toString", "pm.request.url.valueOf", "request.url"):
        yield name, written


def _filled_step(step: str, variables: Mapping[str, str]) -> str:
    """A segment of the path with the value of its ``:parameter``, where it has one."""
    match = re.match(r":([^:]+)", step)
    value = variables.get(match[1], "") if match else ""
    return value + step[match.end() :] if match and value else step


def _query_of(url: Json) -> Iterator[tuple[str, str | None]]:
    if isinstance(url, Mapping) and not isinstance(url.get("query"), str) and "query" in url:
        for row in rows_of_query(url):
            value = row.get("value")
            is_known = is_enabled(row) and value is not None
            yield text_of(row.get("key")), text_of(value) if is_known else None
        return
    whole = url_from_parts(url) if isinstance(url, Mapping) else text_of(url)
    if isinstance(url, Mapping) and not url.get("host"):
        whole = text_of(url.get("raw"))
    for pair in whole.partition("#")[0][len(before_query(whole)) + 1 :].split("&"):
        name, separator, value = pair.partition("=")
        if name:
            yield name, value if separator else None
