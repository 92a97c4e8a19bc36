"""The key that signs the demo's tokens: made at every start, kept in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ALGORITHM = "ES256"
KEY_ID = "demo-1"


class SigningKey:
    """A fresh P-256 key."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key(
            "P-256", parameters={"kid": KEY_ID, "use": "sig", "alg": ALGORITHM}
        )

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A JWT access token with these claims (RFC 9068 §2)."""
        header = {"typ": "at+jwt", "alg": ALGORITHM, "kid": KEY_ID}
        return jwt.encode(header, dict(claims), self._key)

    def read(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that this key has signed; nothing of any other."""
        try:
            return jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError):
            return {}

    def jwks(self) -> Mapping[str, Any]:
        """The public half as a JWK set (RFC 7517 §5)."""
        return {**KeySet([self._key]).as_dict(private=False)}
