"""A server of JSON bodies on loopback, made before they are asked for; prints its port.

``/NUMBER/NAME`` is a body of about NUMBER bytes. Each answer to a NAME has another serial number
in its first line, ``"s00001"`` and up, so that a screen shows which answer it has.
"""

from __future__ import annotations

import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

_HEAD = b'{"serial":"s%05d","note":"one of many","rows":['
_ROW = b'{"id":%d,"name":"Order %d","total":1.10,"open":true,"tags":["bread","rye",null]}'


@cache
def rows(size: int) -> bytes:
    """What stands behind the head."""
    made, number = [], 0
    left = size - len(_HEAD)
    while left > 0:
        row = _ROW % (number, number)
        made.append(row)
        number += 1
        left -= len(row) + 1
    made.append(b'{"last":"needle"}]}')
    return b",".join(made)


class Bodies(BaseHTTPRequestHandler):
    """Answers one connection after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    served: ClassVar[dict[str, int]] = {}

    def do_GET(self) -> None:
        """Sends a body."""
        size = int(self.path.split("/")[1])
        number = self.served[self.path] = self.served.get(self.path, 0) + 1
        head, rest = _HEAD % number, rows(size)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(head) + len(rest)))
        self.end_headers()
        self.wfile.write(head)
        self.wfile.write(rest)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Bodies) as server:
        for word in sys.argv[1:]:
            rows(int(word))
        print(server.server_port, flush=True)
        server.serve_forever()
