"""Requests that were sent, as Bruno's JSON export: every value in its place."""

from __future__ import annotations

import json
from typing import Any, TypeAlias
from urllib.parse import unquote

from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.portable_hosts import portable_host
from outrider.exporters.text_bodies import readable_text
from outrider.model.exchange import Exchange
from outrider.model.message import (
    Content,
    FileContent,
    MultipartContent,
    PartContent,
    RequestMessage,
    ResponseMessage,
    TextContent,
)

Json: TypeAlias = "dict[str, Any]"

_DRAWN = frozenset({"content-length", "host"})
"""Header fields that Bruno writes itself."""


def collection_json(items: list[Json]) -> str:
    """A collection of items that stand by themselves."""
    table: Json = {
        "name": "Outrider",
        "version": "1",
        "items": [{**item, "seq": index} for index, item in enumerate(items, start=1)],
        "environments": [],
        "brunoConfig": {"version": "1", "name": "Outrider", "type": "collection"},
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def bruno_sent_item(exchange: Exchange, masking: MaskingPolicy) -> Json:
    """A request with what came of it as its example."""
    item = bruno_message_item(exchange.request, masking)
    if exchange.response is not None:
        item["examples"] = [_example(exchange.response, item["request"], masking)]
    return item


def bruno_message_item(message: RequestMessage, masking: MaskingPolicy) -> Json:
    """A request, as it is or would be on the wire."""
    url = portable_host(masking.url(message.url))
    is_parts = isinstance(message.content, MultipartContent)
    drawn = _DRAWN | {"content-type"} if is_parts else _DRAWN
    path = unquote(url.partition("://")[2].partition("?")[0].partition("/")[2])
    query = url.partition("#")[0].partition("?")[2]
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {
        "type": "http-request",
        "name": f"{message.method} /{path}",
        "request": {
            "url": url,
            "method": message.method,
            "headers": [
                _row(line.name, masking.field(line.name, line.value))
                for line in message.headers
                if line.name.lower() not in drawn
            ],
            "params": [{**_row(name, value), "type": "query"} for name, _, value in pairs],
            "body": _body(message.content, masking),
            "auth": {"mode": "none"},
            "script": {},
            "vars": {},
            "assertions": [],
            "tests": "",
            "docs": "",
        },
        "settings": {"encodeUrl": False, "followRedirects": False},
    }


def _row(name: str, value: str) -> Json:
    return {"name": name, "value": value, "enabled": True}


def _body(content: Content | None, masking: MaskingPolicy) -> Json:
    match content:
        case TextContent(text):
            return {"mode": "text", "text": masking.body(text)}
        case FileContent(path):
            return {"mode": "file", "file": [{"filePath": path, "selected": True}]}
        case MultipartContent(parts, _):
            found = [_part(part, masking) for part in parts]
            return {"mode": "multipartForm", "multipartForm": found}
    return {"mode": "none"}


def _part(part: PartContent, masking: MaskingPolicy) -> Json:
    table = _row(masking.body(part.name), "")
    if isinstance(part.content, FileContent):
        table |= {"type": "file", "value": [part.content.path]}
    else:
        table |= {"type": "text", "value": masking.form_value(part.name, part.content.text)}
    if part.content_type is not None:
        table["contentType"] = masking.body(part.content_type)
    return table


def _example(response: ResponseMessage, request: Json, masking: MaskingPolicy) -> Json:
    text = readable_text(response.content, response.header("content-type") or "")
    body = "" if text is None else masking.body(text)
    return {
        "name": f"{response.status} {response.reason}".rstrip(),
        "type": "http-request",
        "request": {key: request[key] for key in ("url", "method", "headers", "params", "body")},
        "response": {
            "status": str(response.status),
            "statusText": response.reason,
            "headers": [_row(name, masking.field(name, value)) for name, value in response.headers],
            "body": {"type": "text", "content": body},
        },
    }
