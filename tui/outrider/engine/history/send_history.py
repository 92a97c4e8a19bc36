"""The last sends of each request, kept for the session: bounded in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from msgspec.structs import replace

from outrider.model.message import TextContent
from outrider.model.past_send import PastSend
from outrider.model.secret import reveal

SENDS_KEPT = 30
"""Of each request."""

BYTES_KEPT = 64_000_000
"""Of all bodies together."""

LARGEST_BODY = 8_000_000
"""Bytes of one body that are kept."""

_SMALL = 2_000
"""Bytes that a send is reckoned to take beside its bodies."""


class SendHistory:
    """Past sends in memory, newest last.

    Args:
        sends: kept of each request.
        size: bytes of bodies that are kept of all.
        largest: bytes of one body that are kept.
    """

    def __init__(
        self, *, sends: int = SENDS_KEPT, size: int = BYTES_KEPT, largest: int = LARGEST_BODY
    ) -> None:
        self._sends = sends
        self._size = size
        self._largest = largest
        self._past: deque[PastSend] = deque()
        self._taken = 0

    def __len__(self) -> int:
        return len(self._past)

    def add(self, past: PastSend) -> PastSend:
        """Keeps a send, and returns it as kept: a large body is cut. The oldest ones make room."""
        past = _cut(past, self._largest)
        self._past.append(past)
        self._taken += _weight(past)
        own = self.sends_of(past.request_id)
        if len(own) > self._sends:
            self._drop(own[-1])
        while self._taken > self._size and len(self._past) > 1:
            self._drop(self._past[0])
        return past

    def sends_of(self, request_id: str) -> tuple[PastSend, ...]:
        """The sends of a request, newest first."""
        return tuple(one for one in reversed(self._past) if one.request_id == request_id)

    def forget(self) -> None:
        """Forgets everything."""
        self._past.clear()
        self._taken = 0

    def rename(self, new_id: Callable[[str], str]) -> None:
        """Requests have other ids now: ``new_id`` tells each; empty where it is gone."""
        kept = [
            one if name == one.request_id else replace(one, request_id=name)
            for one in self._past
            if (name := new_id(one.request_id))
        ]
        self._past = deque(kept)
        self._taken = sum(map(_weight, kept))

    def _drop(self, past: PastSend) -> None:
        self._past = deque(one for one in self._past if one is not past)
        self._taken -= _weight(past)


def _weight(past: PastSend) -> int:
    exchange = past.exchange
    if exchange is None:
        return _SMALL
    content = exchange.request.content
    sent = len(reveal(content.text)) if isinstance(content, TextContent) else 0
    received = len(exchange.response.content) if exchange.response else 0
    return _SMALL + sent + received


def _cut(past: PastSend, largest: int) -> PastSend:
    exchange = past.exchange
    response = exchange.response if exchange else None
    if exchange is None or response is None or len(response.content) <= largest:
        return past
    note = f"History stores the first {largest} bytes of a body."
    response = replace(
        response, content=response.content[:largest], truncated=True, notes=(*response.notes, note)
    )
    return replace(past, exchange=replace(exchange, response=response))
