"""Names and values of header fields that are written often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from outrider.toolkit.fields.completion import Completions, Suggestion

_FIELDS = (
    "Accept Accept-Charset Accept-Encoding Accept-Language Authorization Cache-Control "
    "Connection Content-Disposition Content-Encoding Content-Language Content-Length "
    "Content-MD5 Content-Type Cookie Date Digest DPoP Expect Forwarded From Host Idempotency-Key "
    "If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Max-Forwards Origin "
    "Pragma Prefer Priority Proxy-Authorization Range Referer TE traceparent tracestate Trailer "
    "Transfer-Encoding Upgrade User-Agent Via X-Api-Key X-Correlation-ID X-CSRF-Token "
    "X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-HTTP-Method-Override X-Request-ID "
    "X-Requested-With"
)
REQUEST_FIELDS = tuple(_FIELDS.split())
"""Fields of requests: those of RFC 9110 and 9111 (IANA's registry), and customary ones."""

_TYPES = (
    "application/json application/problem+json application/ld+json application/hal+json "
    "application/vnd.api+json application/merge-patch+json application/json-patch+json "
    "application/x-ndjson application/xml application/problem+xml application/soap+xml "
    "application/x-www-form-urlencoded application/octet-stream application/pdf application/zip "
    "application/gzip application/yaml application/cbor application/jwt application/graphql "
    "multipart/form-data text/plain text/html text/csv text/css text/javascript text/xml "
    "text/markdown text/event-stream image/png image/jpeg image/gif image/svg+xml image/webp "
    "audio/mpeg video/mp4"
)
MEDIA_TYPES = tuple(_TYPES.split())
"""Media types that bodies often have (IANA's registry)."""

_CODINGS = ("gzip", "deflate", "br", "zstd", "identity")
_SCHEMES = ("Bearer ", "Basic ", "Digest ", "DPoP ", "Negotiate ", "Bearer {{access_token}}")
_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accept": ("*/*", *MEDIA_TYPES),
        "content-type": (*MEDIA_TYPES, "application/json; charset=utf-8"),
        "accept-encoding": (*_CODINGS, "*"),
        "content-encoding": _CODINGS,
        "accept-charset": ("utf-8", "iso-8859-1"),
        "accept-language": ("en", "en-US", "en-GB", "de", "es", "fr", "it", "ja", "pt-BR", "zh"),
        "authorization": _SCHEMES,
        "proxy-authorization": _SCHEMES[:-1],
        "cache-control": (
            *("no-cache", "no-store", "max-age=0", "max-stale", "min-fresh=", "no-transform"),
            "only-if-cached",
        ),
        "connection": ("keep-alive", "close", "upgrade"),
        "expect": ("100-continue",),
        "pragma": ("no-cache",),
        "prefer": ("return=minimal", "return=representation", "respond-async", "wait="),
        "range": ("bytes=0-",),
        "te": ("trailers",),
        "transfer-encoding": ("chunked",),
        "upgrade": ("websocket", "h2c"),
        "idempotency-key": ("{{$guid}}",),
        "x-request-id": ("{{$guid}}",),
        "x-correlation-id": ("{{$guid}}",),
        "x-requested-with": ("XMLHttpRequest",),
        "x-http-method-override": ("PUT", "PATCH", "DELETE"),
    }
)
_LISTS = frozenset({"accept", "accept-encoding", "accept-language", "cache-control", "prefer"})


def complete_header_names(text: str, cursor: int) -> Completions | None:
    """The fields whose name somebody may be writing."""
    return matching_words(REQUEST_FIELDS, text, cursor)


def complete_header_values(name: str, text: str, cursor: int) -> Completions | None:
    """The values that somebody may be writing for a field; of a list, its last member."""
    key = name.strip().lower()
    start = 0
    if key in _LISTS and "," in text:
        start = text.rindex(",") + 1
        start += len(text[start:]) - len(text[start:].lstrip())
    return matching_words(_VALUES.get(key, ()), text, cursor, start)


def complete_media_types(text: str, cursor: int) -> Completions | None:
    """The media types that somebody may be writing."""
    return matching_words(MEDIA_TYPES, text, cursor)


def matching_words(
    words: Sequence[str], text: str, cursor: int, start: int = 0
) -> Completions | None:
    """The words that begin with what is written from ``start`` on, then those that hold it.

    Nothing is suggested while the cursor is not at the end of the text.
    """
    typed = text[start:].lower()
    if cursor != len(text) or any(word.lower() == typed for word in words):
        return None
    first = [word for word in words if word.lower().startswith(typed)]
    then = [word for word in words if typed in word.lower() and word not in first]
    suggestions = tuple(Suggestion(word) for word in (*first, *then))
    # Without a choice, tab takes only what begins with what was typed.
    begun = bool(typed and first)
    return Completions(start, len(text), suggestions, typed=begun) if suggestions else None
