"""A server that gives the answers that it is told, by the path of the request."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from msgspec import Struct


class Answer(Struct, frozen=True):
    """A response; ``fields`` come besides its length."""

    body: str
    status: int = 200
    fields: Sequence[tuple[str, str]] = (("Content-Type", "application/json"),)


@contextmanager
def answering(answers: Sequence[Answer]) -> Iterator[int]:
    """Serves the answer of a number at ``/number``, on the port of loopback that is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = answers[int(self.path.strip("/").partition("?")[0])]
            data = answer.body.encode()
            self.send_response(answer.status)
            for name, value in answer.fields:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing is written to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
