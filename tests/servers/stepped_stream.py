"""A server that sends a body one piece at a time, each when a test says so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.servers.toxic import Call

EVENTS = b"Content-Type: text/event-stream"


@dataclass
class SteppedStream:
    """A behaviour of :func:`~tests.servers.toxic.toxic_server`: a header, then what it is given.

    Attributes:
        fields: of the response, beside Connection.
        gone: set once the client has closed the connection, or the response has ended.
    """

    fields: bytes = EVENTS
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    _pieces: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)

    def say(self, *pieces: bytes) -> None:
        """Sends these bytes, each in a piece of its own."""
        for piece in pieces:
            self._pieces.put_nowait(piece)

    def end(self) -> None:
        """Ends the response by closing the connection."""
        self._pieces.put_nowait(None)

    async def __call__(self, call: Call) -> None:
        """One response."""
        self.gone.clear()
        await call.say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + self.fields + b"\r\n\r\n")
        closed = asyncio.create_task(call.reader.read())
        try:
            while True:
                piece = asyncio.create_task(self._pieces.get())
                await asyncio.wait((piece, closed), return_when=asyncio.FIRST_COMPLETED)
                if not piece.done():
                    piece.cancel()
                    break
                data = piece.result()
                if data is None:
                    break
                await call.say(data)
        finally:
            closed.cancel()
            self.gone.set()
            call.writer.close()
