"""Where a server's metadata may be, and what it says of a server that no issuer was named for."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit, urlunsplit

from outrider.model.message import ResponseMessage
from outrider.oauth.metadata import metadata_urls

_TOKEN_PATH = re.compile(
    r"/(protocol/openid-connect/token|oauth2/v[\d.]+/token|connect/token|oauth2?/token|o/token"
    r"|v\d+/token|token)/?\Z"
)
"""What the known servers put behind their issuer for the token endpoint."""


_NEIGHBOUR = re.compile(r"/(protocol/openid-connect|connect|oauth2?(/v[\d.]+)?|o|as)(/[^/]*)?/?\Z")
"""What they put behind it for the other endpoints."""


def guessed_issuer(token_endpoint: str) -> str:
    """The issuer that a token endpoint probably belongs to, on the same host.

    Where the path says nothing, it is the host itself; for Microsoft's endpoints the version stays.
    """
    parts = urlsplit(token_endpoint)
    found = _TOKEN_PATH.search(parts.path) or _NEIGHBOUR.search(parts.path)
    path = parts.path[: found.start()] if found else ""
    version = re.search(r"oauth2/(v2\.0)/token", parts.path)
    if version and path:
        path = f"{path}/{version[1]}"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


_REALM = re.compile(r"/realms/[^/]+/?\Z")
"""A URL of Keycloak that is an issuer itself."""


def places_of_metadata(issuer: str, token_endpoint: str) -> tuple[str, ...]:
    """The URLs to ask, the likeliest first; four at most, on the host that the file names.

    An issuer with a path that has no metadata may be meant without it; one of Keycloak, with or
    without the ``/auth`` that its older versions have.
    """
    asked = issuer or guessed_issuer(token_endpoint)
    if not issuer and _REALM.search(token_endpoint):
        asked = token_endpoint.rstrip("/")
    other = other_realm(asked)
    if other:
        return (*metadata_urls(asked), *metadata_urls(other)[:1])
    parts = urlsplit(issuer)
    host = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    root = metadata_urls(host) if parts.path.strip("/") else ()
    return (*metadata_urls(asked), *root)


def other_realm(url: str) -> str:
    """A URL of Keycloak below ``/auth`` without that, and the other way; empty for any other."""
    parts = urlsplit(url)
    if parts.path.startswith("/auth/realms/"):
        path = parts.path.removeprefix("/auth")
    elif parts.path.startswith("/realms/"):
        path = f"/auth{parts.path}"
    else:
        return ""
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def named_issuer(response: ResponseMessage) -> str:
    """The issuer that a metadata document names (RFC 8414 §2); empty for what is none."""
    if response.status != 200:
        return ""
    try:
        document = json.loads(response.content.decode(json.detect_encoding(response.content)))
    except (ValueError, RecursionError):
        return ""
    issuer = document.get("issuer") if isinstance(document, dict) else None
    return issuer if isinstance(issuer, str) else ""
