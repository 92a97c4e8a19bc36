"""What a server was sent, kept so that tests and curious people can look."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RECORDS_KEPT = 2_000
BODY_KEPT = 1_000_000
BODY_ACCEPTED = 64_000_000


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as it arrived.

    Attributes:
        method: as sent.
        target: path and query as sent, still encoded.
        headers: in order, names in lower case (as ASGI has them).
        body: its first megabyte.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The query's parameters, decoded, in order."""
        return tuple(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @property
    def form(self) -> tuple[tuple[str, str], ...]:
        """The body's form fields, decoded, in order."""
        return tuple(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


class RequestLog:
    """Puts every request on record before the application sees it.

    Attributes:
        count: how many requests arrived.
    """

    def __init__(self) -> None:
        self._requests: deque[RecordedRequest] = deque(maxlen=RECORDS_KEPT)
        self.count = 0

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests so far, oldest first; the newest 2000 of them."""
        return tuple(self._requests)

    def clear(self) -> None:
        """Forgets all of them."""
        self._requests.clear()
        self.count = 0

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The same application, its requests recorded."""

        async def recorded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            body, complete = await _read(receive)
            self.count += 1
            self._requests.append(_record(scope, body))
            if not complete:
                return
            if len(body) > BODY_ACCEPTED:
                answer = PlainTextResponse("The body is too large for the demo.\n", 413)
                await answer(scope, receive, send)
                return
            await app(scope, _replay(body, receive), send)

        return recorded


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """The whole body (or a little more than is accepted), and whether all of it came."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body), False
        body += message.get("body", b"")
        if not message.get("more_body", False) or len(body) > BODY_ACCEPTED:
            return bytes(body), True


def _replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body first, then whatever the connection says."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


def _record(scope: Scope, body: bytes) -> RecordedRequest:
    target = scope["raw_path"].decode("latin-1")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("latin-1")
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
    )
    return RecordedRequest(scope["method"], target, headers, body[:BODY_KEPT])
