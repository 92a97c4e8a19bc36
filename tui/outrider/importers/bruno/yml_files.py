"""Bruno's files in YAML (OpenCollection 1.0) as the tables that its JSON export has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outrider.importers.bruno.bru_files import typed_value
from outrider.importers.bruno.bruno_members import unread_of_yml
from outrider.importers.bruno.yml_auth import read_yml_auth
from outrider.importers.building.loose_values import Json, tables, text_of

_SCRIPTS = {"before-request": "req", "after-response": "res"}
_KINDS = {
    "http": "http-request",
    "graphql": "graphql-request",
    "grpc": "grpc-request",
    "websocket": "ws-request",
}
_MODES = {
    "json": "json",
    "text": "text",
    "xml": "xml",
    "sparql": "sparql",
    "form-urlencoded": "formUrlEncoded",
    "multipart-form": "multipartForm",
    "file": "file",
    "graphql": "graphql",
}
_OF_COLLECTION = frozenset(
    ("opencollection", "info", "config", "request", "docs", "bundled", "extensions", "items")
)


def kind_of_item(item: Mapping[str, Json]) -> str:
    """``http``, ``folder`` and the like; empty where the file does not say."""
    info = table_at(item, "info")
    return text_of(info.get("type") or item.get("type"))


def read_yml_item(item: Mapping[str, Json]) -> dict[str, Any]:
    """A request, or a folder with its items, as an item of the JSON export."""
    kind = kind_of_item(item)
    info = table_at(item, "info")
    found: dict[str, Any] = {
        "name": text_of(info.get("name")),
        "seq": info.get("seq"),
        "tags": info.get("tags") or [],
    }
    if unread := list(unread_of_yml(item)):
        found["unread"] = unread
    if kind == "folder":
        found |= {"type": "folder", "root": read_yml_scope(item)}
        found["items"] = [read_yml_item(one) for one in tables(item.get("items"))]
        return found
    found["type"] = _KINDS.get(kind, kind)
    found["request"] = request = _scope(table_at(item, "runtime"))
    block = table_at(item, "graphql" if kind == "graphql" else kind)
    runtime = table_at(item, "runtime")
    request |= {
        "url": text_of(block.get("url")),
        # A request without a method is a POST where it is one of GraphQL.
        "method": text_of(block.get("method")) or ("POST" if kind == "graphql" else "GET"),
        "headers": _rows(block.get("headers")),
        "params": [
            {**row, "type": text_of(one.get("type")) or "query"}
            for row, one in zip(
                _rows(block.get("params")), tables(block.get("params")), strict=True
            )
        ],
        "body": _graphql(block) if kind == "graphql" else _body(block.get("body")),
        # In the first preview the auth stood beside the scripts.
        "auth": read_yml_auth(block.get("auth") or runtime.get("auth")),
        "assertions": [_assertion(one) for one in tables(runtime.get("assertions"))],
        "docs": _content(item.get("docs")) or _content(info.get("description")),
    }
    if isinstance(item.get("settings"), Mapping):
        found["settings"] = item["settings"]
    found["examples"] = [_example(one) for one in tables(item.get("examples"))]
    return found


def read_yml_scope(data: Mapping[str, Json]) -> dict[str, Any]:
    """``folder.yml`` or the collection's own file as the ``root`` of a folder."""
    given = table_at(data, "request")
    info = table_at(data, "info")
    request = _scope(given)
    request["headers"] = _rows(given.get("headers"))
    request["auth"] = read_yml_auth(given.get("auth")) if given.get("auth") else {}
    return {
        "request": request,
        "docs": _content(data.get("docs")),
        "meta": {"name": text_of(info.get("name")), "seq": info.get("seq")},
    }


def read_yml_environment(data: Mapping[str, Json]) -> dict[str, Any]:
    """An environment of the JSON export."""
    found: dict[str, Any] = {"name": text_of(data.get("name")), "color": data.get("color")}
    rows = []
    for one, row in zip(
        tables(data.get("variables")), _typed_rows(data.get("variables")), strict=True
    ):
        rows.append({**row, "secret": one.get("secret") is True})
    found["variables"] = rows
    outside = table_at(data, "externalSecrets")
    kind = text_of(outside.get("type"))
    found["externalSecrets"] = [{**row, "type": kind} for row in _rows(outside.get("variables"))]
    known = {"name", "color", "variables", "externalSecrets"}
    if unread := sorted(map(text_of, data.keys() - known)):
        found["unread"] = unread
    return found


