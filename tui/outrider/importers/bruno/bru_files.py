"""Files in Bruno's own language as the tables that its JSON export has: one model for all forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from outrider.importers.bruno.bru_blocks import BruBlock, BruPair, read_blocks
from outrider.importers.bruno.bru_examples import read_bru_example
from outrider.importers.building.loose_values import Json, shown_title
from outrider.visible_text import visible_line

METHODS = frozenset(
    ("get", "post", "put", "delete", "patch", "options", "head", "connect", "trace", "http")
)
_HUMP = re.compile(r"_([a-z])")
_CONTENT_TYPE = re.compile(r"(?P<value>.*?)\s*@contentType\((?P<type>[^)]*)\)\s*", re.DOTALL)
_FILE = re.compile(r"@file\((?P<path>.*)\)", re.DOTALL)
_MODES = {
    "body:json": "json",
    "body:text": "text",
    "body:xml": "xml",
    "body:sparql": "sparql",
}
_ADDITIONAL = {
    "auth_req": "authorization",
    "access_token_req": "token",
    "refresh_token_req": "refresh",
}
_OTHER_ITEMS = {"grpc": "grpc-request", "ws": "ws-request", "app": "app"}
_KINDS = {"http": "http-request", "graphql": "graphql-request", "ws": "ws-request"}


def read_bru_request(text: str) -> dict[str, Any]:
    """A request as an item of the JSON export.

    Members of other names, ``unread``, are blocks that Bruno's language does not have, by their
    names and lines.

    Raises:
        BrokenBru: it is no such file.
    """
    blocks = read_blocks(text)
    item = _scope(blocks)
    request: dict[str, Any] = item["request"]
    meta = _together(_named(blocks, "meta"))
    kind = str(meta.get("type", "http"))
    item["name"] = meta.get("name", "")
    item["seq"] = meta.get("seq", "1")
    item["tags"] = meta.get("tags", [])
    item["type"] = _KINDS.get(kind, f"{kind}-request")
    body: dict[str, Any] = {}
    for block in blocks:
        if block.name in METHODS:
            line = _together([block])
            method = line.get("method", "") if block.name == "http" else block.name
            request |= {"url": line.get("url", ""), "method": str(method).upper()}
            request["auth"]["mode"] = line.get("auth", "none")
            body["mode"] = line.get("body", body.get("mode", "none"))
        elif block.name in _OTHER_ITEMS:
            if block.name != "app" or kind == "app":
                item["type"] = _OTHER_ITEMS[block.name]
            request |= {key: value for key, value in _together([block]).items() if key == "url"}
        elif block.name in {"query", "params:query", "params:path"}:
            where = "path" if block.name.endswith("path") else "query"
            request.setdefault("params", []).extend(
                {**row, "type": where} for row in _rows(block.pairs)
            )
        elif block.name == "assert":
            request.setdefault("assertions", []).extend(_rows(block.pairs))
        elif block.name == "body" or block.name.startswith("body:"):
            _add_body(block, body)
        elif block.name == "settings":
            item["settings"] = _together([block])
        elif block.name == "example":
            item.setdefault("examples", []).append(read_bru_example(block.text))
    request["body"] = body
    if unread := [*item.get("unread", ()), *_unread_keys(blocks)]:
        item["unread"] = unread
    return item


def read_bru_folder(text: str) -> dict[str, Any]:
    """``folder.bru`` or ``collection.bru`` as the ``root`` of a folder in the JSON export.

    Raises:
        BrokenBru: it is no such file.
    """
    blocks = read_blocks(text)
    root = _scope(blocks)
    meta = _together(_named(blocks, "meta"))
    root["meta"] = {"name": meta.get("name", ""), "seq": meta.get("seq")}
    line = _together(_named(blocks, "auth"))
    if "mode" in line:
        root["request"]["auth"]["mode"] = line["mode"]
    root["docs"] = root["request"].pop("docs", "")
    return root


def read_bru_environment(text: str) -> dict[str, Any]:
    """A file of ``environments/`` as an environment of the JSON export, without its name.

    Raises:
        BrokenBru: it is no such file.
    """
    found: dict[str, Any] = {"variables": [], "externalSecrets": []}
    for block in read_blocks(text):
        if block.name == "vars":
            found["variables"] += [{**row, "secret": False} for row in _typed_rows(block.pairs)]
        elif block.name == "vars:secret":
            rows = _typed_rows(block.items)
            found["variables"] += [{**row, "value": "", "secret": True} for row in rows]
        elif block.name.startswith("vars:externalsecrets:"):
            kind = block.name.rpartition(":")[2]
            found["externalSecrets"] += [{**row, "type": kind} for row in _rows(block.pairs)]
        elif block.name == "color":
            found["color"] = block.text
        else:
            found.setdefault("unread", []).append(f"block {block.name} (line {block.line})")
    return found


_SCOPE_TEXTS = {
    "script:pre-request": ("script", "req"),
    "script:post-response": ("script", "res"),
}
_VARIABLES = {"vars:pre-request": "req", "vars:post-response": "res"}
_OF_SCOPE = frozenset({"meta", "headers", "auth", "tests", "docs", *_SCOPE_TEXTS, *_VARIABLES})
_OF_META = frozenset({"name", "type", "seq", "tags"})
_OF_METHOD = frozenset({"url", "body", "auth", "method"})
_OF_REQUEST = METHODS | {
    "query",
    "params:query",
    "params:path",
    "assert",
    "settings",
    "example",
    "grpc",
    "ws",
    "app",
    "metadata",
}


def _scope(blocks: Sequence[BruBlock]) -> dict[str, Any]:
    """What requests, folders and the collection have in common."""
    auth: dict[str, Any] = {}
    request: dict[str, Any] = {"auth": auth, "vars": {"req": [], "res": []}, "script": {}}
    unread: list[str] = []
    for block in blocks:
        if block.name == "headers":
            request.setdefault("headers", []).extend(_rows(block.pairs))
        elif block.name in _SCOPE_TEXTS:
            group, name = _SCOPE_TEXTS[block.name]
            request[group][name] = block.text
        elif block.name in {"tests", "docs"}:
            request[block.name] = block.text
        elif block.name in _VARIABLES:
            # A variable of a response is an expression, which has no type.
            make = _typed_rows if block.name == "vars:pre-request" else _rows
            rows = [
                {**row, "name": row["name"].removeprefix("@"), "local": row["name"][:1] == "@"}
                for row in make(block.pairs)
            ]
            request["vars"][_VARIABLES[block.name]] += rows
        elif block.name.startswith("auth:oauth2:additional_params:"):
            _add_parameters(block, auth)
        elif block.name.startswith("auth:"):
            kind = block.name.removeprefix("auth:")
            auth[_camel(kind.replace("-", "_"))] = _auth_values(block)
        elif block.name not in _OF_SCOPE | _OF_REQUEST and not block.name.startswith("body"):
            unread.append(f"block {block.name} (line {block.line})")
    if "additionalParameters" in auth:
        auth.setdefault("oauth2", {})["additionalParameters"] = auth.pop("additionalParameters")
    found: dict[str, Any] = {"request": request}
    return {**found, "unread": unread} if unread else found


def _unread_keys(blocks: Sequence[BruBlock]) -> Iterator[str]:
    """Keys that Bruno's language does not have, of the blocks that say what a request is."""
    for block in blocks:
        known = _OF_META if block.name == "meta" else _OF_METHOD if block.name in METHODS else None
        for pair in block.pairs if known is not None else ():
            if known is not None and pair.name not in known:
                name = visible_line(shown_title(pair.name))
                yield f"key {name} of block {block.name} (line {block.line})"


