"""A server that keeps every request as it stood on the wire, and answers 200 to each."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class WireRequest:
    """A request as bytes on the wire had it.

    Attributes:
        method: of the request line.
        target: of the request line, untouched.
        headers: in order, names as they were sent.
        body: without its chunks.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def plain_body(self) -> bytes:
        """The body, with every multipart boundary called the same."""
        match = re.search(r"boundary=\"?([^\";]+)", " ".join(self.all("content-type")))
        return self.body.replace(match[1].encode(), b"BOUNDARY") if match else self.body


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, WireServer)
        while line := self.rfile.readline():
            method, target, _ = line.decode("latin-1").rstrip("\r\n").split(" ", 2)
            headers = []
            while (row := self.rfile.readline().decode("latin-1").rstrip("\r\n")) != "":
                name, _, value = row.partition(":")
                headers.append((name, value.strip(" \t")))
            known = {name.lower(): value for name, value in headers}
            if "expect" in known:
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = self._body(known)
            self.server.requests.append(WireRequest(method, target, tuple(headers), body))
            # In one piece: two would wait for each other's acknowledgement.
            told = self.server.answers.get(target, b"ok")
            kind = b"Content-Type: application/json\r\n" if told[:1] == b"{" else b""
            answer = b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (kind, len(told))
            self.wfile.write(answer if method == "HEAD" else answer + told)
            self.wfile.flush()

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", ""):
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(headers.get("content-length", 0)))


class WireServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of loopback while it is entered.

    Attributes:
        requests: what came, in order.
        answers: bodies by target, for what is not to be answered with "ok"; JSON says so.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[WireRequest] = []
        self.answers: dict[str, bytes] = {}

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def take(self) -> list[WireRequest]:
        """What came since the last time."""
        found, self.requests = self.requests, []
        return found

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""
