"""Checks the access token of a request as an API has to (RFC 6750, RFC 9068 §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from outrider.demo.authorization_server import AuthorizationServer
from outrider.demo.signing_key import ALGORITHM
from outrider.oauth.certificate_thumbprint import X5T_S256, certificate_thumbprint


@dataclass(eq=False)
class BearerChallenge(Exception):
    """The request is not let in (RFC 6750 §3).

    Attributes:
        status: 400, 401 or 403.
        error: the error code; empty where no credential was sent at all.
        description: for people.
        scope: the scope that is needed.
        scheme: of the challenge.
        nonce: that the next proof has to have; empty for none (RFC 9449 §9).
    """

    status: int
    error: str
    description: str
    scope: str = ""
    scheme: str = "Bearer"
    nonce: str = ""

    @property
    def header(self) -> str:
        """The value of ``WWW-Authenticate``."""
        parts = ['realm="orders"']
        if self.error:
            parts += [f'error="{self.error}"', f'error_description="{self.description}"']
        if self.scope:
            parts.append(f'scope="{self.scope}"')
        return f"{self.scheme} {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who calls, as the token says."""

    client_id: str
    scopes: tuple[str, ...]
    claims: Mapping[str, Any]


def check_token(
    authorization: Sequence[str],
    query_tokens: Sequence[str],
    audiences: Sequence[str],
    issuer: AuthorizationServer,
    now: Callable[[], float],
    certificate: bytes = b"",
    prove: Callable[[str], str] | None = None,
) -> TokenHolder:
    """The caller behind a request's token: signature, issuer, audience, life and revocation.

    Args:
        authorization: every ``Authorization`` header.
        query_tokens: every ``access_token`` of the query (RFC 6750 §2.3).
        audiences: those of which the token must name one.
        issuer: the authorization server.
        now: seconds since the epoch.
        certificate: the client's on this connection, as DER; empty without one.
        prove: gives the thumbprint of the key that proves the token to be the caller's own.

    Raises:
        BearerChallenge: there is no token, or it is not accepted.
    """
    scheme, token = _token(authorization, query_tokens)
    try:
        keys = KeySet.import_key_set({"keys": list(issuer.key.jwks()["keys"])})
        decoded = jwt.decode(token, keys, algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        raise _invalid("The token is not one of ours.") from None
    claims = decoded.claims
    named = claims.get("aud")
    named = named if isinstance(named, list) else [named]
    if claims.get("iss") != issuer.issuer:
        raise _invalid("The token is from another issuer.")
    if not set(named) & set(audiences):
        raise _invalid("The token is for another audience.")
    expiry = claims.get("exp")
    if not isinstance(expiry, int) or now() >= expiry:
        raise _invalid("The token expired.")
    if not issuer.is_live(str(claims.get("jti"))):
        raise _invalid("The token was revoked.")
    bound = claims.get("cnf", {}).get(X5T_S256)
    if bound and (not certificate or certificate_thumbprint(certificate) != bound):
        raise _invalid("The token is bound to another client certificate.")
    key = claims.get("cnf", {}).get("jkt")
    if bool(key) != (scheme == "dpop"):
        why = "bound to a key: send it as DPoP, with a proof" if key else "not bound to a key"
        raise BearerChallenge(401, "invalid_token", f"The token is {why}.", scheme="DPoP")
    if key and (prove is None or prove(token) != key):
        raise BearerChallenge(
            401, "invalid_token", "The token is bound to another key.", scheme="DPoP"
        )
    scopes = tuple(str(claims.get("scope", "")).split())
    return TokenHolder(str(claims.get("client_id", "")), scopes, claims)


def _token(authorization: Sequence[str], query_tokens: Sequence[str]) -> tuple[str, str]:
    """The scheme in small letters, and the token."""
    if len(authorization) + len(query_tokens) > 1:
        raise BearerChallenge(400, "invalid_request", "The request carries more than one token.")
    if query_tokens:
        return "bearer", query_tokens[0]
    scheme, _, token = (authorization[0] if authorization else "").partition(" ")
    if scheme.lower() not in {"bearer", "dpop"}:
        raise BearerChallenge(401, "", "Send an access token.")
    return scheme.lower(), token.strip()


def _invalid(why: str) -> BearerChallenge:
    return BearerChallenge(401, "invalid_token", why)
