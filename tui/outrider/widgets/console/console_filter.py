"""Which entries the console shows, by kind, by level and by environment."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.console_entry import ConsoleEntry, EntryKind


class KindFilter(StrEnum):
    """What entries tell of."""

    ALL = "all"
    TOKEN = "token"
    API = "api"
    NOTES = "notes"


class LevelFilter(StrEnum):
    """How much entries matter."""

    ALL = "all"
    WARNINGS = "warnings and errors"
    ERRORS = "errors"


class ConsoleFilter(Struct, frozen=True):
    """The three together; each is changed alone, and shows everything to begin with."""

    kind: KindFilter = KindFilter.ALL
    level: LevelFilter = LevelFilter.ALL
    environment: str | None = None

    def matches(self, entry: ConsoleEntry) -> bool:
        """Whether an entry is shown."""
        if self.environment not in {None, entry.environment}:
            return False
        of_kind = self.kind in {KindFilter.ALL, entry.kind.value}
        if self.kind is KindFilter.NOTES:
            of_kind = entry.exchange is None
        warns = self.level is LevelFilter.WARNINGS and entry.kind is EntryKind.WARNING
        return of_kind and (self.level is LevelFilter.ALL or warns or is_error(entry))

    def turned(self, what: str, environments: Iterable[str]) -> ConsoleFilter:
        """With the next ``kind``, ``level`` or ``environment``; all of them after the last."""
        turns = {"kind": KindFilter, "level": LevelFilter, "environment": (None, *environments)}
        choices, current = list(turns[what]), getattr(self, what)
        place = choices.index(current) + 1 if current in choices else 0
        return replace(self, **{what: choices[place % len(choices)]})

    @property
    def title_words(self) -> tuple[str, ...]:
        """What a title says of it; empty where everything is shown."""
        found = []
        if self.kind is not KindFilter.ALL:
            found.append(self.kind.value)
        if self.level is not LevelFilter.ALL:
            found.append(self.level.value)
        if self.environment is not None:
            found.append(f"in {self.environment or 'no environment'}")
        return tuple(found)


def is_error(entry: ConsoleEntry) -> bool:
    """Whether an entry tells of something that went wrong."""
    exchange = entry.exchange
    if exchange is None:
        return entry.kind is EntryKind.ERROR
    response = exchange.response
    return exchange.failure is not None or (response is not None and response.status >= 400)