def read_yml_config(data: Mapping[str, Json]) -> dict[str, Any]:
    """What ``bruno.json`` holds in the other form."""
    config, extension = table_at(data, "config"), table_at(table_at(data, "extensions"), "bruno")
    found: dict[str, Any] = {"name": text_of(table_at(data, "info").get("name"))}
    found |= {key: extension[key] for key in ("ignore", "presets", "scripts") if key in extension}
    for key in ("proxy", "protobuf"):
        if key in config:
            found[key] = config[key]
    certificates = []
    for one in tables(config.get("clientCertificates")):
        is_pem = one.get("type") == "pem"
        certificates.append(
            {
                "domain": one.get("domain"),
                "type": "cert" if is_pem else "pfx",
                "certFilePath": one.get("certificateFilePath"),
                "keyFilePath": one.get("privateKeyFilePath"),
                "pfxFilePath": one.get("pkcs12FilePath"),
                "passphrase": one.get("passphrase"),
                "disabled": one.get("disabled"),
            }
        )
    if certificates:
        found["clientCertificates"] = {"enabled": True, "certs": certificates}
    if unread := sorted(map(text_of, data.keys() - _OF_COLLECTION)):
        found["unread"] = unread
    return found


def _scope(data: Mapping[str, Json]) -> dict[str, Any]:
    """Variables and scripts, which requests and folders have alike."""
    scripts: dict[str, str] = {}
    request: dict[str, Any] = {"script": scripts}
    for one in tables(data.get("scripts")):
        kind, code = text_of(one.get("type")), text_of(one.get("code"))
        if kind == "tests":
            request["tests"] = code
        else:
            scripts[_SCRIPTS.get(kind, kind)] = code
    request["vars"] = {
        "req": _typed_rows(data.get("variables")),
        "res": list(_actions(data.get("actions"))),
    }
    return request


def _actions(actions: Json) -> Iterator[dict[str, Any]]:
    for one in tables(actions):
        is_set = one.get("type") == "set-variable" and one.get("phase") == "after-response"
        kind = "" if is_set else f"{text_of(one.get('type'))} ({text_of(one.get('phase'))})"
        yield {
            "name": text_of(table_at(one, "variable").get("name")),
            "value": text_of(table_at(one, "selector").get("expression")),
            "enabled": one.get("disabled") is not True,
            "description": _content(one.get("description")),
            "otherwise": kind,
        }


def _assertion(one: Mapping[str, Json]) -> dict[str, Any]:
    operator, value = text_of(one.get("operator")), one.get("value")
    return {
        "name": text_of(one.get("expression")),
        "value": operator if value is None else f"{operator} {text_of(value)}",
        "enabled": one.get("disabled") is not True,
        "description": _content(one.get("description")),
    }


def _rows(rows: Json) -> list[dict[str, Any]]:
    return [
        {
            "name": text_of(one.get("name")),
            "value": text_of(one.get("value")),
            "enabled": one.get("disabled") is not True,
            "description": _content(one.get("description")),
        }
        for one in tables(rows)
    ]


def _typed_rows(rows: Json) -> list[dict[str, Any]]:
    found = []
    for row, one in zip(_rows(rows), tables(rows), strict=True):
        value = one.get("value")
        if isinstance(value, Mapping) and "data" in value:
            kind = text_of(value.get("type"))
            row |= {"value": typed_value(text_of(value["data"]), kind), "dataType": kind}
        found.append(row)
    return found


def _body(body: Json) -> dict[str, Any]:
    if isinstance(body, list):
        # Of several variants, one is selected.
        found = tables(body)
        chosen = [one for one in found if one.get("selected") is True] or found
        body = chosen[0].get("body") if chosen else None
    if not isinstance(body, Mapping):
        return {"mode": "none"}
    kind, data = text_of(body.get("type")), body.get("data")
    mode = _MODES.get(kind, kind)
    if mode == "formUrlEncoded":
        return {"mode": mode, mode: _rows(data)}
    if mode == "multipartForm":
        return {
            "mode": mode,
            mode: [
                {
                    **row,
                    "type": text_of(one.get("type")) or "text",
                    "value": one.get("value") if one.get("type") == "file" else row["value"],
                    "contentType": text_of(one.get("contentType")),
                }
                for row, one in zip(_rows(data), tables(data), strict=True)
            ],
        }
    return {"mode": mode, mode: tables(data) if mode == "file" else text_of(data)}


def _graphql(block: Mapping[str, Json]) -> dict[str, Any]:
    body = table_at(block, "body")
    return {
        "mode": "graphql",
        "graphql": {"query": text_of(body.get("query")), "variables": body.get("variables")},
    }


def _example(one: Mapping[str, Json]) -> dict[str, Any]:
    response = table_at(one, "response")
    body = table_at(response, "body")
    return {
        "name": text_of(one.get("name")),
        "description": _content(one.get("description")),
        "response": {
            "status": response.get("status"),
            "statusText": text_of(response.get("statusText")),
            "headers": _rows(response.get("headers")),
            "body": {"type": text_of(body.get("type")), "content": text_of(body.get("data"))},
        },
    }


def _content(docs: Json) -> str:
    return text_of(docs.get("content")) if isinstance(docs, Mapping) else text_of(docs)


def table_at(owner: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    """A table in a table; an empty one where something else stands there."""
    found = owner.get(key)
    return found if isinstance(found, Mapping) else {}
