"""Certificates of every kind, and an HTTP/2 server, for tests of TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import trustme


class Authority:
    """A certificate authority that nobody trusts by itself."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA()
        self.folder = folder
        self.pem = str(folder / "ca.pem")
        self.ca.cert_pem.write_to_path(self.pem)

    def server(self, *names: str, days: tuple[int, int] = (-1, 30)) -> ssl.SSLContext:
        """A server's context; the certificate is valid from and until so many days from now."""
        now = datetime.now(UTC)
        leaf = self.ca.issue_cert(
            *(names or ("127.0.0.1", "localhost")),
            not_before=now + timedelta(days=days[0]),
            not_after=now + timedelta(days=days[1]),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        return context

    def self_signed(self) -> ssl.SSLContext:
        """A server's context whose certificate is its own authority."""
        key = self.folder / "own.pem"
        key.write_bytes(self.ca.private_key_pem.bytes() + self.ca.cert_pem.bytes())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(key)
        return context

    def wanting_a_client_certificate(self) -> ssl.SSLContext:
        """A server's context that asks clients for a certificate of this authority."""
        context = self.server()
        context.verify_mode = ssl.CERT_REQUIRED
        self.ca.configure_trust(context)
        return context

    def old(self) -> ssl.SSLContext:
        """A server's context that speaks TLS 1.1 at most."""
        context = self.server()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    def client(self) -> tuple[str, str]:
        """Paths of a client certificate and its key."""
        leaf = self.ca.issue_cert("me@example.com")
        certificate, key = self.folder / "me.pem", self.folder / "me.key"
        certificate.write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
        leaf.private_key_pem.write_to_path(str(key))
        return str(certificate), str(key)


@dataclass(slots=True)
class Http2Server:
    """What an HTTP/2 server saw.

    Attributes:
        fault: ``reset`` or ``goaway`` instead of a response, ``cut`` in the middle of the body,
            ``close`` after it, ``endless`` for a body without end.
    """

    port: int = 0
    fault: str = ""
    connections: int = 0
    closed: int = 0
    requests: list[dict[str, str]] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        before = len(self.bodies)
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        state.initiate_connection()
        bodies: dict[int, bytes] = {}
        try:
            while True:
                writer.write(state.data_to_send())
                await writer.drain()
                data = await reader.read(65_536)
                if not data:
                    break
                for event in state.receive_data(data):
                    self._react(state, event, bodies)
                if self.fault == "close" and len(self.bodies) > before:
                    writer.write(state.data_to_send())
                    break
        except (OSError, ssl.SSLError, h2.exceptions.ProtocolError):
            pass
        finally:
            self.closed += 1
            writer.close()

    def _react(
        self, state: h2.connection.H2Connection, event: h2.events.Event, bodies: dict[int, bytes]
    ) -> None:
        if isinstance(event, h2.events.RequestReceived):
            fields = [(_text(name), _text(value)) for name, value in event.headers or ()]
            self.requests.append(dict(fields))
            self.names.append([name for name, _ in fields])
            bodies[event.stream_id or 0] = b""
        elif isinstance(event, h2.events.DataReceived):
            stream = event.stream_id or 0
            bodies[stream] += event.data or b""
            state.acknowledge_received_data(event.flow_controlled_length or 0, stream)
        elif isinstance(event, h2.events.StreamEnded):
            self.bodies.append(bodies[event.stream_id or 0])
            self._answer(state, event.stream_id or 0)

    def _answer(self, state: h2.connection.H2Connection, stream: int) -> None:
        if self.fault == "reset":
            state.reset_stream(stream, 2)
            return
        if self.fault == "goaway":
            state.close_connection(1)
            return
        state.send_headers(stream, [(":status", "200"), ("x-kind", "two")])
        state.send_data(stream, b"hello", end_stream=self.fault not in ("cut", "endless"))
        if self.fault == "cut":
            state.reset_stream(stream, 2)


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


@asynccontextmanager
async def http2_server(context: ssl.SSLContext) -> AsyncIterator[Http2Server]:
    """An HTTP/2 server on a free port of the loopback interface."""
    context.set_alpn_protocols(["h2"])
    state = Http2Server()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await state.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


@contextmanager
def blocking_tls_server(context: ssl.SSLContext) -> Iterator[str]:
    """Ends a failed handshake with an alert, as asyncio's servers do not; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)

        def serve() -> None:
            raw, _ = listening.accept()
            raw.settimeout(2)
            secure = context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
            with secure, suppress(OSError):
                try:
                    secure.do_handshake()
                finally:
                    # Unread bytes would turn the end into a reset, and the alert would be lost.
                    socket.socket.shutdown(secure, socket.SHUT_WR)
                    while socket.socket.recv(secure, 65_536):
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()
