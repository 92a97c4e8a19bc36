"""The key by which a client proves that a token is its own (RFC 9449)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote

from outrider.lazy_pattern import lazy_pattern
from outrider.model.host_names import ascii_host
from outrider.model.secret import Secret, reveal

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

ALGORITHM = "ES256"

_URL = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.\-]*)://([^/?#\\]*)([^?#]*)")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_PORTS = {"http": ":80", "https": ":443"}


class ProofFor(StrEnum):
    """Who reads a proof; on one host, each of them has nonces of its own (RFC 9449 §8, §9)."""

    AUTHORIZATION_SERVER = "authorization server"
    API = "api"


class ProofKey:
    """An elliptic key (P-256) that never leaves the process, and signs a proof for each request.

    It has the nonces with it that servers want to see in the next proof: a server forgets one when
    it gives another.
    """

    def __init__(self, key: ECKey) -> None:
        self._key = key
        self._nonces: dict[tuple[ProofFor, str], str] = {}
        self._taken: dict[tuple[ProofFor, str], int] = {}

    @classmethod
    def generate(cls) -> ProofKey:
        """A new key.

        Raises:
            ImportError: the package that signs is not installed.
        """
        from joserfc.jwk import ECKey

        return cls(ECKey.generate_key("P-256"))

    @property
    def thumbprint(self) -> str:
        """The key's thumbprint (RFC 7638), to which a server binds a token."""
        return self._key.thumbprint()

    def nonce(self, reader: ProofFor, url: str) -> str:
        """The nonce that the server of a URL gave last; empty for none."""
        return self._nonces.get((reader, _origin(url)), "")

    def take_nonce(self, reader: ProofFor, url: str, nonce: str) -> None:
        """Keeps a nonce for the next proof to the server of a URL; an empty one changes nothing."""
        if nonce:
            server = reader, _origin(url)
            self._nonces[server] = nonce
            self._taken[server] = self._taken.get(server, 0) + 1

    def nonces_taken(self, reader: ProofFor, url: str) -> int:
        """How many nonces the server of a URL has given, the same one again included."""
        return self._taken.get((reader, _origin(url)), 0)

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

        claims: dict[str, object] = {
            "jti": identifier,
            "htm": method,
            "htu": target_uri(url),
            "iat": int(now),
        }
        if access_token is not None:
            claims["ath"] = token_hash(access_token)
        if nonce:
            claims["nonce"] = nonce
        header = {
            "typ": "dpop+jwt",
            "alg": ALGORITHM,
            "jwk": self._key.as_dict(private=False),
        }
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


def token_hash(token: Secret) -> str:
    """The hash of an access token by which a proof names it (``ath``, RFC 9449 §4.2)."""
    digest = sha256(reveal(token).encode("ascii", "replace")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def target_uri(url: str) -> str:
    """A URL as the server sees it, without query and fragment (``htu``, RFC 9449 §4.2).

    Scheme and host are in lower case and in ASCII, the scheme's own port is left out, and the path
    is encoded as it goes on the wire (RFC 9449 §4.3).
    """
    found = _URL.match(url)
    if found is None:
        return url.partition("#")[0].partition("?")[0]
    return f"{_origin(url)}{quote(found[3], safe=_PRINTABLE) or '/'}"


def _origin(url: str) -> str:
    found = _URL.match(url)
    if found is None:
        return ""
    scheme, authority = found[1].lower(), found[2].rpartition("@")[2]
    host, colon, port = authority.rpartition(":")
    if not colon or "]" in port:
        host, port = authority, ""
    try:
        bare = host.removeprefix("[").removesuffix("]")
        host = f"[{ip_address(bare)}]" if bare != host else ascii_host(host).lower()
    except ValueError:
        host = host.lower()
    own = f":{port}" if port else ""
    return f"{scheme}://{host}{'' if own == _PORTS.get(scheme) else own}"
