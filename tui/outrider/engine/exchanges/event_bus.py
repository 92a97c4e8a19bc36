"""Tells whoever listens what happens, at once and on the one event loop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeAlias

from outrider.engine.exchanges.events import Event

Listener: TypeAlias = Callable[[Event], None]

_log = logging.getLogger("outrider")


class EventBus:
    """Passes events to listeners, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; the function that is returned takes it away again."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Calls every listener; one that fails does not keep the others from hearing."""
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception as error:
                # The message may quote the event, so only the type is told.
                _log.error("a listener failed: %s", type(error).__name__)
