"""An authorization server and an API on one raw socket, which count what they are asked."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType
from typing import Self

from tests.patience import PATIENCE

_TOKEN = b'{"access_token": "counted-token-4711", "token_type": "Bearer", "expires_in": 3600}'


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, CountingServer)
        while line := self.rfile.readline():
            method, target, _ = line.decode("latin-1").split(" ", 2)
            fields = {}
            while row := self.rfile.readline().strip():
                name, _, value = row.decode("latin-1").partition(":")
                fields[name.lower()] = value.strip()
            body = self.rfile.read(int(fields.get("content-length", "0")))
            if not self._answer(server, method, target, body):
                return

    def _answer(self, server: CountingServer, method: str, target: str, body: bytes) -> bool:
        server.note(method, target)
        if target == "/break":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            return False
        if target == "/hang":
            server.released.wait(PATIENCE)
            return False
        status, content = b"200 OK", b'{"target": "%s"}' % target.encode()
        if target == "/token":
            status = b"401 Unauthorized" if server.refuses else status
            content = b'{"error": "invalid_client"}' if server.refuses else _TOKEN
        elif target.startswith("/missing"):
            status = b"404 Not Found"
        elif target.startswith("/echo"):
            content = body
        if target.startswith("/together"):
            server.meeting.wait(PATIENCE)
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.wfile.write(head % (status, len(content)) + content)
        return True


class CountingServer(socketserver.ThreadingTCPServer):
    """Answers ``/token`` as a token endpoint and all else as an API.

    ``/missing…`` is a 404, ``/echo`` gives the body back, ``/break`` ends in the middle of a body,
    ``/hang`` does not answer before it is released, ``/together`` answers when two are there.

    Attributes:
        targets: method and target of each request, in order.
        refuses: whether no client gets a token.
        released: set it to let ``/hang`` go.
    """

    daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.targets: list[str] = []
        self.refuses = False
        self.released = threading.Event()
        self.meeting = threading.Barrier(2)
        self.came = threading.Condition()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def tokens(self) -> int:
        """How many token requests there were."""
        return self.targets.count("POST /token")

    @property
    def asked(self) -> list[str]:
        """All but the token requests."""
        return [one for one in self.targets if one != "POST /token"]

    def note(self, method: str, target: str) -> None:
        """Takes a request."""
        with self.came:
            self.targets.append(f"{method} {target}")
            self.came.notify_all()

    def wait_for(self, target: str) -> None:
        """Waits until something was asked for."""
        with self.came:
            assert self.came.wait_for(lambda: target in self.targets, PATIENCE)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()
        self._thread.join()
