"""``client_secret_jwt``: an assertion signed with the client's secret (RFC 7523 §2.2)."""

from __future__ import annotations

import warnings

from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.secret import Secret, reveal
from outrider.oauth.client_auth.assertion import (
    AUDIENCE,
    LIFETIME,
    SIGNING_ALG,
    assertion_claims,
    not_installed,
    other_audience,
    with_assertion,
)
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID, CLIENT_SECRET
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

ALGORITHM = Field(
    SIGNING_ALG,
    "Signing algorithm",
    kind=FieldKind.CHOICE,
    default="HS256",
    choices=("HS256", "HS384", "HS512"),
    help="signs the assertion",
    meaning="Algorithm that signs the assertion.",
    example="HS512",
)


class ClientSecretJwt:
    """The secret signs a short-lived statement and does not travel itself."""

    name = "client_secret_jwt"
    summary = "A short-lived assertion signed with the client secret (RFC 7523 §2.2)."
    fields: tuple[Field, ...] = (CLIENT_ID, CLIENT_SECRET, ALGORITHM, AUDIENCE, LIFETIME)
    sent_as = "sent as a signed assertion (client_secret_jwt)"

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the assertion.

        Raises:
            UnsupportedConfiguration: the package that signs is not installed.
        """
        try:
            from joserfc import jwt
            from joserfc.errors import SecurityWarning
            from joserfc.jwk import OctKey
        except ImportError:
            raise not_installed(auth, self.name) from None
        claims = assertion_claims(request, auth, context)
        algorithm = reveal(auth.setting(SIGNING_ALG)) or "HS256"
        with warnings.catch_warnings():
            # A short secret is the authorization server's choice, and not news on every send.
            warnings.simplefilter("ignore", SecurityWarning)
            key = OctKey.import_key(reveal(auth.setting("client_secret")))
            assertion = jwt.encode({"alg": algorithm}, claims, key, algorithms=[algorithm])
        return with_assertion(request, auth, Secret(assertion))

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """Servers disagree on the audience, and rarely say so."""
        secret = client.source("client_secret")
        advice = f"Check {secret}; if it is right, {other_audience(client)}."
        return MethodAdvice(advice, secret.step)
