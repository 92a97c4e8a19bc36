"""Hosts that a socket takes otherwise than a URL, and ports that speak another protocol."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.servers.odd_http2 import BODY, Http2Request, Talk, odd_http2
from tests.servers.tls import Authority
from tests.servers.toxic import answers, blurting_server, ok, response, silence, toxic_server
from tests.servers.toxic_proxy import proxy_server
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.connection import ExchangeLimits
from outrider.model.exchange import FailureKind, expects_tls
from outrider.next_steps import SetUrl


@contextlib.asynccontextmanager
async def on_ipv6(context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server on ``::1``: its port, and the heads that came."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, ssl.SSLError):
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(response(b"six"))
            await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(serve, "::1", 0, ssl=context)
    except OSError:
        pytest.skip("this machine has no IPv6")
    async with server:
        yield server.sockets[0].getsockname()[1], heads


@pytest.mark.parametrize("host", ["[::1]", "[::1%25lo]", "[::1%lo]"])
@pytest.mark.parametrize("secure", [False, True])
async def test_a_zone_is_for_connecting_and_no_server_hears_of_it(
    client: TransportClient, tmp_path: Path, host: str, secure: bool
) -> None:
    authority = Authority(tmp_path)
    context = authority.server("::1") if secure else None
    trusting = replace(DEV, ca_bundle=authority.pem)
    async with on_ipv6(context) as (port, heads):
        scheme = "https" if secure else "http"
        got = await client.response(f"{scheme}://{host}:{port}/", connection=trusting)
        assert got.content == b"six"
        assert f"Host: [::1]:{port}\r\n".encode() in heads[0]


async def test_a_zone_that_no_interface_has_is_a_sentence(client: TransportClient) -> None:
    url = "http://[fe80::1%25nowhere0]:1/"
    failure = await client.failure(FailureKind.UNREACHABLE, url)
    assert 'interface "nowhere0"' in failure.what
    assert socket.if_nameindex()[0][1] in failure.advice
    assert not failure.sent


@pytest.mark.parametrize("host", ["[::1]", "[::1%25lo]"])
async def test_a_proxy_is_asked_for_an_ipv6_address_in_brackets(
    client: TransportClient, tmp_path: Path, host: str
) -> None:
    authority = Authority(tmp_path)
    async with on_ipv6(authority.server("::1")) as (port, _), proxy_server() as proxy:
        # Whoever reads a port behind the last colon reads this one, without brackets or with them.
        proxy.answer = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
        via = replace(DEV, ca_bundle=authority.pem, proxy=proxy.url)
        await client.failure(FailureKind.PROXY, f"https://{host}:{port}/", connection=via)
        lines = proxy.heads[0].split(b"\r\n")
        assert lines[0] == f"CONNECT [::1]:{port} HTTP/1.1".encode()
        assert f"Host: [::1]:{port}".encode() in lines


@pytest.mark.parametrize(
    "record", [b"\x15\x03\x01\x00\x02\x02\x46", b"\x15\x03\x03\x00\x02\x02\x0a"]
)
async def test_plain_http_to_a_tls_port_names_the_url_with_https(
    client: TransportClient, record: bytes
) -> None:
    async with toxic_server(answers(record, then="close")) as server:
        failure = await client.failure(FailureKind.PROTOCOL, server.url)
        assert failure.what == f"127.0.0.1:{server.port} did not respond with HTTP."
        assert failure.why == expects_tls(server.port)
        assert failure.step == SetUrl(f"https://127.0.0.1:{server.port}")
        assert failure.sent


async def test_a_tls_port_that_just_closes_is_hinted_at(
    client: TransportClient, tmp_path: Path
) -> None:
    async with toxic_server(ok(), tls=Authority(tmp_path).server()) as server:
        plain = server.url.replace("https://", "http://")
        failure = await client.failure(FailureKind.PROTOCOL, plain)
        how = "reset" if "reset" in failure.what else "closed"
        address = f"127.0.0.1:{server.port}"
        assert failure.what == f"{address} {how} the connection without a response."
        assert failure.why == (
            f"The URL uses http://, but port {server.port} probably expects TLS."
        )
        assert failure.step == SetUrl(f"https://{address}")
        assert failure.sent


@pytest.mark.parametrize(
    "page",
    [
        b"<center>The plain HTTP request was sent to HTTPS port</center>",
        b"You're speaking plain HTTP to an SSL-enabled server port.<br />",
        b"Client sent an HTTP request to an HTTPS server.\n",
    ],
)
async def test_a_page_about_plain_http_to_a_tls_port_is_shown_with_a_note(
    client: TransportClient, page: bytes
) -> None:
    async with toxic_server(ok(page, status=b"400 Bad Request")) as server:
        got = await client.response(server.url)
        assert (got.status, got.content) == (400, page)
        assert got.notes == (expects_tls(server.port),)


async def test_tls_to_a_plain_port_says_so(client: TransportClient) -> None:
    async with blurting_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        secure = url.replace("http://", "https://")
        failure = await client.failure(FailureKind.TLS_NOT_TLS, secure)
        assert "does not use TLS: it is probably plain http" in failure.what
        assert (
            failure.advice
            == "Check the port of the URL; if it is right, change its scheme to http."
        )
        assert not failure.sent
    async with toxic_server(silence) as server:
        secure = server.url.replace("http://", "https://")
        quick = ExchangeLimits(connect_timeout=0.3)
        failure = await client.failure(FailureKind.CONNECT_TIMEOUT, secure, limits=quick)
        assert failure.advice == "Check the port: it may not use TLS."
        assert not failure.sent


async def test_a_server_of_http2_alone_says_so_where_http1_is_spoken(
    client: TransportClient, tmp_path: Path
) -> None:
    async def blurt(talk: Talk, request: Http2Request) -> None:
        await talk.answer(request.stream, BODY)

    authority = Authority(tmp_path)
    trusting = replace(DEV, ca_bundle=authority.pem)
    settings = b"\0\0\0\4\0\0\0\0\0"
    async with toxic_server(answers(settings, then="close"), tls=authority.server()) as server:
        failure = await client.failure(FailureKind.HTTP_VERSION, server.url, connection=trusting)
        assert 'http = "auto"' in failure.advice
        assert failure.sent
    async with odd_http2(blurt, authority.server(), alpn=("h2",)) as both:
        url = f"https://127.0.0.1:{both.port}"
        outcome = await client.get(url, connection=trusting)
        assert outcome.response is None or outcome.response.http_version == "HTTP/1.1"
