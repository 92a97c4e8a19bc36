"""HTTP Archives, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from msgspec import json

from outrider import __version__
from outrider.exporters.ascii_url import wire_url
from outrider.exporters.cookies import SetCookie, set_cookies
from outrider.exporters.exchange_text import rendered_content, sent_headers
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import LiveOption
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.exchange import ConnectionInfo, Exchange, Timing
from outrider.model.message import (
    Content,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    RequestMessage,
    ResponseMessage,
    TextContent,
    header_value,
)
from outrider.model.secret import MASK

_UNKNOWN = -1
_LARGEST_FILE = 1_000_000
"""Bytes of a file that stand in an archive."""


class HarExporter:
    """One archive; entries without an exchange have no place in it."""

    name = "har"
    summary = "HTTP Archive 1.2, for browser tools and proxies."
    suffix = ".har"
    carries = frozenset({LiveOption.TIMEOUT, LiveOption.REDIRECTS, LiveOption.HTTP})

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A request that was not sent: its response has the status 0."""
        told = {
            "startedDateTime": _moment(0.0),
            "time": 0,
            "request": _request(
                outgoing.message, None, _asked_version(outgoing.connection), masking
            ),
            "response": _response(None, "", masking),
            "cache": {},
            "timings": {"send": 0, "wait": 0, "receive": 0},
            "comment": "; ".join(_told(outgoing)),
        }
        return _archive([told])

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The exchanges, in the order in which they began."""
        exchanges = [one.exchange for one in entries if one.exchange is not None]
        exchanges.sort(key=lambda one: one.started_at)
        return _archive([_entry(one, masking) for one in exchanges])


def _archive(entries: list[dict[str, Any]]) -> str:
    log = {
        "version": "1.2",
        "creator": {"name": "Outrider", "version": __version__},
        "entries": entries,
    }
    return json.format(json.encode({"log": log}), indent=1).decode("utf-8", "replace") + "\n"


def _told(outgoing: PreparedRequest) -> Iterator[str]:
    """What is known of a request that was not sent, and has no place of its own."""
    yield "not sent"
    if outgoing.redirects:
        yield f"follows {outgoing.redirects} redirects"
    if outgoing.timeout is not None:
        yield f"timeout {outgoing.timeout:g} s"
    if outgoing.connection is not None and outgoing.connection.http is HttpVersion.AUTO:
        yield "HTTP/2 where the server chooses it"


def _asked_version(connection: ConnectionSettings | None) -> str:
    """The version of a request that has no response, where that was settled beforehand."""
    http = connection.http if connection else None
    if http is None or http is HttpVersion.AUTO:
        return ""
    return "HTTP/2" if http is HttpVersion.HTTP2 else "HTTP/1.1"


def _entry(exchange: Exchange, masking: MaskingPolicy) -> dict[str, Any]:
    network = exchange.network or ConnectionInfo()
    response = exchange.response
    version = response.http_version if response else _asked_version(exchange.connection)
    failed = masking.body(exchange.failure.what) if exchange.failure else ""
    timings = _timings(exchange.timing)
    words = (exchange.purpose.value, exchange.environment, masking.body(exchange.reason))
    told: dict[str, Any] = {
        "startedDateTime": _moment(exchange.started_at),
        "time": round(sum(timings[name] for name in timings if name != "ssl"), 3),
        "request": _request(exchange.request, exchange.network, version, masking),
        "response": _response(exchange.response, failed, masking),
        "cache": {},
        "timings": {name: value for name, value in timings.items() if value or name != "blocked"},
        "comment": " ".join(filter(None, words)),
    }
    address, _, port = network.peer.rpartition(":")
    if address and not network.proxy:
        told["serverIPAddress"] = address.strip("[]")
    if port:
        told["connection"] = network.local.rpartition(":")[2]
    return told


def _timings(timing: Timing) -> dict[str, float]:
    """The phases; what none of them accounts for is ``blocked``, so that the sum is right."""
    secure = timing.tls or 0.0
    phases = {
        "connect": (timing.connect or 0.0) + secure,
        "send": 0.0,
        "wait": timing.first_byte or 0.0,
        "receive": timing.download or 0.0,
    }
    told = {"blocked": max(timing.total - sum(phases.values()), 0.0)} | phases
    if timing.tls is not None:
        told["ssl"] = secure
    return {name: round(value, 3) for name, value in told.items()}


def _request(
    message: RequestMessage, network: ConnectionInfo | None, version: str, masking: MaskingPolicy
) -> dict[str, Any]:
    url = wire_url(masking.url(message.url), keeps_mask=False)
    query = url.partition("#")[0].partition("?")[2]
    told: dict[str, Any] = {
        "method": message.method,
        "url": url,
        "httpVersion": version,
        "cookies": _sent_cookies(message, masking),
        "headers": [
            _pair(line.name, masking.field(line.name, line.value))
            for line in sent_headers(message, network)
        ],
        "queryString": [_pair(*one) for one in parse_qsl(query, keep_blank_values=True)],
        "headersSize": _UNKNOWN,
        "bodySize": _body_size(message, network),
    }
    if message.content is not None:
        kind = header_value(message.headers, "content-type")
        told["postData"] = {
            "mimeType": masking.field("content-type", kind) if kind is not None else "",
            **_post_data(message.content, told["bodySize"], masking),
        }
    return told


def _body_size(message: RequestMessage, network: ConnectionInfo | None) -> int:
    if message.content is None:
        return 0
    added = network.added_headers if network else ()
    length = next((value for name, value in added if name.lower() == "content-length"), "")
    return int(length) if length.isdigit() else _UNKNOWN


def _post_data(content: Content, size: int, masking: MaskingPolicy) -> dict[str, Any]:
    if isinstance(content, MultipartContent):
        return {"params": [_part(one, masking) for one in content.parts]}
    if isinstance(content, FileContent):
        data, why = _bytes_of(content.path, size)
        if data is None:
            return {"text": "", "comment": f"<file {content.path}> {why}"}
        text, is_encoded = masking.text_or_base64(data)
        # As Playwright and others write bytes; HAR 1.2 has texts only.
        return {"text": text, "encoding": "base64"} if is_encoded else {"text": text}
    return {"text": rendered_content(content, masking)}


def _bytes_of(path: str, size: int = _UNKNOWN) -> tuple[bytes | None, str]:
    """The bytes of a body's file, or why they are not in the archive.

    Args:
        path: absolute.
        size: bytes that were sent.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        return None, f"cannot be read: {error.strerror}"
    if len(data) > _LARGEST_FILE:
        return None, f"has more than {_LARGEST_FILE} bytes"
    if size not in (_UNKNOWN, len(data)):
        return None, "has changed since"
    return data, ""


