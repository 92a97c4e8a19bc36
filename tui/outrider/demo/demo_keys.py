"""The keys and certificates of the demo: made at every start, on no disk but in the copy."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey

from outrider.demo.client_assertion import JWT_BEARER
from outrider.demo.clients import DEV_AUDIENCES, RegisteredClient
from outrider.demo.demo_certificates import DemoAuthority, KeyAndCertificate, key_pem

KEY_CLIENT = "orders-key"
CERTIFICATE_CLIENT = "orders-certificate"
SELF_SIGNED_CLIENT = "orders-self-signed"
SERVICE_ACCOUNT = "orders-robot@orders.example"
KEY_FILE = "keys/private-key.pem"
SERVICE_ACCOUNT_FILE = "keys/service-account.json"
CERTIFICATE_FILE = "keys/client.pem"
SELF_SIGNED_FILE = "keys/self-signed.pem"
CA_FILE = "keys/ca.pem"


def _public(key: EllipticCurvePrivateKey) -> Mapping[str, Any]:
    """The public half as a JWK."""
    public = key.public_key()
    jwk: Mapping[str, Any] = ECKey(public, public).as_dict(private=False)
    return jwk


class DemoKeys:
    """A client with a key, two with certificates, a service account, and servers with TLS."""

    def __init__(self) -> None:
        self._signing = generate_private_key(SECP256R1())
        self._account = generate_private_key(SECP256R1())
        self._authority = DemoAuthority()
        self._server = self._authority.issue("Outrider demo")
        self._client = self._authority.issue(CERTIFICATE_CLIENT)
        self._self_signed = KeyAndCertificate(SELF_SIGNED_CLIENT)

    @property
    def clients(self) -> tuple[RegisteredClient, ...]:
        """All four, as they are registered."""
        jwk, account = _public(self._signing), _public(self._account)
        der = self._self_signed.certificate.public_bytes(Encoding.DER)
        subject = self._client.certificate.subject.rfc4514_string()
        return (
            RegisteredClient(KEY_CLIENT, public_key=jwk, audiences=DEV_AUDIENCES),
            RegisteredClient(
                CERTIFICATE_CLIENT, certificate_subject=subject, audiences=DEV_AUDIENCES
            ),
            RegisteredClient(SELF_SIGNED_CLIENT, certificate=der, audiences=DEV_AUDIENCES),
            RegisteredClient(
                SERVICE_ACCOUNT,
                public_key=account,
                audiences=DEV_AUDIENCES,
                grant_types=(JWT_BEARER,),
            ),
        )

    @property
    def files(self) -> Mapping[str, bytes]:
        """What the workspace needs, by path: private keys among it."""
        return {
            KEY_FILE: key_pem(self._signing),
            SERVICE_ACCOUNT_FILE: self._account_file(),
            CERTIFICATE_FILE: self._client.whole,
            SELF_SIGNED_FILE: self._self_signed.whole,
            CA_FILE: self._authority.pem,
        }

    def _account_file(self) -> bytes:
        """As Google writes it."""
        members = {
            "type": "service_account",
            "private_key_id": "demo",
            "private_key": key_pem(self._account).decode("ascii"),
            "client_email": SERVICE_ACCOUNT,
        }
        return json.dumps(members, indent=2).encode("ascii")

    def server_context(self) -> ssl.SSLContext:
        """For a server that asks for client certificates.

        It takes those of the authority, and the one that is registered itself.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with TemporaryDirectory(prefix="outrider-") as folder:
            file = Path(folder) / "server.pem"
            file.touch(mode=0o600)
            file.write_bytes(self._server.whole)
            context.load_cert_chain(file)
        taken = self._authority.pem + self._self_signed.pem
        context.load_verify_locations(cadata=taken.decode("ascii"))
        context.verify_mode = ssl.CERT_OPTIONAL
        return context
