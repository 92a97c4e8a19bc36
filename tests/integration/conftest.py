"""Servers that speak TLS under authorities of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from tests.servers.strict import StrictServers

from outrider.demo.loopback import Certificate


@dataclass(frozen=True)
class SecureServers:
    """Both servers over https, and the authority that signed their certificate."""

    servers: StrictServers
    ca: Path
    authority: trustme.CA


def issued(authority: trustme.CA, folder: Path, *names: str) -> Certificate:
    """A server's certificate, in files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = authority.issue_cert(*names)
    chain, key = folder / "chain.pem", folder / "key.pem"
    made.private_key_pem.write_to_path(key)
    chain.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
    return Certificate(chain, key)


@pytest.fixture(scope="session")
def _secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureServers]:
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    with StrictServers(certificate=issued(authority, folder, "127.0.0.1")) as servers:
        yield SecureServers(servers, folder / "ca.pem", authority)


@pytest.fixture
def secure(_secure: SecureServers) -> SecureServers:
    """Both servers over https under a private authority; as new for each test."""
    _secure.servers.reset()
    return _secure
