"""The assertion by which a client proves itself: its claims and its fields (RFC 7523 §2.2, §3)."""

from __future__ import annotations

from typing import Any

from outrider.errors import Fault, UnsupportedConfiguration
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.secret import MaybeSecret, reveal
from outrider.oauth.endpoint_paths import likely_issuer
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SIGNING_ALG = "token_endpoint_auth_signing_alg"

AUDIENCE = Field(
    "assertion_audience",
    "Audience",
    kind=FieldKind.LIST,
    help="aud; default: the token endpoint",
    meaning=(
        "For whom the assertion is (aud): one text, or an array. Without it, the token endpoint."
    ),
    example="https://login.example.com",
)
LIFETIME = Field(
    "assertion_lifetime",
    "Assertion lifetime",
    kind=FieldKind.NUMBER,
    default="60",
    help="seconds",
    meaning=("Seconds for which an assertion is valid; each token request has a new one."),
    example=300,
)


def assertion_claims(
    request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
) -> dict[str, Any]:
    """The claims, with a ``jti`` of their own each time (RFC 7523 §3).

    Without ``assertion_audience`` it is for the token endpoint: that is what RFC 7523 §3 suggests,
    and the one audience that servers agree on.
    """
    client_id = reveal(auth.setting("client_id"))
    own = {"iss": client_id, "sub": client_id}
    return own | timed_claims(auth, request.endpoint, context.now, context.new_id())


def timed_claims(auth: ResolvedAuth, audience: str, now: float, identifier: str) -> dict[str, Any]:
    """For whom an assertion is and how long it is good: ``aud``, ``jti``, ``iat`` and ``exp``.

    Args:
        auth: the definition; its ``assertion_audience`` and ``assertion_lifetime`` win.
        audience: for whom it is otherwise.
        now: seconds since the epoch.
        identifier: another one for each assertion.
    """
    audiences = [one.strip() for one in reveal(auth.setting(AUDIENCE.name)).splitlines()]
    audiences = [one for one in audiences if one] or [audience]
    begins = int(now)
    return {
        "aud": audiences[0] if len(audiences) == 1 else audiences,
        "jti": identifier,
        "iat": begins,
        "exp": begins + int(reveal(auth.setting(LIFETIME.name)) or LIFETIME.default or ""),
    }


def with_assertion(
    request: TokenRequest, auth: ResolvedAuth, assertion: MaybeSecret
) -> TokenRequest:
    """The request with an assertion (RFC 7521 §4.2), and the client ID, which some servers need."""
    return request.with_parameters(
        ("client_id", auth.setting("client_id")),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion),
    )


def not_installed(
    auth: ResolvedAuth, method: str, setting: str = "token_endpoint_auth_method"
) -> UnsupportedConfiguration:
    """The error where the package that signs is missing; ``method`` is what needs it."""
    fault = Fault(
        "unsupported",
        f"{method} needs the optional package joserfc.",
        auth.config.location_of(setting),
        advice='Install it with: pipx install "outrider[jwt]".',
    )
    return UnsupportedConfiguration.of([fault])


def other_audience(client: TokenClient) -> str:
    """What to do where the assertion may be for somebody else than the server wants."""
    if client.has(AUDIENCE.name):
        return f"remove {client.source(AUDIENCE.name)}"
    if client.has("issuer"):
        return client.assign(AUDIENCE.name, client.shown("issuer"))
    issuer = client.mask(likely_issuer(reveal(client.auth.setting("token_endpoint"))))
    if issuer:
        return f"{client.assign(AUDIENCE.name, issuer)}, probably the server's issuer"
    return (
        f"{client.assign(AUDIENCE.name, '…')}: the issuer in the server's "
        "/.well-known/openid-configuration"
    )


def sent_audience(client: TokenClient, default: str) -> str:
    """For whom the assertion was, as people may see it; ``default`` where no key says it."""
    own = client.shown(AUDIENCE.name).split()
    return " ".join(own) or default
