"""The console's store."""

from __future__ import annotations

from outrider.engine.events import EntryLogged
from outrider.engine.exchanges.console_store import ConsoleStore
from outrider.model.console_entry import ConsoleEntry, EntryKind


def test_it_keeps_the_last_entries_and_fewer_where_nobody_looks() -> None:
    store = ConsoleStore(3)
    for number in range(5):
        entry = ConsoleEntry(0.0, number, "dev", EntryKind.NOTE, message=str(number))
        store.on_engine_event(EntryLogged(entry))
    assert [entry.message for entry in store] == ["2", "3", "4"]
    store.keep(1)
    assert [entry.message for entry in store] == ["4"]
    store.keep(0)
    store.on_engine_event(EntryLogged(entry))
    assert len(store) == 0
