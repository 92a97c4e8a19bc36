"""Checks the proofs of clients whose tokens are bound to a key (RFC 9449 §4.3, §8, §9)."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
TYPE = "dpop+jwt"
OLDEST = 300.0
"""Seconds that ``iat`` of a proof may be away from the server's clock."""
USE_NONCE = "use_dpop_nonce"


@dataclass(eq=False)
class ProofRefused(Exception):
    """A proof is not accepted.

    Attributes:
        error: the error code.
        description: for people.
    """

    error: str
    description: str


class ProofChecker:
    """What one server has seen of proofs.

    Attributes:
        nonce: has to be in each proof, so that a proof cannot have been made long before.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._used: set[str] = set()
        self.nonce = secrets.token_urlsafe(12)

    def thumbprint(self, proofs: Sequence[str], method: str, url: str, token: str = "") -> str:
        """The key of a request's proof (RFC 7638).

        Args:
            proofs: every ``DPoP`` header of the request.
            method: of the request.
            url: of the request, without query and fragment.
            token: the access token that comes with it; empty at the token endpoint.

        Raises:
            ProofRefused: it proves nothing here.
        """
        if len(proofs) != 1:
            raise _refused(f"The request has {len(proofs)} DPoP headers, not one.")
        key, claims = self._read(proofs[0])
        identifier = str(claims.get("jti", ""))
        if claims.get("nonce") != self.nonce:
            raise ProofRefused(USE_NONCE, "The proof has to have the nonce of DPoP-Nonce.")
        if claims.get("htm") != method or claims.get("htu") != url:
            raise _refused("The proof is for another request (htm, htu).")
        issued = claims.get("iat")
        if not isinstance(issued, int | float) or abs(self._now() - issued) > OLDEST:
            raise _refused("The proof is too old, or from the future (iat).")
        if not identifier or identifier in self._used:
            raise _refused("The jti of the proof was used before.")
        expected = _hash(token) if token else ""
        if not compare_digest(str(claims.get("ath", "")).encode(), expected.encode()):
            raise _refused("The proof is for another access token (ath).")
        self._used.add(identifier)
        return key.thumbprint()

    def _read(self, proof: str) -> tuple[ECKey, dict[str, Any]]:
        try:
            header = jws.extract_compact(proof.encode("ascii")).headers()
            key = ECKey.import_key(dict(header["jwk"]))
            if header.get("typ") != TYPE or key.is_private:
                raise ValueError(TYPE)
            return key, jwt.decode(proof, key, [ALGORITHM]).claims
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            raise _refused(f"The proof is no {TYPE} that its own key has signed.") from None


def _refused(why: str) -> ProofRefused:
    return ProofRefused("invalid_dpop_proof", why)


def _hash(token: str) -> str:
    return urlsafe_b64encode(sha256(token.encode("ascii", "replace")).digest()).decode().rstrip("=")
