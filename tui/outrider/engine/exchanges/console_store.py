"""The console's store: a bounded list of entries, without a screen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from outrider.engine.exchanges.events import ConsoleEvent, Event
from outrider.model.console_entry import ConsoleEntry

DEFAULT_ENTRIES = 2000
KEPT_BODY = 64 * 1024


class ConsoleStore:
    """Keeps the last entries; bodies are kept up to :data:`KEPT_BODY` bytes each."""

    def __init__(self, limit: int = DEFAULT_ENTRIES) -> None:
        self._entries: deque[ConsoleEntry] = deque(maxlen=limit)
        self._watchers: list[Callable[[ConsoleEntry], None]] = []

    def on_engine_event(self, event: Event) -> None:
        """Takes an event of the bus."""
        if isinstance(event, ConsoleEvent):
            entry = _trimmed(event.entry)
            self._entries.append(entry)
            for watcher in tuple(self._watchers):
                watcher(entry)

    def subscribe(self, watcher: Callable[[ConsoleEntry], None]) -> None:
        """Calls the watcher with each new entry."""
        self._watchers.append(watcher)

    def clear(self) -> None:
        """Forgets all entries."""
        self._entries.clear()

    def __iter__(self) -> Iterator[ConsoleEntry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)


def _trimmed(entry: ConsoleEntry) -> ConsoleEntry:
    exchange = entry.exchange
    if exchange is None or exchange.response is None:
        return entry
    response = exchange.response
    if len(response.content) <= KEPT_BODY:
        return entry
    kept = replace(response, content=response.content[:KEPT_BODY])
    return replace(entry, exchange=replace(exchange, response=kept))
