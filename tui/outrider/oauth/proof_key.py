"""The key by which a client proves that a token is its own (RFC 9449)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from outrider.errors import UnsupportedConfiguration
from outrider.model.secret import Secret, reveal

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

ALGORITHM = "ES256"


class ProofKey:
    """An elliptic key (P-256) that never leaves the process, and signs a proof for each request."""

    def __init__(self, key: ECKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> ProofKey:
        """A new key.

        Raises:
            UnsupportedConfiguration: the package that signs is not installed.
        """
        try:
            from joserfc.jwk import ECKey
        except ImportError:
            raise UnsupportedConfiguration(
                "A proof of possession needs the package joserfc, which is not installed.",
                advice='Install it with: pipx install "outrider[jwt]".',
            ) from None
        return cls(ECKey.generate_key("P-256"))

    @property
    def thumbprint(self) -> str:
        """The key's thumbprint (RFC 7638), to which a server binds a token."""
        return self._key.thumbprint()

    def proof(
        self,
        method: str,
        url: str,
        *,
        identifier: str,
        now: float,
        access_token: Secret | None = None,
        nonce: str = "",
    ) -> str:
        """A proof for one request (RFC 9449 §4.2): a JWT for the header field ``DPoP``.

        Query and fragment of the URL are left out. The identifier has to be unguessable, another
        one for each proof; a token request carries no access token; ``now`` is in seconds since
        the epoch, and the nonce is one that the server wants to see.
        """
        from joserfc import jwt

        parts = urlsplit(url)
        claims: dict[str, object] = {
            "jti": identifier,
            "htm": method,
            "htu": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
            "iat": int(now),
        }
        if access_token is not None:
            digest = sha256(reveal(access_token).encode("ascii", "replace")).digest()
            claims["ath"] = urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        if nonce:
            claims["nonce"] = nonce
        header = {
            "typ": "dpop+jwt",
            "alg": ALGORITHM,
            "jwk": self._key.as_dict(private=False),
        }
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])
