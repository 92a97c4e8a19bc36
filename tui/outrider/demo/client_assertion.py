"""Checks the assertion of a client as a strict authorization server does (RFC 7523 §3)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "EC": ("ES256",),
    "oct": ("HS256", "HS384", "HS512"),
}
"""By the type of the key."""
LONGEST = 3600
"""Seconds that an assertion may be valid for."""


def unverified_claims(assertion: str) -> Mapping[str, Any]:
    """What an assertion says, before anything of it is known to be true."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode("ascii")).payload)
    except (JoseError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def assertion_subject(assertion: str) -> str:
    """Whom an assertion is about, before anything of it is known to be true; else empty."""
    return str(unverified_claims(assertion).get("sub", ""))


def assertion_problem(
    assertion: str,
    client_id: str,
    key: Mapping[str, Any],
    audiences: Collection[str],
    now: float,
    *,
    of_client: bool = True,
) -> tuple[str, str]:
    """What is wrong with an assertion, for people, and its ``jti``; one of them is empty.

    Args:
        assertion: as it was sent.
        client_id: whose it has to be.
        key: the client's public key, or its secret, as a JWK.
        audiences: of which it has to name one.
        now: seconds since the epoch.
        of_client: whether it is to authenticate a client, which it has to be about (RFC 7523 §3);
            as a grant it may be about anybody.
    """
    try:
        checks = JWKRegistry.import_key(dict(key))
        claims = jwt.decode(assertion, checks, list(ALGORITHMS[checks.key_type])).claims
    except (JoseError, ValueError):
        return "The signature of the assertion is not by the key of this client.", ""
    named = claims.get("aud")
    named = named if isinstance(named, list) else [named]
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    identifier = claims.get("jti")
    if claims.get("iss") != client_id or (of_client and claims.get("sub") != client_id):
        return "iss and sub of the assertion are not this client.", ""
    if not set(map(str, named)) & set(audiences):
        return "aud of the assertion is not this token endpoint.", ""
    if not isinstance(expires, int | float) or expires <= now:
        return "The assertion has expired (exp).", ""
    if expires - now > LONGEST:
        return "The assertion is valid for too long: one hour is allowed.", ""
    if not isinstance(begins, int | float) or begins > now:
        return "The assertion is not valid yet (nbf).", ""
    if not isinstance(identifier, str) or not identifier:
        return "The assertion has no jti.", ""
    return "", identifier
