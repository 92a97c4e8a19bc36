"""An authorization server that refuses in the ways of real ones, each at a path of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.servers.refusal_shapes import METADATA, OPENID, SHAPES
from tests.servers.response_shape import Shape


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(SHAPES.get(urlsplit(self.path).path.strip("/"), Shape(404)))

    def do_GET(self) -> None:
        assert isinstance(self.server, RefusingServer)
        issuer, _, rest = self.path.strip("/").partition("/")
        found = METADATA.get(issuer) if rest == OPENID else None
        if found is None:
            self.server.api_requests += self.path == "/api"
            found = Shape(200, {"ok": True}) if self.path == "/api" else Shape(404)
        self._answer(found)

    def _answer(self, shape: Shape) -> None:
        assert isinstance(self.server, RefusingServer)
        base = self.server.url
        content = shape.content.replace(b"{base}", base.encode())
        # By RFC 9110 §15.5.21; Python calls it otherwise up to 3.12.
        self.send_response(shape.status, "Unprocessable Content" if shape.status == 422 else None)
        if shape.content_type:
            self.send_header("Content-Type", shape.content_type)
        for name, value in shape.headers.items():
            self.send_header(name, value.replace("{base}", base))
        if shape.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


class RefusingServer(ThreadingHTTPServer):
    """Answers each path of :data:`SHAPES`, also as the proxy to any host; ``/api`` is an API.

    Attributes:
        api_requests: how often the API was asked.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api_requests = 0
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()
