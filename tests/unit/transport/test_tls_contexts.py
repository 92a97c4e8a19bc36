from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.servers.tls import Authority, blocking_tls_server, http2_server
from tests.servers.toxic import blurting_server, ok, response, toxic_server
from tests.unit.transport.transport_client import DEV, MakeClient, TransportClient

from outrider.model.connection import ExchangeLimits, HttpVersion
from outrider.model.exchange import FailureKind
from outrider.model.message import TextContent
from outrider.model.secret import Secret


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.mark.parametrize(
    ("context", "kind", "says"),
    [
        (lambda a: a.self_signed(), FailureKind.TLS_SELF_SIGNED, "self-signed"),
        (lambda a: a.server(), FailureKind.TLS_UNKNOWN_CA, "untrusted CA"),
    ],
)
async def test_servers_that_are_not_trusted_have_their_sentence(
    client: TransportClient,
    authority: Authority,
    context: Callable[[Authority], ssl.SSLContext],
    kind: FailureKind,
    says: str,
) -> None:
    async with toxic_server(ok(), tls=context(authority)) as server:
        failure = await client.failure(kind, server.url)
        assert says in failure.what
        assert "127.0.0.1" in failure.what
        assert not failure.sent
        assert server.heads == []


@pytest.mark.parametrize(
    ("context", "kind", "says"),
    [
        (
            lambda a: a.server("other.example"),
            FailureKind.TLS_WRONG_HOST,
            "not valid for 127.0.0.1: it is for other.example.",
        ),
        (lambda a: a.server(days=(-9, -2)), FailureKind.TLS_EXPIRED, "expired on "),
        (lambda a: a.server(days=(2, 9)), FailureKind.TLS_VERIFY, "is not valid before "),
    ],
)
async def test_a_trusted_authority_does_not_excuse_a_wrong_certificate(
    client: TransportClient,
    authority: Authority,
    context: Callable[[Authority], ssl.SSLContext],
    kind: FailureKind,
    says: str,
) -> None:
    trusting = replace(DEV, ca_bundle=authority.pem)
    async with toxic_server(ok(), tls=context(authority)) as server:
        failure = await client.failure(kind, server.url, connection=trusting)
        assert says in failure.what


async def test_a_ca_bundle_is_added_and_switching_verification_off_works(
    client: TransportClient, authority: Authority
) -> None:
    async with toxic_server(ok(), tls=authority.server()) as server:
        outcome = await client.get(server.url, connection=replace(DEV, ca_bundle=authority.pem))
        assert outcome.failure is None
        assert outcome.timing.tls is not None
        await client.response(server.url, connection=replace(DEV, verify=False))
        await client.failure(FailureKind.TLS_UNKNOWN_CA, server.url)


async def test_ssl_cert_file_is_the_system_trust_and_a_wrong_one_is_named(
    make_client: MakeClient, authority: Authority
) -> None:
    async with toxic_server(ok(), tls=authority.server()) as server:
        client = await make_client({"SSL_CERT_FILE": authority.pem})
        await client.response(server.url)
        other = authority.folder / "other.pem"
        Authority(authority.folder).ca.cert_pem.write_to_path(str(other))
        client = await make_client({"SSL_CERT_FILE": str(other)})
        failure = await client.failure(FailureKind.TLS_UNKNOWN_CA, server.url)
        assert failure.why == "SSL_CERT_FILE replaces the CAs of the system."
        client = await make_client({"SSL_CERT_FILE": "/nonexistent/ca.pem"})
        failure = await client.failure(FailureKind.TLS_UNKNOWN_CA, server.url)
        assert failure.why == "SSL_CERT_FILE names no file: /nonexistent/ca.pem."
        assert failure.advice == "Correct SSL_CERT_FILE."


