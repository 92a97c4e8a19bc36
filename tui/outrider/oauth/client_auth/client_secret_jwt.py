"""``client_secret_jwt``: an assertion signed with the client's secret (RFC 7523 §2.2)."""

from __future__ import annotations

import warnings

from outrider.errors import Fault, UnsupportedConfiguration
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.secret import Secret, reveal
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID, CLIENT_SECRET
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = 60
"""Seconds that an assertion is good for: one request, and some drift of the clocks."""

SIGNING_ALG = Field(
    "token_endpoint_auth_signing_alg",
    "Signing algorithm",
    kind=FieldKind.CHOICE,
    default="HS256",
    choices=("HS256", "HS384", "HS512"),
    help="signs the assertion",
)
AUDIENCE = Field(
    "assertion_audience",
    "Audience",
    kind=FieldKind.URL,
    help="aud; default: the token endpoint",
)


class ClientSecretJwt:
    """The secret signs a short-lived statement and does not travel itself."""

    name = "client_secret_jwt"
    summary = "A short-lived assertion signed with the client secret (RFC 7523 §2.2)."
    fields: tuple[Field, ...] = (CLIENT_ID, CLIENT_SECRET, SIGNING_ALG, AUDIENCE)
    sent_as = "sent as a signed assertion (client_secret_jwt)"

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the assertion, with a ``jti`` of its own each time (RFC 7523 §3).

        Raises:
            UnsupportedConfiguration: the package that signs is not installed.
        """
        try:
            from joserfc import jwt
            from joserfc.errors import SecurityWarning
            from joserfc.jwk import OctKey
        except ImportError:
            fault = Fault(
                "unsupported",
                "client_secret_jwt needs the optional package joserfc.",
                auth.config.location_of("token_endpoint_auth_method"),
                advice='Install it with: pipx install "outrider[jwt]".',
            )
            raise UnsupportedConfiguration.of([fault]) from None
        client_id = auth.setting("client_id")
        claims = {
            "iss": reveal(client_id),
            "sub": reveal(client_id),
            "aud": reveal(auth.setting("assertion_audience")) or request.endpoint,
            "jti": context.new_id(),
            "iat": int(context.now),
            "exp": int(context.now) + LIFETIME,
        }
        algorithm = reveal(auth.setting("token_endpoint_auth_signing_alg"))
        with warnings.catch_warnings():
            # A short secret is the authorization server's choice, and not news on every send.
            warnings.simplefilter("ignore", SecurityWarning)
            key = OctKey.import_key(reveal(auth.setting("client_secret")))
            assertion = jwt.encode({"alg": algorithm}, claims, key, algorithms=[algorithm])
        return request.with_parameters(
            ("client_id", client_id),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", Secret(assertion)),
        )

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """Servers disagree on the audience, and rarely say so."""
        secret = client.source("client_secret")
        advice = f"Check {secret}; if it is right, {other_audience(client)}."
        return MethodAdvice(advice, secret.step)


def other_audience(client: TokenClient) -> str:
    """What to do where the assertion may be for somebody else than the server wants."""
    if client.has("assertion_audience"):
        return f"remove {client.source('assertion_audience')}"
    issuer = client.shown("issuer") or "…"
    hint = "" if client.has("issuer") else " (the server's issuer)"
    return client.assign("assertion_audience", issuer) + hint
