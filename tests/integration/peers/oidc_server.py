"""oidc-provider as a peer: its clients, their keys and certificates, and its processes."""

from __future__ import annotations

import json
import shutil
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc.jwk import ECKey, OKPKey
from tests.integration.peers.peer_processes import started
from tests.rfc_keys import EC_JWK, ED_JWK, RSA_JWK
from tests.servers.plain_client import ask

NODE = shutil.which("node")
HERE = Path(__file__).parent
PACKAGE = HERE.parents[2] / ".node-peers/node_modules/oidc-provider"
PASSWORD = "pass word"
AWKWARD_SECRET = "p@ss:w%41rd+1%20%2B/~0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

P384 = ECKey.generate_key("P-384").as_dict(private=True)
P521 = ECKey.generate_key("P-521").as_dict(private=True)
ED448 = OKPKey.generate_key("Ed448").as_dict(private=True)
KEYS: Mapping[str, dict[str, Any]] = {
    "rsa": RSA_JWK,
    "p256": EC_JWK,
    "p384": P384,
    "p521": P521,
    "ed25519": ED_JWK,
}
"""By the client that has each of them."""


def why_not_oidc() -> str:
    """Why oidc-provider cannot run; empty where it can."""
    if NODE is None:
        return "node is not installed"
    return "" if PACKAGE.is_dir() else "oidc-provider is not installed: make test does it with npm"


def public(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """The public half of a JWK."""
    private = {"d", "p", "q", "dp", "dq", "qi"}
    return {name: value for name, value in jwk.items() if name not in private}


@dataclass(frozen=True)
class OidcServer:
    """oidc-provider while it runs.

    Attributes:
        url: its issuer; no client certificate is asked for.
        mtls_url: the same, where one is.
        folder: ``ca.pem`` of its authority; a client's certificate ``mine.pem`` with its key in
            ``mine.key`` (locked: ``mine-locked.key``), in one file ``mine-both.pem``, as
            ``mine.p12``; ``self.pem`` and ``self.key`` of a certificate of its own; and
            ``other.pem``, which nobody registered.
    """

    url: str
    mtls_url: str
    folder: Path

    @property
    def token_url(self) -> str:
        return f"{self.url}/token"

    @property
    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "ca.pem"))

    def requests(self, path: str = "/token") -> list[dict[str, Any]]:
        """What it was sent: method, path, headers (names in lower case), body, certificate."""
        recorded = ask("GET", f"{self.url}/recorded", tls=self.tls).json
        return [one for one in recorded if one["path"] == path]

    def clear(self) -> None:
        """Forgets what it was sent."""
        ask("DELETE", f"{self.url}/recorded", tls=self.tls)


