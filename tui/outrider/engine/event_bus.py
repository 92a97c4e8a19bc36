"""Tells whoever listens what happens, at once and on the one event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from outrider.crash_report import note_fault
from outrider.engine.events import Event

Happening = TypeVar("Happening", bound=Event)


class EventBus:
    """Passes events to listeners, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._listeners: list[tuple[Callable[[Any], object], tuple[type, ...]]] = []

    def subscribe(
        self, listener: Callable[[Happening], object], *kinds: type[Happening]
    ) -> Callable[[], None]:
        """Adds a listener to these kinds, or to all; what is returned takes it away again."""
        entry = (listener, kinds or (object,))
        self._listeners.append(entry)

        def unsubscribe() -> None:
            if entry in self._listeners:
                self._listeners.remove(entry)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Calls every listener; one that fails does not keep the others from being told.

        Its fault is noted (:func:`~outrider.crash_report.note_fault`).
        """
        for listener, kinds in tuple(self._listeners):
            if not isinstance(event, kinds):
                continue
            try:
                listener(event)
            except Exception as error:
                note_fault(error)
