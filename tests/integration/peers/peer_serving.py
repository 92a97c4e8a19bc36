"""Serves a peer's WSGI application, with a record of its requests.

Standard library only: run by the peers' own Python. ``GET /recorded`` lists the requests so far
and ``DELETE /recorded`` forgets them; neither is recorded. The first line on standard output is
``{"port": …}``; the process ends when the one that started it is gone.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class _ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def get_environ(self) -> WSGIEnvironment:
        """With the request target and the media type as they came, which WSGI does not give."""
        sent = {"RAW_TARGET": self.path, "RAW_CONTENT_TYPE": self.headers.get("Content-Type", "")}
        return {**super().get_environ(), **sent}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


class _Recorded:
    """An application whose requests are recorded before it sees them."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._records: list[dict[str, Any]] = []

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/recorded":
            return self._show(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        self._records.append(
            {
                "method": environ["REQUEST_METHOD"],
                "path": environ["PATH_INFO"],
                "headers": headers,
                "body": body.decode("latin-1"),
            }
        )
        return self._app(environ, start)

    def _show(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "DELETE":
            self._records.clear()
        answer = json.dumps(self._records).encode()
        start("200 OK", [("Content-Type", "application/json")])
        return [answer]


def serve(app: WSGIApplication) -> None:
    """Serves on a free port of 127.0.0.1 until the parent process is gone."""
    server = make_server("127.0.0.1", 0, _Recorded(app), _ThreadingServer, _Quiet)
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    server.serve_forever()
