"""nginx with HTTP/2: ends its connections gracefully, and is reloaded in mid-request."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.patience import PATIENCE
from tests.servers.tls import Authority
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.connection import ConnectionSettings, ExchangeLimits, HttpVersion, StreamLimits
from outrider.model.exchange import FailureKind, expects_tls
from outrider.model.message import FileContent, ResponseMessage
from outrider.model.token import TokenUse
from outrider.transport.transport import Transport

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

CONFIGURATION = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  client_max_body_size 50m; ssl_certificate {folder}/own.pem; ssl_certificate_key {folder}/own.pem;
  server {{ listen 127.0.0.1:{one} ssl http2; keepalive_requests 1;
    location / {{ return 200 'nginx'; }} location /slow {{
      proxy_pass http://127.0.0.1:{slow}; proxy_request_buffering off; }}
    location /live {{ proxy_pass http://127.0.0.1:{slow}; proxy_buffering off; }} }}
  server {{ listen 127.0.0.1:{two} ssl http2; keepalive_requests 2;
    location / {{ return 200 'nginx'; }} }}
  server {{ listen 127.0.0.1:{plain} http2; location / {{ return 200 'plain'; }} }}
}}
"""


class Slow:
    """What nginx asks: it answers when the test says so."""

    def __init__(self) -> None:
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.received = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((int(one[15:]) for one in lines if one.startswith(b"content-length:")), 0)
        self.received += len(await reader.readexactly(length))
        self.asked.set()
        if b" /live " in lines[0]:
            kind = b"Content-Type: text/event-stream"
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + kind + b"\r\n\r\n: first\n")
            await self.may_answer.wait()
            writer.write(b": second\n")
            writer.close()
            return
        await self.may_answer.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nslow")
        await writer.drain()
        writer.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
async def slow() -> AsyncIterator[tuple[Slow, int]]:
    state = Slow()
    server = await asyncio.start_server(state.serve, "127.0.0.1", 0)
    async with server:
        yield state, server.sockets[0].getsockname()[1]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def client() -> AsyncIterator[TransportClient]:
    transport = Transport(process_environment={})
    yield TransportClient(transport)
    await transport.close()


@pytest.fixture
def nginx(
    tmp_path: Path, authority: Authority, slow: tuple[Slow, int]
) -> Iterator[tuple[int, dict[str, int]]]:
    """Its process, and its ports: one request a connection, two of them, and plain http."""
    assert NGINX is not None
    leaf = authority.ca.issue_cert("127.0.0.1")
    leaf.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    ports = {name: _free_port() for name in ("one", "two", "plain")}
    file = tmp_path / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=tmp_path, slow=slow[1], **ports))
    with subprocess.Popen(
        [NGINX, "-p", str(tmp_path), "-c", str(file)], stderr=subprocess.DEVNULL
    ) as process:
        try:
            for port in ports.values():
                _wait_for(port)
            yield process.pid, ports
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(int(PATIENCE * 20)):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.05):
            return
        time.sleep(0.05)
    pytest.fail("nginx does not listen")


@pytest.fixture
def trusting(authority: Authority) -> ConnectionSettings:
    return replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)


@pytest.mark.parametrize("name", ["one", "two"])
async def test_connections_that_end_after_a_request_or_two_lose_no_answer(
    client: TransportClient,
    nginx: tuple[int, dict[str, int]],
    trusting: ConnectionSettings,
    name: str,
) -> None:
    for _ in range(7):
        got = await client.response(f"https://127.0.0.1:{nginx[1][name]}/", connection=trusting)
        assert (got.http_version, got.content) == ("HTTP/2", b"nginx")


@pytest.mark.parametrize("size", [0, 3_000_000])
async def test_a_reload_lets_the_answer_of_the_request_under_way_arrive(
    client: TransportClient,
    nginx: tuple[int, dict[str, int]],
    slow: tuple[Slow, int],
    trusting: ConnectionSettings,
    tmp_path: Path,
    size: int,
) -> None:
    (tmp_path / "body").write_bytes(b"x" * size)
    sending = asyncio.create_task(
        client.response(
            f"https://127.0.0.1:{nginx[1]['one']}/slow",
            method="POST" if size else "GET",
            content=FileContent(str(tmp_path / "body")) if size else None,
            connection=trusting,
            limits=ExchangeLimits(total_timeout=20),
        )
    )
    asked = asyncio.create_task(slow[0].asked.wait())
    await asyncio.wait({asked, sending}, return_when=asyncio.FIRST_COMPLETED)
    os.kill(nginx[0], signal.SIGHUP)
    await asyncio.sleep(0.3)
    slow[0].may_answer.set()
    got = await sending
    assert (got.http_version, got.content) == ("HTTP/2", b"slow")
    assert slow[0].received == size


async def test_plain_http_by_prior_knowledge(
    client: TransportClient, nginx: tuple[int, dict[str, int]]
) -> None:
    only = replace(DEV, http=HttpVersion.HTTP2)
    got = await client.response(f"http://127.0.0.1:{nginx[1]['plain']}/", connection=only)
    assert (got.http_version, got.content) == ("HTTP/2", b"plain")


async def test_plain_http_to_the_tls_port_is_answered_and_noted(
    client: TransportClient, nginx: tuple[int, dict[str, int]]
) -> None:
    got = await client.response(f"http://127.0.0.1:{nginx[1]['one']}/")
    assert got.status == 400
    assert got.notes == (expects_tls(nginx[1]["one"]),)


async def test_http2_where_nginx_speaks_it_without_tls_alone(
    client: TransportClient, nginx: tuple[int, dict[str, int]]
) -> None:
    url = f"http://127.0.0.1:{nginx[1]['plain']}/"
    failure = await client.failure(FailureKind.HTTP_VERSION, url)
    assert 'http = "2"' in failure.advice


class Pieces:
    """Keeps the pieces of a response, and goes on with each."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        self.pieces: list[bytes] = []
        self._go_on = go_on

    def token_taken(self, use: TokenUse) -> None:
        """Nothing."""

    def header_received(self, response: ResponseMessage, stop: Callable[[], bool]) -> None:
        assert response.http_version == "HTTP/2"

    def body_received(self, data: bytes) -> None:
        self.pieces.append(data)
        self._go_on()


async def test_a_stream_over_http2_is_given_on_as_it_arrives(
    nginx: tuple[int, dict[str, int]],
    slow: tuple[Slow, int],
    client: TransportClient,
    authority: Authority,
) -> None:
    follower = Pieces(slow[0].may_answer.set)
    url = f"https://127.0.0.1:{nginx[1]['one']}/live"
    connection = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.HTTP2)
    limits = ExchangeLimits(total_timeout=PATIENCE, stream=StreamLimits(100))
    answer = await client.response(url, connection=connection, limits=limits, follower=follower)
    # The second is sent once the first was given on.
    assert follower.pieces == [b": first\n", b": second\n"]
    assert answer.content == b": first\n: second\n"
