"""The demo's certificates: an authority, what it issues, and certificates of nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from outrider.demo.loopback import LOOPBACK

_DAYS = 30


def key_pem(key: EllipticCurvePrivateKey) -> bytes:
    """A private key, not locked."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class KeyAndCertificate:
    """A key and a certificate for it (RFC 5280), signed by an authority or by the key itself."""

    def __init__(
        self,
        name: str,
        issuer: KeyAndCertificate | None = None,
        *,
        is_authority: bool = False,
    ) -> None:
        self.key = generate_private_key(SECP256R1())
        signer = issuer or self
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(
            issuer_name=issuer.certificate.subject if issuer else subject,
            subject_name=subject,
            public_key=self.key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=1),
            not_valid_after=now + timedelta(days=_DAYS),
        )
        constraints = x509.BasicConstraints(
            ca=is_authority, path_length=0 if is_authority else None
        )
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        signers = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
        builder = builder.add_extension(constraints, critical=True)
        builder = builder.add_extension(identifier, critical=False)
        builder = builder.add_extension(signers, critical=False)
        builder = builder.add_extension(_usage(is_authority), critical=True)
        if not is_authority:
            address = x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))])
            builder = builder.add_extension(address, critical=False)
        self.certificate: x509.Certificate = builder.sign(signer.key, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def whole(self) -> bytes:
        """The key and the certificate."""
        return key_pem(self.key) + self.pem


class DemoAuthority:
    """A CA that only the demo knows."""

    def __init__(self) -> None:
        self._own = KeyAndCertificate("Outrider demo CA", is_authority=True)

    @property
    def pem(self) -> bytes:
        """Its own certificate."""
        return self._own.pem

    def issue(self, name: str) -> KeyAndCertificate:
        """A key, and a certificate for it that this authority has signed."""
        return KeyAndCertificate(name, self._own)


def _usage(is_authority: bool) -> x509.KeyUsage:
    """An authority signs certificates, all others sign handshakes."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
