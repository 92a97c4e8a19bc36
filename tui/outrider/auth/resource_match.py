"""Whether metadata of a protected resource may be read, and is that of an API (RFC 9728)."""

from __future__ import annotations

from urllib.parse import urlsplit

from outrider.auth.origins import is_loopback, parse_origin


def is_readable_metadata(url: str) -> bool:
    """Whether metadata at this URL may be read: over TLS, or on this machine (RFC 9728 §7.3)."""
    origin = parse_origin(url)
    if origin is None:
        return False
    return origin.scheme == "https" or (origin.scheme == "http" and is_loopback(origin.host))


def is_resource_of(resource: str, url: str) -> bool:
    """Whether a resource is the API behind a URL: its origin, and a prefix of its path.

    The prefix ends where a segment of the path does (RFC 9728 §3.3).
    """
    origin = parse_origin(resource)
    if origin is None or origin != parse_origin(url):
        return False
    try:
        mine, path = urlsplit(resource).path.rstrip("/"), urlsplit(url).path
    except ValueError:
        return False
    return path == mine or path.startswith(f"{mine}/") or not mine
