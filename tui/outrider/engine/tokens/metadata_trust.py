"""Where an issuer's metadata may send a client with its credentials."""

from __future__ import annotations

from outrider.auth.origins import is_loopback, parse_origin
from outrider.errors import MalformedTokenResponse
from outrider.oauth.metadata import ServerMetadata
from outrider.oauth.token_client import TokenClient


def require_same_host(metadata: ServerMetadata, url: str, client: TokenClient) -> None:
    """Makes sure that metadata which anybody on the way can change leads to no other host.

    Args:
        metadata: of an issuer.
        url: where it was read.
        client: for whom.

    Raises:
        MalformedTokenResponse: it was read without TLS, and names an endpoint on another host.
    """
    origin = parse_origin(url)
    if origin is None or origin.scheme != "http" or is_loopback(origin.host):
        return
    endpoint = metadata.endpoints["token_endpoint"]
    there = parse_origin(endpoint)
    if there is not None and there.host == origin.host:
        return
    shown, source = client.mask(endpoint)[:200], client.source("issuer")
    error = MalformedTokenResponse(
        f"The issuer metadata names a token endpoint on another host: {shown}",
        code="issuer_metadata",
        where=f"GET {url}",
        why="It was read without TLS, so it may have been changed on the way.",
        advice=f'If you trust that address, set token_endpoint = "{shown}" instead of {source}.',
        step=client.edit("issuer"),
    )
    error.masked = True
    raise error
