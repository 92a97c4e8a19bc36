"""Where an issuer's metadata may send a client with its credentials, or a person."""

from __future__ import annotations

from outrider.auth.origins import is_insecure, is_loopback, parse_origin
from outrider.errors import MalformedTokenResponse, TokenEndpointFailed
from outrider.oauth.token_client import TokenClient


def require_same_host(endpoint: str, url: str, client: TokenClient) -> None:
    """Makes sure that metadata which anybody on the way can change leads to no other host.

    Args:
        endpoint: that an issuer's metadata names for the client's ``endpoint_key``.
        url: where the metadata was read, or the issuer.
        client: for whom.

    Raises:
        MalformedTokenResponse: it was read without TLS, and the endpoint is on another host.
    """
    origin = parse_origin(url)
    if origin is None or origin.scheme != "http" or is_loopback(origin.host):
        return
    there = parse_origin(endpoint)
    if there is not None and there.host == origin.host:
        return
    key = client.endpoint_key
    article = "an" if key[0] in "aeiou" else "a"
    shown, source = client.mask(endpoint)[:200], client.source("issuer")
    instead = f'set {key} = "{shown}" instead of {source}'
    error = MalformedTokenResponse(
        f"The issuer metadata names {article} {client.endpoint_words} on another host: {shown}",
        code="issuer_metadata",
        where=f"GET {url}",
        why="It was read without TLS, so it may have been changed on the way.",
        advice=f"If you trust that address, "
        f"{instead if key == 'token_endpoint' else client.assign(key, shown)}.",
        step=client.edit("issuer"),
    )
    error.masked = True
    raise error


def require_tls(endpoint: str, client: TokenClient, *, is_allowed: bool) -> None:
    """Makes sure that nothing secret goes to an endpoint unencrypted (RFC 6749 §3.1, §3.2).

    Args:
        endpoint: that an issuer's metadata names for the client's ``endpoint_key``.
        client: for whom.
        is_allowed: the environment allows it.

    Raises:
        TokenEndpointFailed: the endpoint is plain http, beyond loopback.
    """
    if is_allowed or not is_insecure(endpoint):
        return
    is_page = client.endpoint_key == "authorization_endpoint"
    raise TokenEndpointFailed(
        f"The issuer's metadata names an unencrypted {client.endpoint_words}: {endpoint}.",
        code="insecure_http",
        where=endpoint,
        why=f"The {'sign-in' if is_page else 'client credentials'} would be sent unencrypted.",
        advice="Ask the provider for an https:// endpoint, or set allow_insecure_http = "
        f"true in {client.environment_file or 'the environment'}.",
    )
