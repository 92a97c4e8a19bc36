"""The last entries of a stream, with the time at which each arrived."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from outrider.body_views.event_stream import EventStreamParser, StreamEntry
from outrider.body_views.json_stream import JsonStreamParser
from outrider.model.media_type import EVENT_STREAM, media_type

SIZE_KEPT = 8_000_000
"""Characters of data that are kept of one stream."""

ENTRIES_KEPT = 5_000
"""Entries that are kept of one stream."""

_EACH = 200
"""Characters that an entry is reckoned to take beside its data."""


class LoggedEntry(Struct, frozen=True):
    """An entry of a stream, or a remark between two.

    Attributes:
        number: from 1, of all that came; 0 of a remark.
        arrived: seconds since the epoch; ``None`` where that is not known any more.
        entry: its data; of a remark, its words.
    """

    number: int
    arrived: float | None
    entry: StreamEntry


class StreamLog:
    """Entries, oldest first; the oldest go where they are too many.

    Args:
        content_type: of the response.
        size: characters that are kept.
        count: entries that are kept.

    Attributes:
        total: entries that came.
        dropped: entries that are kept no longer.
    """

    def __init__(
        self, content_type: str, *, size: int = SIZE_KEPT, count: int = ENTRIES_KEPT
    ) -> None:
        self.total = 0
        self.dropped = 0
        self._size = size
        self._count = count
        self._taken = 0
        self._entries: deque[LoggedEntry] = deque()
        self._last_event_id = ""
        self._parser = self._new_parser(content_type)

    def __iter__(self) -> Iterator[LoggedEntry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def last_event_id(self) -> str:
        """Where a new connection goes on; empty where the stream does not say."""
        if isinstance(self._parser, EventStreamParser):
            return self._parser.last_event_id
        return self._last_event_id

    def feed(self, data: bytes, now: float | None = None) -> list[LoggedEntry]:
        """Takes the next bytes; the entries that they complete."""
        return self._keep(self._parser.feed(data), now)

    def finish(self, now: float | None = None) -> list[LoggedEntry]:
        """The stream has ended; the entries that this completes."""
        return self._keep(self._parser.finish(), now)

    def resume(self, content_type: str, remark: str, now: float) -> LoggedEntry:
        """Another connection goes on with the stream; what says so."""
        self._last_event_id = self.last_event_id
        self._parser = self._new_parser(content_type)
        logged = LoggedEntry(0, now, StreamEntry(remark))
        self._add(logged)
        return logged

    def _new_parser(self, content_type: str) -> EventStreamParser | JsonStreamParser:
        if media_type(content_type) == EVENT_STREAM:
            return EventStreamParser(self._last_event_id)
        return JsonStreamParser()

    def _keep(self, entries: list[StreamEntry], now: float | None) -> list[LoggedEntry]:
        found = []
        for entry in entries:
            self.total += 1
            found.append(LoggedEntry(self.total, now, entry))
            self._add(found[-1])
        return found

    def _add(self, logged: LoggedEntry) -> None:
        self._entries.append(logged)
        self._taken += _weight(logged)
        while len(self._entries) > 1 and (
            self._taken > self._size or len(self._entries) > self._count
        ):
            oldest = self._entries.popleft()
            self._taken -= _weight(oldest)
            self.dropped += bool(oldest.number)


def log_of(content: bytes, content_type: str) -> StreamLog:
    """The entries of a stream that was received before: without times."""
    log = StreamLog(content_type)
    log.feed(content)
    log.finish()
    return log


def _weight(logged: LoggedEntry) -> int:
    return _EACH + len(logged.entry.data)
