"""Reads the metadata of a protected resource, which names its authorization servers (RFC 9728)."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct

from outrider.errors import MalformedTokenResponse
from outrider.model.message import ResponseMessage


class ProtectedResource(Struct, frozen=True):
    """What an API says of itself (RFC 9728 §2).

    Attributes:
        resource: its identifier, a URL.
        servers: the issuers of its authorization servers, at least one.
        scopes: ``scopes_supported``.
    """

    resource: str
    servers: tuple[str, ...]
    scopes: tuple[str, ...] = ()


def read_protected_resource(reply: ResponseMessage, url: str) -> ProtectedResource:
    """What the metadata at a URL says.

    Raises:
        MalformedTokenResponse: it is no metadata, or names no authorization server.
    """
    if reply.status != 200:
        raise resource_error(f"The API's metadata was not found: {reply.status}", url)
    try:
        document = json.loads(reply.content.decode(json.detect_encoding(reply.content)))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise resource_error("The API's metadata is not a JSON object.", url)
    resource, servers = document.get("resource"), _texts(document.get("authorization_servers"))
    if not isinstance(resource, str) or not resource:
        raise resource_error("The API's metadata has no resource.", url)
    if not servers:
        raise resource_error("The API's metadata names no authorization server.", url)
    return ProtectedResource(resource, servers, _texts(document.get("scopes_supported")))


def resource_error(what: str, url: str, why: str = "") -> MalformedTokenResponse:
    """The error of metadata that is of no use."""
    return MalformedTokenResponse(
        what,
        code="resource_metadata",
        where=f"GET {url}",
        why=why,
        advice="Ask the provider of the API for its authorization server.",
    )


def _texts(value: Any) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(one for one in found if isinstance(one, str) and one))
