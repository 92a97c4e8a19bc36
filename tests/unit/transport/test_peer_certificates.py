"""What a chain of certificates says that did not pass verification."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from msgspec.structs import replace
from tests.servers.tls import Authority, blocking_tls_server
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.exchange import FailureKind
from outrider.transport.peer_certificates import RejectedChain, rejected_chain


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def _context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


@pytest.fixture
def intermediate(authority: Authority) -> Iterator[str]:
    """A server that sends its intermediate certificate, whose root is not trusted."""
    child = authority.ca.create_child_ca()
    with blocking_tls_server(_context(child.issue_cert("127.0.0.1"))) as url:
        yield url


async def test_the_last_certificate_of_the_chain_names_the_ca(
    client: TransportClient, authority: Authority, intermediate: str
) -> None:
    from cryptography import x509

    root = x509.load_pem_x509_certificate(authority.ca.cert_pem.bytes()).subject
    name = ", ".join(str(one.value) for one in root)
    failure = await client.failure(FailureKind.TLS_UNKNOWN_CA, intermediate)
    assert failure.what == f'The certificate of 127.0.0.1 is issued by an untrusted CA: "{name}".'
    assert failure.why == ""


async def test_a_self_signed_certificate_needs_no_issuer(
    client: TransportClient, authority: Authority
) -> None:
    with blocking_tls_server(authority.self_signed()) as url:
        failure = await client.failure(FailureKind.TLS_SELF_SIGNED, url)
    assert failure.what == "The certificate of 127.0.0.1 is self-signed."
    assert failure.advice == "If you trust it, set ca_bundle in [tls] to its PEM file."


@pytest.mark.parametrize("days", [(-9, -2), (2, 9)], ids=["expired", "not yet"])
async def test_the_dates_are_told(
    client: TransportClient, authority: Authority, days: tuple[int, int]
) -> None:
    from datetime import datetime, timedelta

    trusting = replace(DEV, ca_bundle=authority.pem)
    with blocking_tls_server(authority.server(days=days)) as url:
        outcome = await client.get(url, connection=trusting)
    assert outcome.failure is not None
    moment = datetime.now() + timedelta(days=-2 if days[1] < 0 else 2)
    dates = {f"{moment - timedelta(minutes=m):%Y-%m-%d}" for m in (0, 2)}
    assert any(date in outcome.failure.what for date in dates)


def test_an_error_without_a_chain_says_nothing() -> None:
    assert rejected_chain(ssl.SSLError()) == RejectedChain()
    assert RejectedChain().named == ""


def test_a_few_names_stand_for_all() -> None:
    assert RejectedChain(names=("a", "b", "c")).named == "a, b, c"
    assert RejectedChain(names=("a", "b", "c", "d", "e")).named == "a, b, c and 2 more"
