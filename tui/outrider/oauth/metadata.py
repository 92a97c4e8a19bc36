"""Finds the endpoints of an issuer (RFC 8414 §3, OpenID Connect Discovery §4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from outrider.errors import MalformedTokenResponse
from outrider.model.message import ResponseMessage
from outrider.oauth.server_endpoints import SUFFIX
from outrider.oauth.token_response import describe_response


def metadata_urls(issuer: str) -> tuple[str, ...]:
    """Where an issuer's metadata may be, the likeliest first.

    OpenID Connect appends the well-known path to the issuer; RFC 8414 §3.1 inserts it before the
    issuer's own path.
    """
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    appended = f"{path}/.well-known/openid-configuration"
    inserted = f"/.well-known/oauth-authorization-server{path}"
    return tuple(
        urlunsplit((parts.scheme, parts.netloc, place, "", "")) for place in (appended, inserted)
    )


def read_metadata(reply: ResponseMessage, issuer: str, url: str) -> Mapping[str, str]:
    """The endpoints that a metadata document names (RFC 8414 §2), by their names there.

    Raises:
        MalformedTokenResponse: it is no metadata document, it belongs to another issuer
            (RFC 8414 §3.3), or it names no token endpoint.
    """
    described = describe_response(reply)
    if reply.status != 200:
        raise _unusable(url, "The issuer's metadata is not there.", described)
    try:
        document = json.loads(reply.content.decode(json.detect_encoding(reply.content)))
    except (ValueError, RecursionError):
        raise _unusable(url, "The issuer's metadata is not JSON.", described) from None
    if not isinstance(document, dict):
        raise _unusable(url, "The issuer's metadata is not a JSON object.", described)
    named = document.get("issuer")
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        names = f"It names {str(named)[:200]!r} (RFC 8414 §3.3)."
        raise _unusable(url, "The metadata belongs to another issuer.", names)
    endpoints = {
        str(name): value
        for name, value in document.items()
        if str(name).endswith(SUFFIX) and isinstance(value, str) and value
    }
    if "token_endpoint" not in endpoints:
        raise _unusable(url, "The issuer's metadata names no token_endpoint.", "")
    return endpoints


def _unusable(url: str, what: str, why: str) -> MalformedTokenResponse:
    return MalformedTokenResponse(
        what,
        code="issuer_metadata",
        where=url,
        why=why,
        advice="Check issuer, or write token_endpoint instead.",
    )
