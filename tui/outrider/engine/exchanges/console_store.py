"""The console's store: a bounded list of entries, without a screen."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from outrider.engine.events import EntryLogged, Event
from outrider.model.console_entry import ConsoleEntry

DEFAULT_ENTRIES = 2000


class ConsoleStore:
    """Keeps the last entries."""

    def __init__(self, limit: int = DEFAULT_ENTRIES) -> None:
        self._entries: deque[ConsoleEntry] = deque(maxlen=limit)

    def on_engine_event(self, event: Event) -> None:
        """Takes an event of the bus."""
        if isinstance(event, EntryLogged):
            self._entries.append(event.entry)

    def keep(self, limit: int) -> None:
        """Keeps so many entries at most from now on, where nobody will look at more."""
        self._entries = deque(self._entries, maxlen=limit)

    def clear(self) -> None:
        """Forgets all entries."""
        self._entries.clear()

    def __iter__(self) -> Iterator[ConsoleEntry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)