def _part(part: PartContent, masking: MaskingPolicy) -> dict[str, str]:
    told = {"name": masking.body(part.name)}
    if isinstance(part.content, TextContent):
        told["value"] = masking.form_value(part.name, part.content.text)
    else:
        data, why = _bytes_of(part.content.path)
        text, is_encoded = masking.text_or_base64(data or b"")
        if data is None or is_encoded:
            told["comment"] = f"<file {part.content.path}> {why or 'is not text'}"
        else:
            told["value"] = text
    if part.filename is not None:
        told["fileName"] = masking.body(part.filename)
    if part.content_type is not None:
        told["contentType"] = masking.body(part.content_type)
    return told


def _response(
    response: ResponseMessage | None, failed: str, masking: MaskingPolicy
) -> dict[str, Any]:
    if response is None:
        response = ResponseMessage(0, "", "", ())
    kind = response.header("content-type") or ""
    content: dict[str, Any] = {
        "size": response.size,
        "mimeType": masking.field("content-type", kind),
        **_content(response, kind, masking),
    }
    if response.wire_size:
        content["compression"] = response.size - response.wire_size
    if response.truncated or len(response.content) < response.size:
        content["comment"] = f"only {len(response.content)} bytes are included"
    told: dict[str, Any] = {
        "status": response.status,
        "statusText": masking.body(response.reason),
        "httpVersion": response.http_version,
        "cookies": [_set_cookie(one, masking) for one in set_cookies(response)],
        "headers": [_pair(name, masking.field(name, value)) for name, value in response.headers],
        "content": content,
        "redirectURL": wire_url(masking.url(response.header("location") or ""), keeps_mask=False),
        "headersSize": _UNKNOWN,
        "bodySize": response.wire_size if response.status else _UNKNOWN,
    }
    if response.trailers:
        # HAR 1.2 has no place for them, but for fields that begin so.
        told["_trailers"] = [
            _pair(name, masking.field(name, value)) for name, value in response.trailers
        ]
    if failed:
        # As browsers write it.
        told["_error"] = failed
    return told


def _content(response: ResponseMessage, kind: str, masking: MaskingPolicy) -> dict[str, str]:
    if not response.content:
        return {}
    text, is_encoded = masking.text_or_base64(response.content, kind)
    return {"text": text, "encoding": "base64"} if is_encoded else {"text": text}


def _sent_cookies(message: RequestMessage, masking: MaskingPolicy) -> list[dict[str, str]]:
    cookie = header_value(message.headers, "cookie")
    if cookie is None:
        return []
    if not masking.reveals:
        return [_pair(MASK, MASK)]
    pairs = (one.partition("=") for one in masking.field("cookie", cookie).split(";"))
    return [_pair(name.strip(), value.strip()) for name, _, value in pairs if name.strip()]


def _set_cookie(cookie: SetCookie, masking: MaskingPolicy) -> dict[str, Any]:
    told: dict[str, Any] = _pair(
        masking.body(cookie.name), cookie.value if masking.reveals else MASK
    )
    for name in ("path", "domain"):
        value = cookie.attribute(name)
        if value:
            told[name] = masking.body(value)
    return told | {
        "httpOnly": cookie.attribute("httponly") is not None,
        "secure": cookie.attribute("secure") is not None,
    }


def _pair(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
