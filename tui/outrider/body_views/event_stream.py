"""Server-sent events (WHATWG HTML §9.2.6), parsed while they arrive."""

from __future__ import annotations

import codecs
from io import IncrementalNewlineDecoder

from msgspec import Struct

MESSAGE = "message"
"""The type of an event that names none."""

MAX_EVENT = 1 << 20
"""Characters of one event's data that are kept."""

_LONGEST_RETRY = 18


class StreamEntry(Struct, frozen=True):
    """One event of a stream, or one document.

    Attributes:
        data: its text; of an event with several lines, they are joined by line feeds.
        event: the event's type; empty for a document.
        id: the last event id as of this event; empty for none.
        is_cut: data was longer than is kept.
    """

    data: str
    event: str = ""
    id: str = ""
    is_cut: bool = False


class EventStreamParser:
    """Takes the bytes of an event stream in pieces, and gives its events.

    The bytes may be cut anywhere: within a character, a line end, or the byte order mark. An event
    that the stream's end cuts off is no event (§9.2.6).

    Attributes:
        last_event_id: what a client sends as ``Last-Event-ID`` to go on; empty for nothing.
        retry: milliseconds that the server asks clients to wait before they connect again; ``None``
            where it does not say.
    """

    def __init__(self, last_event_id: str = "", *, limit: int = MAX_EVENT) -> None:
        self.last_event_id = last_event_id
        self.retry: int | None = None
        self._limit = limit
        # The byte order mark is taken away; CR, LF and CRLF end a line, wherever they are cut.
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._decoder = IncrementalNewlineDecoder(decoder, translate=True)
        self._line: list[str] = []
        self._line_size = 0
        self._data: list[str] = []
        self._size = 0
        self._event = ""
        self._id = last_event_id
        self._is_cut = False

    def feed(self, data: bytes) -> list[StreamEntry]:
        """The events that end in these bytes."""
        return self._take(str(self._decoder.decode(data)))

    def finish(self) -> list[StreamEntry]:
        """The events that end at the end of the stream; what is not whole is none."""
        return self._take(str(self._decoder.decode(b"", final=True)))

    def _take(self, text: str) -> list[StreamEntry]:
        found: list[StreamEntry] = []
        *ended, rest = text.split("\n")
        for line in ended:
            self._keep(line)
            entry = self._interpret("".join(self._line))
            self._line, self._line_size = [], 0
            if entry is not None:
                found.append(entry)
        self._keep(rest)
        return found

    def _keep(self, part: str) -> None:
        """Keeps a part of a line, as far as a line is kept."""
        # The name of the field is a part of the line as well.
        room = self._limit + 64 - self._line_size
        if len(part) > room:
            self._is_cut = True
            part = part[: max(room, 0)]
        if part:
            self._line.append(part)
            self._line_size += len(part)

    def _interpret(self, line: str) -> StreamEntry | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._add(value)
            case "event":
                self._event = value
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isascii() and value.isdigit() and len(value) <= _LONGEST_RETRY:
                self.retry = int(value)
        return None

    def _add(self, value: str) -> None:
        room = max(self._limit - self._size, 0)
        self._is_cut = self._is_cut or len(value) > room
        if room or not value:
            self._data.append(value[:room])
        self._size += len(value) + 1

    def _dispatch(self) -> StreamEntry | None:
        self.last_event_id = self._id
        data, event, is_cut = self._data, self._event, self._is_cut
        self._data, self._size, self._event, self._is_cut = [], 0, "", False
        if not data:
            return None
        return StreamEntry("\n".join(data), event or MESSAGE, self._id, is_cut)
