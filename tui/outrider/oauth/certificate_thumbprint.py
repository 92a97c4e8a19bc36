"""Certificates in PEM files, and the thumbprints by which they are named (RFC 7515 §4.1.7, §4.1.8).

The same thumbprint binds an access token to a certificate (RFC 8705 §3.1).
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from types import MappingProxyType

from outrider.lazy_pattern import lazy_pattern

X5T = "x5t"
X5T_S256 = "x5t#S256"
_HASHES: Mapping[str, str] = MappingProxyType({X5T: "sha1", X5T_S256: "sha256"})
_CERTIFICATE = lazy_pattern(
    r"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END"
)


def pem_certificates(text: str) -> tuple[bytes, ...]:
    """The certificates of a PEM file as DER, in order; what is damaged is left out."""
    found = []
    for match in _CERTIFICATE.finditer(text):
        try:
            found.append(b64decode("".join(match[1].split()), validate=True))
        except binascii.Error:
            continue
    return tuple(found)


def certificate_thumbprint(der: bytes, name: str = X5T_S256) -> str:
    """The thumbprint of a certificate, base64url without padding.

    Args:
        der: the certificate.
        name: ``x5t`` or ``x5t#S256``.
    """
    digest = hashlib.new(_HASHES[name], der, usedforsecurity=False).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