def _add_parameters(block: BruBlock, auth: dict[str, Any]) -> None:
    _, _, _, step, place = block.name.split(":", 4)
    rows = [{**row, "sendIn": place} for row in _rows(block.pairs)]
    known = auth.setdefault("additionalParameters", {})
    known.setdefault(_ADDITIONAL.get(step, step), []).extend(rows)


def _auth_values(block: BruBlock) -> dict[str, Any]:
    """The keys of an auth; a name that comes twice has its first value, as in Bruno."""
    found: dict[str, Any] = {}
    for pair in block.pairs:
        found.setdefault(_camel(pair.name), pair.text)
    if "tokenSecret" in found and "consumerKey" in found:
        found["accessTokenSecret"] = found.pop("tokenSecret")
    return found


def _camel(name: str) -> str:
    return _HUMP.sub(lambda found: found[1].upper(), name)


def _add_body(block: BruBlock, body: dict[str, Any]) -> None:
    if block.name == "body":
        # Of old files, whose line of the method does not name the body.
        body |= {"mode": "json", "json": block.text}
    elif block.name in _MODES:
        body[_MODES[block.name]] = block.text
    elif block.name == "body:graphql":
        body.setdefault("graphql", {})["query"] = block.text
    elif block.name == "body:graphql:vars":
        body.setdefault("graphql", {})["variables"] = block.text
    elif block.name == "body:form-urlencoded":
        body.setdefault("formUrlEncoded", []).extend(_rows(block.pairs))
    elif block.name == "body:multipart-form":
        body.setdefault("multipartForm", []).extend(map(_part, _rows(block.pairs)))
    elif block.name == "body:file":
        body.setdefault("file", []).extend(map(_file, _rows(block.pairs)))


