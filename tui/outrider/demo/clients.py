"""Who may ask the demo's authorization server for a token, and how it misbehaves on request."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCOPES = ("orders.read", "orders.write", "billing")
"""Every scope that the demo's API knows."""

KEY_ASSERTION = "private_key_jwt"
SECRET_ASSERTION = "client_secret_jwt"
ISSUED_CERTIFICATE = "tls_client_auth"
SELF_SIGNED = "self_signed_tls_client_auth"
BASIC = "client_secret_basic"
POST = "client_secret_post"

AUDIENCE = "https://api.orders.example"
DEV_AUDIENCE = "https://api.dev.orders.example"
STAGING_AUDIENCE = "https://api.staging.orders.example"
DEV_AUDIENCES = (DEV_AUDIENCE, "https://billing.dev.orders.example")


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """A registered client (RFC 7591 words).

    Attributes:
        client_secret: ``None`` makes it public, unless it has a key or a certificate.
        public_key: as a JWK, of a client that signs assertions.
        certificate: DER, of a client that proves itself by exactly this one (RFC 8705 §2.2).
        certificate_subject: RFC 4514, of a client that proves itself by a certificate of this
            subject which a CA has issued (RFC 8705 §2.1).
        token_endpoint_auth_method: the only one accepted; ``None`` accepts both ways to send a
            secret, or ``none`` from a public client.
        scopes: what it may ask for; asking for nothing grants all of them.
        audiences: what it may ask tokens for; the first one where it does not say.
        lifetime: seconds that its tokens live.
        grant_types: how it may ask for tokens.
    """

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    public_key: Mapping[str, Any] | None = None
    certificate: bytes = b""
    certificate_subject: str = ""
    token_endpoint_auth_method: str | None = None
    scopes: tuple[str, ...] = SCOPES
    audiences: tuple[str, ...] = (AUDIENCE, DEV_AUDIENCE, STAGING_AUDIENCE)
    lifetime: int = 3600
    grant_types: tuple[str, ...] = ("client_credentials",)

    @property
    def required_method(self) -> str | None:
        """The only way in which it can prove itself; ``None`` for both ways to send a secret."""
        if self.token_endpoint_auth_method is not None:
            return self.token_endpoint_auth_method
        if self.public_key is not None:
            return KEY_ASSERTION
        if self.certificate:
            return SELF_SIGNED
        if self.certificate_subject:
            return ISSUED_CERTIFICATE
        return "none" if self.client_secret is None else None

    @property
    def assertion_key(self) -> Mapping[str, Any] | None:
        """What checks its assertions, as a JWK; ``None`` where it makes none."""
        if self.required_method != SECRET_ASSERTION:
            return self.public_key
        octets = urlsafe_b64encode((self.client_secret or "").encode())
        return {"kty": "oct", "k": octets.decode("ascii").rstrip("=")}


DEMO_CLIENTS = (
    RegisteredClient("orders-dev", "dev-only-secret", audiences=DEV_AUDIENCES, lifetime=60),
    RegisteredClient("orders-staging", "the-right-staging-secret", audiences=(STAGING_AUDIENCE,)),
    RegisteredClient("orders-production", "only-for-the-demo", audiences=(AUDIENCE,)),
)
"""The clients of the sample workspace; these secrets open nothing but the demo."""


TEST_SECRET = "only-for-the-demo-and-long-enough-to-sign"
ASSERTING_CLIENT = RegisteredClient(
    "orders-jwt",
    TEST_SECRET,
    token_endpoint_auth_method=SECRET_ASSERTION,
    audiences=DEV_AUDIENCES,
)
"""Its secret signs assertions."""

SIGN_IN_CLIENT = RegisteredClient(
    "orders-people",
    lifetime=60,
    grant_types=(
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
    ),
)
"""A public client with which people sign in."""

COMMAND_CLIENT = RegisteredClient("orders-script")
"""A public client of the script that prints a token."""


@dataclass(frozen=True, slots=True)
class AuthorizationServerOptions:
    """How the authorization server behaves; replace it on a running server at any time.

    Attributes:
        refusal: members of the error (RFC 6749 §5.2) that every token request gets, whatever it is.
        delay: seconds before any answer of the token endpoint.
        lifetime: seconds, instead of each client's own.
        override: members of a successful answer that are replaced or added; what is said, not
            what is true (``{"expires_in": "soon"}``).
        omit: members left out of a successful answer (``("expires_in",)``).
        withheld_scopes: never granted; the answer names the narrower scope.
        html_errors: errors are HTML unless ``Accept`` names JSON.
        terse_errors: errors in JSON have no description.
    """

    clients: tuple[RegisteredClient, ...] = DEMO_CLIENTS
    refusal: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    lifetime: int | None = None
    override: Mapping[str, Any] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    withheld_scopes: tuple[str, ...] = ()
    html_errors: bool = False
    terse_errors: bool = False

    def client(self, client_id: str) -> RegisteredClient | None:
        """The registered client of this identifier."""
        return next((one for one in self.clients if one.client_id == client_id), None)
