"""The keys and certificates of the demo: made at every start, on no disk but in the copy."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey

from outrider.demo.client_assertion import JWT_BEARER
from outrider.demo.clients import DEV_AUDIENCE, RegisteredClient
from outrider.demo.loopback import LOOPBACK

KEY_CLIENT = "orders-key"
CERTIFICATE_CLIENT = "orders-certificate"
SERVICE_ACCOUNT = "orders-robot@orders.example"
KEY_FILE = "keys/private-key.pem"
SERVICE_ACCOUNT_FILE = "keys/service-account.json"
CERTIFICATE_FILE = "keys/client.pem"
CA_FILE = "keys/ca.pem"


class _Pair:
    """A key and a certificate of its own."""

    def __init__(self, name: str) -> None:
        self.key = generate_private_key(SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(
            issuer_name=subject,
            subject_name=subject,
            public_key=self.key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=1),
            not_valid_after=now + timedelta(days=30),
        )
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))])
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        builder = builder.add_extension(address, critical=False)
        builder = builder.add_extension(constraints, critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def whole(self) -> bytes:
        """The key and the certificate."""
        return _pem(self.key) + self.pem


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public(key: EllipticCurvePrivateKey) -> Mapping[str, Any]:
    """The public half as a JWK."""
    public = key.public_key()
    jwk: Mapping[str, Any] = ECKey(public, public).as_dict(private=False)
    return jwk


class DemoKeys:
    """A client with a key, one with a certificate, a service account, and servers with TLS."""

    def __init__(self) -> None:
        self._signing = generate_private_key(SECP256R1())
        self._account = generate_private_key(SECP256R1())
        self._client = _Pair(CERTIFICATE_CLIENT)
        self._server = _Pair("Outrider demo")

    @property
    def clients(self) -> tuple[RegisteredClient, ...]:
        """All three, as they are registered."""
        jwk, account = _public(self._signing), _public(self._account)
        der = self._client.certificate.public_bytes(Encoding.DER)
        audiences = (DEV_AUDIENCE,)
        return (
            RegisteredClient(KEY_CLIENT, public_key=jwk, audiences=audiences),
            RegisteredClient(CERTIFICATE_CLIENT, certificate=der, audiences=audiences),
            RegisteredClient(
                SERVICE_ACCOUNT, public_key=account, audiences=audiences, grant_types=(JWT_BEARER,)
            ),
        )

    @property
    def files(self) -> Mapping[str, bytes]:
        """What the workspace needs, by path: private keys among it."""
        return {
            KEY_FILE: _pem(self._signing),
            SERVICE_ACCOUNT_FILE: self._account_file(),
            CERTIFICATE_FILE: self._client.whole,
            CA_FILE: self._server.pem,
        }

    def _account_file(self) -> bytes:
        """As Google writes it."""
        members = {
            "type": "service_account",
            "private_key_id": "demo",
            "private_key": _pem(self._account).decode("ascii"),
            "client_email": SERVICE_ACCOUNT,
        }
        return json.dumps(members, indent=2).encode("ascii")

    def server_context(self) -> ssl.SSLContext:
        """For a server that asks for client certificates, and takes the registered one only."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with TemporaryDirectory(prefix="outrider-") as folder:
            file = Path(folder) / "server.pem"
            file.touch(mode=0o600)
            file.write_bytes(self._server.whole)
            context.load_cert_chain(file)
        context.load_verify_locations(cadata=self._client.pem.decode("ascii"))
        context.verify_mode = ssl.CERT_OPTIONAL
        return context