def _with_type(value: str) -> tuple[str, str]:
    found = _CONTENT_TYPE.fullmatch(value)
    return (found["value"], found["type"]) if found else (value, "")


def _part(row: Mapping[str, Json]) -> dict[str, Any]:
    value, kind = _with_type(row["value"])
    part = {**row, "value": value, "type": "text", "contentType": kind}
    if found := _FILE.fullmatch(value):
        part |= {"type": "file", "value": [one for one in found["path"].split("|") if one]}
    return part


def _file(row: Mapping[str, Json]) -> dict[str, Any]:
    value, kind = _with_type(row["value"])
    found = _FILE.fullmatch(value.strip())
    path = found["path"] if found else ""
    return {"filePath": path, "contentType": kind.strip(), "selected": row["enabled"]}


def _named(blocks: Iterable[BruBlock], name: str) -> list[BruBlock]:
    return [one for one in blocks if one.name == name]


def _together(blocks: Iterable[BruBlock]) -> dict[str, Any]:
    """A dictionary in which the last value of a name counts."""
    found: dict[str, Any] = {}
    for block in blocks:
        for pair in block.pairs:
            value = pair.value
            found[pair.name if pair.enabled else f"~{pair.name}"] = (
                value if isinstance(value, str) else list(value)
            )
    return found


def _rows(pairs: Sequence[BruPair]) -> list[dict[str, Any]]:
    found = []
    for pair in pairs:
        row: dict[str, Any] = {"name": pair.name, "value": pair.text, "enabled": pair.enabled}
        if pair.description:
            row["description"] = pair.description
        found.append(row)
    return found


def _typed_rows(pairs: Sequence[BruPair]) -> list[dict[str, Any]]:
    rows = _rows(pairs)
    for row, pair in zip(rows, pairs, strict=True):
        if pair.data_type:
            row |= {"dataType": pair.data_type, "value": typed_value(pair.text, pair.data_type)}
    return rows


def typed_value(written: str, kind: str) -> Json:
    """A value of a type, or the text itself where it is none."""
    make: Callable[[str], Json] | None = {"number": _number, "object": _table}.get(kind)
    if kind == "boolean":
        return {"true": True, "false": False}.get(written, written)
    if make is None:
        return written
    try:
        value = make(written.strip())
    except (ValueError, RecursionError):
        return written
    return written if value is None else value


def _number(written: str) -> Json:
    value = json.loads(written)
    return value if type(value) in {int, float} else None


def _table(written: str) -> Json:
    value = json.loads(written)
    return value if isinstance(value, dict | list) else None
