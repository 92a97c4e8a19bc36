"""The cause of a client certificate that is missing, or was not accepted (RFC 8705 §2)."""

from __future__ import annotations

import re

from outrider.oauth.client_auth import find_client_auth, proves_by_certificate
from outrider.oauth.refusal import Cause, RefusedResponse
from outrider.oauth.token_client import TokenClient

_CERTIFICATE = re.compile(
    r"certificate\b(?! credential| transparency)|\bm-?tls\b|mutual[ -]tls|tls_client_auth"
)


def certificate_cause(reply: RefusedResponse) -> Cause | None:
    """The server's words ask for a client certificate (RFC 8705 §2)."""
    if not _CERTIFICATE.search(reply.low):
        return None
    client = reply.client
    if client.certificate:
        return with_certificate(client, reply.host)
    return Cause(
        "The server requires a client certificate (mTLS), and none was sent.",
        f"Set client_certificate and client_key in {client.tls_table}.",
    )


def with_certificate(client: TokenClient, host: str) -> Cause:
    """What is said of a certificate that was sent, and not accepted."""
    sent = f'Client certificate "{client.certificate}" was sent'
    proxy = client.proxy()
    if proxy:
        return Cause(
            f"{sent}; if proxy {proxy} ends TLS, the server cannot see it.",
            f"Add {host} to no_proxy; if that fails too, check that the client is registered with "
            "this certificate.",
        )
    secret = "" if client.has("client_secret") else ", without a secret"
    method = find_client_auth(client.method)
    if method is not None and proves_by_certificate(method.name):
        return Cause(f"{sent} ({method.name}).", method.when_refused(client).text)
    return Cause(f"{sent}{secret}.", "Check that the client is registered with this certificate.")
