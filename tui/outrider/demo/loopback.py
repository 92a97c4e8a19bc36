"""One application on a loopback socket, served by uvicorn in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from asyncio import Transport
from pathlib import Path
from ssl import SSLContext

from msgspec import Struct
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import Server

LOOPBACK = "127.0.0.1"
PATIENCE = 10.0
BACKLOG = 512
_CERTIFICATE = "client_certificate"


class Certificate(Struct, frozen=True):
    """PEM files that make a server speak TLS."""

    chain: Path
    key: Path


class _WithCertificate(H11Protocol):
    """HTTP/1.1 whose requests know the client certificate of their connection."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Notes it, as DER."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        found = tls.getpeercert(binary_form=True) if tls is not None else None
        self.app_state = {**self.app_state, _CERTIFICATE: found or b""}


def peer_certificate(request: Request) -> bytes:
    """The client certificate of a request's connection, as DER; empty without one."""
    found = request.scope.get("state", {}).get(_CERTIFICATE)
    return found if isinstance(found, bytes) else b""


class LoopbackServer:
    """Serves an application until it is stopped.

    With ``tls`` it speaks TLS by that context, which may ask for client certificates.

    Stopping takes a fraction of a second: what is still being answered then is cut off.
    """

    def __init__(
        self,
        app: ASGIApp,
        certificate: Certificate | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        self._app = app
        self._tls = tls
        self._port = 0
        self._certificate = certificate
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end; known once it was started."""
        scheme = "https" if self._certificate or self._tls else "http"
        return f"{scheme}://{LOOPBACK}:{self._port}"

    def _bind(self) -> socket.socket:
        """Takes the port; the operating system chooses one the first time."""
        # asyncio turns Nagle's algorithm off only for sockets that say that they are TCP; with it,
        # each answer on a connection that was kept would take 40 ms.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((LOOPBACK, self._port))
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
        self._port = listening.getsockname()[1]
        return listening

    def start(self) -> None:
        """Serves; connections are accepted when this returns. Does nothing while it serves.

        Raises:
            OSError: the port is in use, or the certificate cannot be read.
        """
        if self._thread is not None:
            return
        config = self._config()
        config.load()
        if self._tls is not None:
            config.ssl = self._tls
        server = Server(config)
        listening = self._bind()
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve(sockets=[listening])),
            name=f"demo-{self._port}",
            daemon=True,
        )
        self._server, self._thread = server, thread
        thread.start()

    def ask_to_stop(self) -> None:
        """Begins to stop, without waiting: for stopping several at once."""
        if self._server is not None:
            self._server.should_exit = True

    def stop(self) -> None:
        """Stops serving and frees the port; does nothing when it is stopped already."""
        self.ask_to_stop()
        thread = self._thread
        self._server = self._thread = None
        if thread is not None:
            thread.join(PATIENCE)

    def _config(self) -> Config:
        certificate = self._certificate
        return Config(
            self._app,
            http=_WithCertificate,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=0,
            h11_max_incomplete_event_size=256_000,
            ssl_certfile=certificate.chain if certificate else None,
            ssl_keyfile=certificate.key if certificate else None,
        )
