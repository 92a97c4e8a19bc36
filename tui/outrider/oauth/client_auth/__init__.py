"""How the client authenticates to the authorization server: one file each, one line here."""

from __future__ import annotations

from typing import Protocol

from outrider.model.auth import Field, ResolvedAuth
from outrider.oauth.client_auth.client_secret_basic import ClientSecretBasic
from outrider.oauth.client_auth.client_secret_jwt import ClientSecretJwt
from outrider.oauth.client_auth.client_secret_post import ClientSecretPost
from outrider.oauth.client_auth.none import PublicClient
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest


class ClientAuthMethod(Protocol):
    """A client authentication method (RFC 6749 §2.3, names of RFC 7591 §2).

    Attributes:
        name: the wire name, the value of ``token_endpoint_auth_method``.
        fields: the keys that it adds to an ``oauth2`` definition; all of them are part of the
            token key.
    """

    name: str
    summary: str
    fields: tuple[Field, ...]

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """The request with the client's credentials: parameters, header fields or TLS material.

        Raises:
            ResolveError: the credentials cannot be written in this method's form.
        """

    def invalid_client_hint(self, auth: ResolvedAuth) -> str:
        """What may be wrong when the server answers ``invalid_client``; empty for nothing."""


CLIENT_AUTH_METHODS: tuple[ClientAuthMethod, ...] = (
    ClientSecretBasic(),
    ClientSecretPost(),
    ClientSecretJwt(),
    PublicClient(),
)


def find_client_auth(name: str) -> ClientAuthMethod | None:
    """The registered method with this wire name."""
    return next((method for method in CLIENT_AUTH_METHODS if method.name == name), None)
