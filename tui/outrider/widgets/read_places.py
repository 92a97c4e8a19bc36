"""Where somebody was in the response of each request, to be there again when it is shown again."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import ref

from msgspec import Struct

from outrider.widgets.values import Outcome
from outrider.widgets.viewport import Place

MOST = 100
"""Responses whose place is kept."""


class ReadPlace(Struct, frozen=True):
    """A tab, and how far each tab was read.

    Attributes:
        tab: the name of the one that was on top.
        tops: the first line that was shown, by the name of the tab.
    """

    tab: str
    tops: Mapping[str, Place]


class ReadPlaces:
    """The places, each as long as its request has no other response."""

    def __init__(self) -> None:
        # Without the responses themselves, which may be large.
        self._kept: dict[str, tuple[ref[Outcome], ReadPlace]] = {}

    def leave(self, outcome: Outcome, place: ReadPlace) -> None:
        """Keeps a place; the oldest goes where there are too many."""
        self._kept.pop(outcome.request_id, None)
        self._kept[outcome.request_id] = (ref(outcome), place)
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def find(self, outcome: Outcome | None) -> ReadPlace | None:
        """The place in this very response."""
        kept = self._kept.get(outcome.request_id) if outcome is not None else None
        return kept[1] if kept is not None and kept[0]() is outcome else None
