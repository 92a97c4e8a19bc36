"""How the client authenticates to the authorization server: one file each, one line here."""

from __future__ import annotations

from typing import Protocol

from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.certificate_auth import CertificateAuth
from outrider.oauth.client_auth.client_secret_basic import ClientSecretBasic
from outrider.oauth.client_auth.client_secret_jwt import ClientSecretJwt
from outrider.oauth.client_auth.client_secret_post import ClientSecretPost
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.none import PublicClient
from outrider.oauth.client_auth.private_key_jwt import PrivateKeyJwt
from outrider.oauth.client_auth.self_signed_tls_client_auth import SelfSignedTlsClientAuth
from outrider.oauth.client_auth.tls_client_auth import TlsClientAuth
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


CLIENT_AUTH_METHODS: tuple[ClientAuthMethod, ...] = (
    ClientSecretBasic(),
    ClientSecretPost(),
    ClientSecretJwt(),
    PrivateKeyJwt(),
    TlsClientAuth(),
    SelfSignedTlsClientAuth(),
    PublicClient(),
)


def find_client_auth(name: str) -> ClientAuthMethod | None:
    """The registered method with this wire name."""
    return next((method for method in CLIENT_AUTH_METHODS if method.name == name), None)


def proves_by_certificate(name: str) -> bool:
    """Whether a method needs the environment's client certificate (RFC 8705 §2)."""
    return isinstance(find_client_auth(name), CertificateAuth)
