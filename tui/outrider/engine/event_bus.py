"""Tells whoever listens what happens, at once and on the one event loop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from outrider.engine.events import Event

Happening = TypeVar("Happening", bound=Event)

_log = logging.getLogger("outrider")


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
        """Calls every listener; one that fails does not keep the others from being told."""
        for listener, kinds in tuple(self._listeners):
            if not isinstance(event, kinds):
                continue
            try:
                listener(event)
            except Exception as error:
                # The message may quote the event, so only the type is told.
                _log.error("a listener failed: %s", type(error).__name__)
