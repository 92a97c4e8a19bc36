"""The parts of a response that captures and expectations look at, jq aside."""

from __future__ import annotations

from outrider.body_views.charset import decode_body
from outrider.body_views.json import json_text as json_bytes
from outrider.model.charsets import charset_of
from outrider.model.message import ResponseMessage


def body_text(response: ResponseMessage) -> str:
    """The body as text, in the charset that the response names."""
    body = decode_body(response.content, _charset(response))
    return body.data.decode(body.encoding, "replace")


def body_json(response: ResponseMessage) -> bytes:
    """The body for a reader of JSON, in UTF-8 (RFC 8259 §8.1)."""
    return json_bytes(response.content, _charset(response))


def cookie_value(response: ResponseMessage, name: str) -> str | None:
    """The value of the first cookie of this name that the response sets (RFC 6265 §5.2)."""
    for line in response.headers_named("set-cookie"):
        key, equals, value = line.split(";", 1)[0].partition("=")
        if equals and key.strip() == name:
            return value.strip()
    return None


def has_json_body(response: ResponseMessage) -> bool:
    """Whether the response says that its body is JSON (RFC 6839 §3.1)."""
    kind = response.media_type
    return kind.endswith(("/json", "+json"))


def _charset(response: ResponseMessage) -> str:
    return charset_of(response.header("content-type") or "")
