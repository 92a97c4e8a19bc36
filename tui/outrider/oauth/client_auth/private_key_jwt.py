"""``private_key_jwt``: an assertion signed with the client's private key (RFC 7523 §2.2)."""

from __future__ import annotations

from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.secret import LaterSecret
from outrider.oauth.client_auth.assertion import (
    AUDIENCE,
    LIFETIME,
    assertion_claims,
    not_installed,
    other_audience,
    with_assertion,
)
from outrider.oauth.client_auth.key_assertion import (
    ALGORITHM,
    KEY_ID,
    PASSWORD,
    THUMBPRINT,
    KeyText,
    signed_jwt,
)
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

PRIVATE_KEY = Field(
    "private_key",
    "Private key",
    kind=FieldKind.SECRET,
    required=True,
    help="PEM or JWK: a {{reference}}",
    alternative="client_assertion",
    meaning="Private key that signs, as PEM or JWK: a reference to a secret.",
    example="{{private_key}}",
)
CLIENT_ASSERTION = Field(
    "client_assertion",
    "Client assertion",
    kind=FieldKind.SOURCE,
    choices=("file", "env", "command"),
    help="or: file PATH, env NAME, command …",
    alternative="private_key",
    meaning=(
        "An assertion that another program makes, in place of `private_key`; it is read for "
        "each token request: `{ file = PATH }`, `{ env = NAME }` or `{ command = [PROGRAM, "
        "ARGUMENT] }`."
    ),
    example={"file": "/var/run/secrets/tokens/outrider"},
)


class PrivateKeyJwt:
    """The private key signs a short-lived statement; the provider has the public key."""

    name = "private_key_jwt"
    summary = "A short-lived assertion signed with the client's private key (RFC 7523 §2.2)."
    fields: tuple[Field, ...] = (
        CLIENT_ID,
        PRIVATE_KEY,
        CLIENT_ASSERTION,
        PASSWORD,
        ALGORITHM,
        KEY_ID,
        THUMBPRINT,
        AUDIENCE,
        LIFETIME,
    )
    sent_as = "sent as a signed assertion (private_key_jwt)"

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the assertion; its header names the key as far as key and settings do.

        One that comes from elsewhere is read when the request is sent.

        Raises:
            ResolveError: the key cannot sign, or not by the algorithm that is set.
            UnsupportedConfiguration: the package that signs is not installed.
        """
        if CLIENT_ASSERTION.name in auth.config.sources:
            return with_assertion(request, auth, LaterSecret(str, "a.b.c"))
        client = context.client or TokenClient(auth)
        claims = assertion_claims(request, auth, context)
        claims["nbf"] = claims["iat"]
        key = KeyText(auth.setting(PRIVATE_KEY.name))
        try:
            assertion = signed_jwt(claims, key, client, context.certificates)
        except ImportError:
            raise not_installed(auth, self.name) from None
        return with_assertion(request, auth, assertion)

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """The provider may have another key, or want another audience; servers rarely say which."""
        if client.has(CLIENT_ASSERTION.name):
            source = client.source(CLIENT_ASSERTION.name)
            return MethodAdvice(
                f"Check that the provider trusts the iss, sub and aud of {source}.", source.step
            )
        key = client.source("private_key")
        return MethodAdvice(
            f"Check that the provider has the public key of {key}; if it has, "
            f"{other_audience(client)}.",
            key.step,
        )
