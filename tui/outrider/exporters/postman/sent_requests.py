"""Requests that were sent, as a collection: every value in its place, nothing to be resolved."""

from __future__ import annotations

from urllib.parse import unquote

from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.portable_hosts import portable_host
from outrider.exporters.postman.collection_writer import SCHEMA, WITHOUT_BODY
from outrider.exporters.postman.export_report import ExportReport, Json
from outrider.exporters.postman.url_writer import postman_url
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
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import escape
from outrider.variables.url.path_segments import escape_colons

_DRAWN = frozenset({"content-length", "host"})
"""Header fields that Postman writes itself."""


def collection_of(items: list[Json]) -> Json:
    """A collection of items that stand by themselves."""
    return {
        "info": {"name": "Outrider", "schema": SCHEMA},
        "item": items,
        "auth": {"type": "noauth"},
        "protocolProfileBehavior": {"followRedirects": False},
    }


def sent_item(exchange: Exchange, masking: MaskingPolicy) -> Json:
    """A request with what came of it as its example."""
    item = message_item(exchange.request, masking)
    if exchange.response is not None:
        item["response"] = [_example(exchange.response, item["request"], masking)]
    return item


def message_item(message: RequestMessage, masking: MaskingPolicy) -> Json:
    """A request, as it is or would be on the wire."""
    url = portable_host(masking.url(message.url))
    multipart = isinstance(message.content, MultipartContent)
    drawn = _DRAWN | {"content-type"} if multipart else _DRAWN
    request: Json = {
        "method": message.method,
        "header": [
            {"key": line.name, "value": masking.field(line.name, line.value)}
            for line in message.headers
            if line.name.lower() not in drawn
        ],
        "url": postman_url(
            Request("", "", "", url=escape_colons(escape(url))), ExportReport(reveals=True), ""
        ),
    }
    if message.content is not None:
        request["body"] = _body(message.content, masking)
    path = unquote(url.partition("://")[2].partition("?")[0].partition("/")[2])
    item: Json = {"name": f"{message.method} /{path}", "request": request, "response": []}
    if message.content is not None and message.method.upper() in WITHOUT_BODY:
        item["protocolProfileBehavior"] = {"disableBodyPruning": True}
    return item


def _body(content: Content, masking: MaskingPolicy) -> Json:
    match content:
        case TextContent(text):
            return {"mode": "raw", "raw": masking.body(text)}
        case FileContent(path):
            return {"mode": "file", "file": {"src": path}}
        case MultipartContent(parts, _):
            return {"mode": "formdata", "formdata": [_part(part, masking) for part in parts]}


def _part(part: PartContent, masking: MaskingPolicy) -> Json:
    table: Json = {"key": masking.body(part.name)}
    if isinstance(part.content, FileContent):
        table |= {"type": "file", "src": part.content.path}
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
        "originalRequest": request,
        "status": response.reason,
        "code": response.status,
        "header": [
            {"key": name, "value": masking.field(name, value)} for name, value in response.headers
        ],
        "body": body,
    }
