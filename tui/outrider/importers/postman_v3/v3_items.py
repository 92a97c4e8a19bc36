"""Files of Postman's v3 as the items of a collection of v2.1, which its reader knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.postman_url_parts import before_query
from outrider.importers.written_numbers import WrittenFloat

Tell = Callable[[str], None]
"""Takes what is not carried, as a sentence."""

_LISTENS = {"beforeRequest": "prerequest", "afterResponse": "test"}
_LANGUAGES = frozenset({"json", "text", "xml", "html", "javascript"})
_OF_REQUEST = frozenset(
    ("$kind", "name", "description", "url", "method", "headers", "queryParams", "pathVariables",
     "body", "auth", "scripts", "settings", "examples", "order", "query", "variables")
)  # fmt: skip
_OF_COLLECTION = frozenset(
    ("$kind", "name", "description", "variables", "auth", "scripts", "order", "id")
)


def rows_of(value: Json) -> list[Any]:
    """Rows: a table of names and values, or a list with more to say of each."""
    if isinstance(value, Mapping):
        return [{"key": text_of(key), "value": plain(one)} for key, one in value.items()]
    return [plain(one) for one in tables(value)]


def plain(value: Json) -> Any:
    """A value as JSON has it; a number that is more than its value is its text."""
    if isinstance(value, WrittenFloat):
        return value.written
    if isinstance(value, Mapping):
        return {text_of(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def v2_auth(auth: Json, tell: Tell) -> Any:
    """An auth: one table, or a list of which the first counts."""
    found = tables(auth)
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(f'"{text_of(one.get("name") or one.get("type"))}"' for one in found[1:])
        tell(f"More than one auth is defined; these were not imported: {names}.")
    first = found[0]
    kind = text_of(first.get("type"))
    if not kind:
        # By hand, the type is the name of its settings.
        kind = next((text_of(key) for key in first if key not in {"id", "name"}), "")
    settings = first.get("credentials", first.get(kind))
    return {"type": kind, kind: plain(settings) if settings is not None else []}


def v2_events(scripts: Json, tell: Tell) -> list[Any]:
    """The scripts, by what they listen for."""
    found = []
    for one in tables(scripts):
        kind = text_of(one.get("type"))
        listen = _LISTENS.get(kind.removeprefix("http:"))
        code = text_of(one.get("code"))
        if listen is None or (not code and len(one) > 1):
            tell(f'A script of type "{kind}" was not imported.')
            continue
        found.append({"listen": listen, "script": {"exec": code.split("\n")}})
    return found


def v2_folder(data: Mapping[str, Json], name: str, tell: Tell) -> dict[str, Any]:
    """A folder, or the collection itself, without what is in it."""
    made: dict[str, Any] = {
        "name": text_of(data.get("name")) or name,
        "description": plain(data.get("description")),
        "variable": rows_of(data.get("variables")),
        "auth": v2_auth(data.get("auth"), tell),
        "event": v2_events(data.get("scripts"), tell),
    }
    _keep_unknown(made, data, _OF_COLLECTION)
    return {key: value for key, value in made.items() if value is not None}


def v2_request(
    data: Mapping[str, Json], name: str, examples: list[Any], tell: Tell
) -> dict[str, Any]:
    """A request with its saved responses."""
    is_graphql = text_of(data.get("$kind")) == "graphql-request"
    request: dict[str, Any] = {
        "url": _url(data),
        "method": text_of(data.get("method")) or ("POST" if is_graphql else "GET"),
        "header": rows_of(data.get("headers")),
        "auth": v2_auth(data.get("auth"), tell),
        "body": _graphql(data) if is_graphql else _body(data.get("body"), tell),
    }
    made: dict[str, Any] = {
        "name": text_of(data.get("name")) or name,
        "description": plain(data.get("description")),
        "request": {key: value for key, value in request.items() if value is not None},
        "event": v2_events(data.get("scripts"), tell),
        # Postman runs v3 without leaving out bodies of GET.
        "protocolProfileBehavior": {"disableBodyPruning": True, **_table(data.get("settings"))},
        "response": examples,
    }
    _keep_unknown(made, data, _OF_REQUEST)
    return {key: value for key, value in made.items() if value is not None}


def v2_example(data: Mapping[str, Json], name: str) -> dict[str, Any]:
    """A saved response."""
    response = data.get("response")
    found = response if isinstance(response, Mapping) else {}
    body = found.get("body")
    return {
        "name": text_of(data.get("name")) or name,
        "code": plain(found.get("statusCode")),
        "status": text_of(found.get("statusText")),
        "header": rows_of(found.get("headers")),
        "body": text_of(body.get("content") if isinstance(body, Mapping) else body),
    }


def v2_environment(data: Mapping[str, Json], name: str, scope: str) -> dict[str, Any]:
    """An environment, or the globals."""
    return {
        "name": text_of(data.get("name")) or name,
        "values": rows_of(data.get("values")),
        "_postman_variable_scope": scope,
    }


def _table(value: Json) -> dict[str, Any]:
    return plain(value) if isinstance(value, Mapping) else {}


def _keep_unknown(made: dict[str, Any], data: Mapping[str, Json], known: frozenset[str]) -> None:
    """Has what this version does not know told by the reader, as any other member."""
    for key, value in data.items():
        name = text_of(key)
        if name not in known and name not in made:
            made[name] = plain(value)


def _url(data: Mapping[str, Json]) -> dict[str, Any]:
    """The URL, whose query is in rows as well; what only the URL has becomes a row."""
    written = data.get("url")
    if isinstance(written, Mapping):
        return _table(written)
    raw = text_of(written)
    made: dict[str, Any] = {"raw": raw, "variable": rows_of(data.get("pathVariables"))}
    rows = rows_of(data.get("queryParams"))
    if rows:
        known = {unquote(text_of(row.get("key"))) for row in rows}
        query = raw[len(before_query(raw)) :].partition("#")[0].removeprefix("?")
        only = []
        for pair in filter(None, query.split("&")):
            key, mark, value = pair.partition("=")
            if unquote(key) not in known:
                only.append({"key": key, "value": value if mark else None})
        made["query"] = [*only, *rows]
    return made


def _graphql(data: Mapping[str, Json]) -> dict[str, Any]:
    variables = data.get("variables")
    written = variables if isinstance(variables, str) else plain(variables)
    return {
        "mode": "graphql",
        "graphql": {"query": text_of(data.get("query")), "variables": written},
    }


def _body(body: Json, tell: Tell) -> dict[str, Any] | None:
    if not isinstance(body, Mapping):
        return None
    kind, content = text_of(body.get("type")), body.get("content")
    made: dict[str, Any]
    if kind in _LANGUAGES:
        made = {"mode": "raw", "raw": text_of(content), "options": {"raw": {"language": kind}}}
    elif kind == "urlencoded":
        made = {"mode": kind, kind: content if isinstance(content, str) else rows_of(content)}
    elif kind == "formdata":
        made = {"mode": kind, kind: rows_of(content)}
    elif kind == "file":
        made = {"mode": kind, kind: _table(content) or {"src": text_of(content)}}
    elif kind == "graphql":
        made = {"mode": kind, kind: _table(content) or {"query": text_of(content)}}
    elif kind in {"", "none"}:
        return None
    else:
        tell(f'The body was not imported: type "{kind}" is not supported.')
        return None
    if body.get("disabled") is True:
        made["disabled"] = True
    for key in body:
        if key not in {"type", "content", "disabled"}:
            made[text_of(key)] = plain(body[key])
    return made


def natural_key(order: Json, name: str) -> tuple[int, float, str, list[Any]]:
    """Where something stands among others: by its order, a number or a text, then by its name."""
    words = re.split(r"(\d+)", name.casefold())
    last = [(word.isdigit(), int(word) if word.isdigit() else word) for word in words]
    if isinstance(order, int | float) and not isinstance(order, bool):
        return 0, order, "", last
    written = text_of(order)
    return (1 if written else 2), 0, written, last
