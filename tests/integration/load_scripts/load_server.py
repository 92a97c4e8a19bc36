"""An authorization server and an API in one, which keep every request as it stood on the wire."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from msgspec import Struct


class Seen(Struct, frozen=True):
    """A request.

    Attributes:
        headers: in order, names in lower case.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


class Issued(Struct):
    """What is known of tokens.

    Attributes:
        lifetime: seconds of each, as ``expires_in`` says it too.
        alive: by token, until when.
        refresh_tokens: those that are good.
        uses: how often each token is good for; ``None`` for no limit.
        refusal: of a token that is not.
        rejects_refresh: no refresh token is good.
        error: of every token request; empty where they are granted.
    """

    lifetime: float = 300.0
    count: int = 0
    alive: dict[str, float] = {}
    refresh_tokens: set[str] = set()
    uses: int | None = None
    used: dict[str, int] = {}
    refusal: str = "invalid_token"
    rejects_refresh: bool = False
    error: str = ""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, LoadServer)
        while line := self.rfile.readline():
            method, target, _ = line.decode("latin-1").rstrip("\r\n").split(" ", 2)
            headers = []
            while (row := self.rfile.readline().decode("latin-1").rstrip("\r\n")) != "":
                name, _, value = row.partition(":")
                headers.append((name.lower(), value.strip(" \t")))
            size = int(dict(headers).get("content-length", 0))
            seen = Seen(method, target, tuple(headers), self.rfile.read(size))
            status, fields, body = self.server.answer(seen)
            head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
            head += [f"{name}: {value}" for name, value in fields]
            text = "\r\n".join([*head, "", ""]).encode()
            self.wfile.write(text + (b"" if method == "HEAD" else body))
            self.wfile.flush()


Answer = tuple[int, list[tuple[str, str]], bytes]


class LoadServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of loopback while it is entered.

    ``/token`` is the token endpoint, ``/issuer`` has metadata; below ``/guarded`` a Bearer token is
    needed, which may be in the header, a cookie ``t`` or the query's ``t``. ``/order`` answers with
    JSON.

    Attributes:
        seen: what came, in order.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[Seen] = []
        self.issued = Issued()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def tokens(self) -> list[Seen]:
        return [one for one in self.seen if one.target.startswith("/token")]

    @property
    def api(self) -> list[Seen]:
        return [one for one in self.seen if not one.target.startswith(("/token", "/issuer"))]

    def reset(self) -> None:
        self.seen.clear()
        self.issued = Issued(alive={}, refresh_tokens=set(), used={})

    def answer(self, seen: Seen) -> Answer:
        with self.lock:
            self.seen.append(seen)
            path = seen.target.partition("?")[0]
            if path == "/token":
                return self._token(seen)
            if path.startswith("/issuer/.well-known"):
                return _json(
                    {"issuer": f"{self.url}/issuer", "token_endpoint": f"{self.url}/token"}
                )
            if path.startswith("/guarded"):
                return self._guarded(seen)
        if path == "/order":
            order = {
                "big": 12345678901234567890,
                "one": 1.0,
                "id": 'ö 1/2&"x"',
                "number": 42,
                "items": [{"a b": [True, None, 7.5]}],
            }
            status, fields, body = _json(order)
            return status, [*fields, ("X-Trace", "tr/1"), ("Set-Cookie", "jar=1; Path=/")], body
        if path == "/moved":
            return 302, [("Location", "/order")], b""
        return 200, [("Content-Type", "text/plain")], b"ok"

    def _token(self, seen: Seen) -> Answer:
        form = seen.body.decode()
        if self.issued.error:
            return _json({"error": self.issued.error, "error_description": "No such client."}, 401)
        if "grant_type=refresh_token" in form:
            good = any(f"refresh_token={one}" in form for one in self.issued.refresh_tokens)
            if self.issued.rejects_refresh or not good:
                return _json({"error": "invalid_grant"}, 400)
            self.issued.refresh_tokens.clear()
        self.issued.count += 1
        token = f"tok~{self.issued.count}+/=="
        self.issued.alive[token] = time.monotonic() + self.issued.lifetime
        refresh = f"refresh-{self.issued.count}"
        self.issued.refresh_tokens.add(refresh)
        answer = {
            "access_token": token, "token_type": "Bearer", "expires_in": self.issued.lifetime,
            "refresh_token": refresh, "wrapped": {"token": token},
        }  # fmt: skip
        return _json(answer)

    def _guarded(self, seen: Seen) -> Answer:
        said = [unquote(seen.target), *(unquote(value) for _, value in seen.headers)]
        now = time.monotonic()
        good = [token for token, until in self.issued.alive.items() if now < until]
        for token in (token for token in good if any(token in one for one in said)):
            used = self.issued.used[token] = self.issued.used.get(token, 0) + 1
            if self.issued.uses is None or used <= self.issued.uses:
                return _json({"ok": True})
        return 401, [("WWW-Authenticate", f'Bearer error="{self.issued.refusal}"')], b"{}"

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


def _json(value: object, status: int = 200) -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(value).encode()
