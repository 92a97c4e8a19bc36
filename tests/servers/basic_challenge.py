"""A server that wants credentials before it says anything, and keeps what it was given."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

REFS = f"{'1' * 40}\trefs/heads/main\n"
"""What git reads of a repository (gitprotocol-http(5), dumb protocol)."""


@dataclass
class Challenging:
    """The server, while it runs.

    Attributes:
        given: each ``Authorization`` that came, in order; empty where there was none.
        refuses: whether it refuses every credential.
    """

    port: int = 0
    scheme: str = "http"
    given: list[str] = field(default_factory=list)
    refuses: bool = False

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def passwords(self) -> list[tuple[str, str]]:
        """User name and password of each that was Basic (RFC 7617)."""
        basic = (one.removeprefix("Basic ") for one in self.given if one.startswith("Basic "))
        pairs = (base64.b64decode(one).decode().partition(":") for one in basic)
        return [(name, password) for name, _, password in pairs]


@contextmanager
def challenging(authority: trustme.CA | None = None) -> Iterator[Challenging]:
    """Runs it on a port of its own, over TLS where there is an authority to certify it."""
    server = Challenging(scheme="https" if authority else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = self.headers.get("Authorization", "")
            server.given.append(given)
            kind, body = _document(self.path)
            if server.refuses or not given:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="lab"')
            else:
                self.send_response(200)
                self.send_header("Content-Type", kind)
            self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_GET

        def handle(self) -> None:
            # Docker tries plain HTTP where it does not like what it got.
            with suppress(ssl.SSLError, ConnectionError):
                super().handle()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        server.port = running.server_port
        if authority is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("127.0.0.1").configure_cert(context)
            # Each connection shakes hands in its own thread.
            running.socket = context.wrap_socket(
                running.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            running.shutdown()


def _document(path: str) -> tuple[str, bytes]:
    if path.startswith("/repository.git/info/refs"):
        return "text/plain", REFS.encode()
    return "application/json", b"{}"