@dataclass
class Certificates:
    """The files of :class:`OidcServer`."""

    folder: Path
    authority: trustme.CA = field(default_factory=trustme.CA)

    def write(self) -> str:
        """Writes them; the registered certificate of its own, as DER in base64."""
        self.authority.cert_pem.write_to_path(str(self.folder / "ca.pem"))
        for name in ("mine", "other"):
            leaf = self.authority.issue_cert(f"{name}@example.com")
            chain = b"".join(pem.bytes() for pem in leaf.cert_chain_pems)
            key = leaf.private_key_pem.bytes()
            (self.folder / f"{name}.pem").write_bytes(chain)
            (self.folder / f"{name}.key").write_bytes(key)
            (self.folder / f"{name}-both.pem").write_bytes(key + chain)
            self._locked(name, chain, key)
        key_made = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "orders")])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(subject, subject, key_made.public_key(), 1)
        builder = builder.not_valid_before(now - timedelta(days=1))
        made = builder.not_valid_after(now + timedelta(days=1)).sign(key_made, hashes.SHA256())
        pem = made.public_bytes(Encoding.PEM)
        (self.folder / "self.pem").write_bytes(pem)
        (self.folder / "self.key").write_bytes(
            key_made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return "".join(pem.decode().splitlines()[1:-1])

    def _locked(self, name: str, chain: bytes, key: bytes) -> None:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

        loaded = load_pem_private_key(key, None)
        lock = BestAvailableEncryption(PASSWORD.encode())
        (self.folder / f"{name}-locked.key").write_bytes(
            loaded.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        )
        bundle = pkcs12.serialize_key_and_certificates(
            name.encode(),
            loaded,  # type: ignore[arg-type] # trustme's keys are EC
            x509.load_pem_x509_certificate(chain),
            None,
            lock,
        )
        (self.folder / f"{name}.p12").write_bytes(bundle)


def _clients(own_certificate: str, own_key: Path) -> list[dict[str, Any]]:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    numbers: Any = load_pem_private_key(own_key.read_bytes(), None).public_key()
    own = ECKey(numbers, numbers).as_dict(private=False)
    bound = {"tls_client_certificate_bound_access_tokens": True}
    proven = {"dpop_bound_access_tokens": True}
    return [
        {"client_id": "basic", "client_secret": SECRET},
        {"client_id": "reader", "client_secret": SECRET, "scope": "orders.read"},
        {"client_id": "awkward", "client_secret": AWKWARD_SECRET},
        {
            "client_id": "post",
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_post",
        },
        {
            "client_id": "jwt",
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_jwt",
        },
        *(
            {
                "client_id": name,
                "token_endpoint_auth_method": "private_key_jwt",
                "jwks": {"keys": [{**public(jwk), "kid": f"{name}-1", "use": "sig"}]},
            }
            for name, jwk in KEYS.items()
        ),
        {
            "client_id": "mtls",
            "token_endpoint_auth_method": "tls_client_auth",
            "tls_client_auth_san_email": "mine@example.com",
            **bound,
        },
        {
            "client_id": "self",
            "token_endpoint_auth_method": "self_signed_tls_client_auth",
            "jwks": {"keys": [{**own, "x5c": [own_certificate]}]},
            **bound,
        },
        {"client_id": "basic-bound", "client_secret": SECRET, **bound},
        {"client_id": "dpop", "client_secret": SECRET, **proven},
        {"client_id": "nonce-dpop", "client_secret": SECRET, **proven},
        {
            "client_id": "nonce-key",
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": [{**public(EC_JWK), "kid": "p256-1", "use": "sig"}]},
            **proven,
        },
        *(
            {
                "client_id": name,
                "application_type": "native",
                "grant_types": [
                    "authorization_code",
                    "refresh_token",
                    "urn:ietf:params:oauth:grant-type:device_code",
                ],
                "response_types": ["code"],
                "redirect_uris": ["http://127.0.0.1/callback"],
                **how,
            }
            for name, how in (
                ("person", {"token_endpoint_auth_method": "none"}),
                ("person-secret", {"client_secret": SECRET}),
                ("nonce-person", {"token_endpoint_auth_method": "none", **proven}),
                ("nonce-person-secret", {"client_secret": SECRET, **proven}),
            )
        ),
    ]


@contextmanager
def oidc_running(folder: Path, lifetime: int = 60) -> Iterator[OidcServer]:
    """Runs it with its files in a folder; its tokens live so many seconds."""
    certificates = Certificates(folder)
    own = certificates.write()
    leaf = certificates.authority.issue_cert("127.0.0.1")
    config = {
        "package": str(PACKAGE),
        "key": leaf.private_key_pem.bytes().decode(),
        "certificate": b"".join(pem.bytes() for pem in leaf.cert_chain_pems).decode(),
        "ca": certificates.authority.cert_pem.bytes().decode(),
        "clients": _clients(own, folder / "self.key"),
        "lifetime": lifetime,
    }
    file = folder / "config.json"
    file.write_text(json.dumps(config))
    command = [str(NODE), str(HERE / "oidc_provider.mjs"), str(file)]
    with started(command, folder) as ports:
        host = "https://127.0.0.1"
        yield OidcServer(f"{host}:{ports['port']}", f"{host}:{ports['mtls']}", folder)