async def test_session_keys_are_never_logged(
    make_client: MakeClient, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    client = await make_client({"SSLKEYLOGFILE": str(log)})
    async with toxic_server(ok(), tls=authority.server()) as server:
        await client.response(server.url, connection=replace(DEV, ca_bundle=authority.pem))
    assert not log.exists()


async def test_a_client_certificate_is_offered(
    client: TransportClient, authority: Authority
) -> None:
    certificate, key = authority.client()
    plain = replace(DEV, ca_bundle=authority.pem)
    async with toxic_server(ok(), tls=authority.wanting_a_client_certificate()) as server:
        mine = replace(plain, client_certificate=certificate, client_key=key)
        await client.response(server.url, connection=mine)
        failure = (await client.get(server.url, connection=plain)).failure
        assert failure is not None
    with blocking_tls_server(authority.wanting_a_client_certificate()) as url:
        failure = await client.failure(FailureKind.TLS_PROTOCOL, url, connection=plain)
        assert "requires a client certificate" in failure.what
        assert not failure.sent


async def test_broken_files_are_named(
    client: TransportClient, authority: Authority, tmp_path: Path
) -> None:
    certificate, key = authority.client()
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("not PEM")
    other = tmp_path / "other.key"
    authority.ca.issue_cert("other").private_key_pem.write_to_path(str(other))
    encrypted = tmp_path / "encrypted.key"
    encrypted.write_bytes(_encrypt(Path(key).read_bytes(), b"pass"))
    cases = [
        (replace(DEV, ca_bundle=str(garbage)), str(garbage)),
        (replace(DEV, ca_bundle="/nonexistent.pem"), "/nonexistent.pem"),
        (replace(DEV, client_certificate="/nonexistent.pem"), "/nonexistent.pem"),
        (replace(DEV, client_certificate=str(garbage)), str(garbage)),
        (replace(DEV, client_certificate=certificate, client_key=str(other)), "do not match"),
        (replace(DEV, client_certificate=certificate, client_key=str(encrypted)), "encrypted"),
    ]
    for connection, says in cases:
        failure = await client.failure(
            FailureKind.TLS_CONFIGURATION, "https://127.0.0.1:1", connection=connection
        )
        assert says in failure.what
    password = Secret("pass")
    right = replace(
        DEV,
        client_certificate=certificate,
        client_key=str(encrypted),
        client_key_password=password,
    )
    await client.failure(FailureKind.REFUSED, "https://127.0.0.1:1", connection=right)


def _encrypt(key: bytes, password: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return serialization.load_pem_private_key(key, None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )


async def test_an_edited_bundle_counts_at_once(
    client: TransportClient, authority: Authority
) -> None:
    bundle = authority.folder / "bundle.pem"
    bundle.write_bytes(Authority(authority.folder).ca.cert_pem.bytes())
    trusting = replace(DEV, ca_bundle=str(bundle))
    async with toxic_server(ok(), tls=authority.server()) as server:
        await client.failure(FailureKind.TLS_UNKNOWN_CA, server.url, connection=trusting)
        bundle.write_bytes(authority.ca.cert_pem.bytes() + b"\n")
        await client.response(server.url, connection=trusting)


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (response(b"", status=b"400 Bad Request"), FailureKind.TLS_NOT_TLS, "plain http"),
        (b"220 mail.example ESMTP\r\n", FailureKind.TLS_NOT_TLS, "does not use TLS"),
        (b"\x15\x03\x02\x00\x02\x02\x46", FailureKind.TLS_PROTOCOL, "older than 1.2"),
        (b"\x15\x03\x03\x00\x02\x02\x28", FailureKind.TLS_PROTOCOL, "rejected the TLS handshake"),
        (
            b"\x15\x03\x03\x00\x02\x02\x74",
            FailureKind.TLS_PROTOCOL,
            "requires a client certificate",
        ),
        (b"\x15\x03\x03\x00\x02\x02\x70", FailureKind.TLS_PROTOCOL, "has no site named"),
        (b"\x15\x03\x03\x00\x02\x02\x50", FailureKind.TLS_PROTOCOL, "handshake with"),
        (b"", FailureKind.TLS_PROTOCOL, "closed the connection during the TLS handshake"),
    ],
)
async def test_what_is_not_a_handshake_has_its_sentence(
    client: TransportClient, answer: bytes, kind: FailureKind, says: str
) -> None:
    async with blurting_server(answer) as url:
        failure = await client.failure(kind, url)
        assert says in failure.what
        assert failure.advice


async def test_a_server_that_speaks_only_tls_1_1_is_refused(
    client: TransportClient, authority: Authority
) -> None:
    async with toxic_server(ok(), tls=authority.old()) as server:
        await client.failure(FailureKind.TLS_PROTOCOL, server.url)
        assert server.heads == []


async def test_http2_is_used_where_it_is_offered(
    client: TransportClient, authority: Authority
) -> None:
    trusting = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)
    async with http2_server(authority.server()) as server:
        for _ in range(3):
            got = await client.response(
                server.url + "/a?b",
                ("Host", "api.example"),
                ("X-One", "1"),
                method="POST",
                content=TextContent("body"),
                connection=trusting,
            )
            assert (got.http_version, got.reason, got.content) == ("HTTP/2", "", b"hello")
            assert got.header("x-kind") == "two"
        assert server.connections == 1
        assert server.requests[0][":authority"] == "api.example"
        assert server.requests[0][":path"] == "/a?b"
        assert server.bodies == [b"body"] * 3


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        ("reset", FailureKind.PROTOCOL, "reset the HTTP/2 stream"),
        ("goaway", FailureKind.PROTOCOL, "closed the HTTP/2 connection"),
        ("cut", FailureKind.BROKEN_BODY, "after 5 bytes"),
        ("endless", FailureKind.READ_TIMEOUT, "receiving the body"),
    ],
)
async def test_faults_of_http2_have_their_sentence_and_the_next_send_works(
    client: TransportClient, authority: Authority, fault: str, kind: FailureKind, says: str
) -> None:
    trusting = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)
    quick = ExchangeLimits(total_timeout=3, read_timeout=0.4)
    async with http2_server(authority.server()) as server:
        server.fault = fault
        failure = await client.failure(kind, server.url, connection=trusting, limits=quick)
        assert says in failure.what
        assert failure.sent
        server.fault = ""
        await client.response(server.url, connection=trusting)
        assert server.connections == 2


async def test_an_http2_connection_closed_while_idle_is_replaced(
    client: TransportClient, authority: Authority
) -> None:
    trusting = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)
    async with http2_server(authority.server()) as server:
        server.fault = "close"
        for number in range(1, 4):
            await client.response(server.url, connection=trusting)
            assert server.connections == number
            await asyncio.sleep(0.05)


async def test_a_field_of_http1_alone_gets_http1(
    client: TransportClient, authority: Authority
) -> None:
    trusting = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)
    async with toxic_server(ok(), tls=authority.server()) as server:
        got = await client.response(server.url, ("Connection", "close"), connection=trusting)
        assert got.http_version == "HTTP/1.1"
