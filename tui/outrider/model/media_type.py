"""Media types as the views look at them (RFC 9110 §8.3.1)."""

from __future__ import annotations

_GENERIC = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})

EVENT_STREAM = "text/event-stream"
"""Server-sent events (WHATWG HTML §9.2)."""

_JSON_STREAMS = frozenset(
    {
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/jsonlines",
        "application/json-seq",
        "application/stream+json",
    }
)


def media_type(content_type: str) -> str:
    """Type and subtype in small letters, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def is_generic(media: str) -> bool:
    """Whether servers send this type for anything."""
    return media in _GENERIC


def is_stream(media: str) -> bool:
    """Whether such a body is a sequence that may have no end: events, or JSON documents."""
    return media == EVENT_STREAM or is_json_stream(media)


def is_json_stream(media: str) -> bool:
    """Whether it is JSON documents: one a line, or a text sequence (RFC 7464, RFC 8091)."""
    return media in _JSON_STREAMS or media.endswith("+json-seq")
