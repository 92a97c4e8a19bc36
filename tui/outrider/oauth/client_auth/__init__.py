"""How the client authenticates to the authorization server: one file each, one line here."""

from __future__ import annotations

from typing import Protocol

from outrider.lazy_registry import LazyRegistry
from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient


class ClientAuthMethod(Protocol):
    """A client authentication method (RFC 6749 §2.3, names of RFC 7591 §2).

    Attributes:
        name: the wire name, the value of ``token_endpoint_auth_method``.
        fields: the keys that it adds to an ``oauth2`` definition; all of them are part of the
            token key.
        sent_as: where the credentials are, after "did not accept client_id or its secret"; for a
            method without a secret, a sentence of its own.
    """

    name: str
    summary: str
    sent_as: str
    fields: tuple[Field, ...]

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """The request with the client's credentials: parameters, header fields or TLS material.

        Raises:
            ResolveError: the credentials cannot be written in this method's form.
        """

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """What to change when the server does not accept the credentials, and does not say why."""


CLIENT_AUTH_METHODS: LazyRegistry[ClientAuthMethod] = LazyRegistry(
    __name__,
    {
        "client_secret_basic": "client_secret_basic:ClientSecretBasic",
        "client_secret_post": "client_secret_post:ClientSecretPost",
        "client_secret_jwt": "client_secret_jwt:ClientSecretJwt",
        "private_key_jwt": "private_key_jwt:PrivateKeyJwt",
        "tls_client_auth": "tls_client_auth:TlsClientAuth",
        "self_signed_tls_client_auth": "self_signed_tls_client_auth:SelfSignedTlsClientAuth",
        "none": "none:PublicClient",
    },
)


def find_client_auth(name: str) -> ClientAuthMethod | None:
    """The registered method with this wire name."""
    return CLIENT_AUTH_METHODS.find(name)


def proves_by_certificate(name: str) -> bool:
    """Whether a method needs the environment's client certificate (RFC 8705 §2)."""
    from outrider.oauth.client_auth.certificate_auth import CertificateAuth

    return isinstance(find_client_auth(name), CertificateAuth)
