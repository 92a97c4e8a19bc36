"""A script as it is for each environment that an import brings, and what others would decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from outrider.importers.building.item_builders import CollectionBuilder, ItemBuilder
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.environment_values import DecidedParts
from outrider.importers.postman.scripts.recognition import ScriptReading, read_prerequest
from outrider.importers.postman.scripts.request_facts import AskedRequest
from outrider.importers.postman.scripts.script_run import fixed_parts
from outrider.importers.postman.scripts.script_state import EnvironmentFacts
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

_MOST_READ, _LEAST = 200_000, 4_000
"""Characters that are read of one script, for all environments in which it differs; and how much
the shortest counts for each of them."""


class EnvironmentReadings(Struct, frozen=True):
    """A script, read.

    Attributes:
        readings: one for all environments, or one for each, in their order.
        decided_by: the variables whose values decided what each of them has.
        asked: those of them that another environment would decide otherwise.
        fixed: what is known of a token request before anything is decided, by its line.
    """

    readings: Sequence[ScriptReading]
    decided_by: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    fixed: Mapping[int, Mapping[str, str]] = MappingProxyType({})

    def parts(self, index: int) -> DecidedParts | None:
        """What other environments decide in a token request; ``None`` for nothing."""
        if not self.asked:
            return None
        line = self.readings[0].tokens[index].line
        return DecidedParts(self.fixed.get(line, {}), self.asked)


def read_for_environments(
    script: str,
    draft: ItemBuilder,
    drafts: CollectionBuilder,
    imported: ImportedScopes,
    request: AskedRequest | None = None,
) -> EnvironmentReadings:
    """The script as it is for every environment, or for each by itself, where it decides.

    ``request`` is the one that it runs for, where that is known.

    Raises:
        UnsupportedScript: it fetches no token, or not in a way that is surely understood.
    """
    failed: UnsupportedScript | None = None
    whole: ScriptReading | None = None
    every = list(imported.facts(draft, drafts))
    shadowed = frozenset[tuple[str, str]]().union(*(one.shadowed for one in every))
    try:
        whole = read_prerequest(script, shadowed=shadowed, request=request)
        is_whole = not whole.refused and not any(one.leftovers for one in whole.tokens)
        if is_whole and not whole.unencoded:
            return EnvironmentReadings([whole])
        asked, fills = whole.asked_facts | whole.unencoded.keys(), whole.fills
    except UnsupportedScript as reason:
        failed, asked, fills = reason, reason.asked_facts, reason.fills
    if asked:
        try:
            readings, decided_by = _decided(script, every, frozenset(fills), request)
        except UnsupportedScript as reason:
            failed = reason
        else:
            names = tuple(one or "pm.environment.name" for one in sorted(decided_by))
            others = frozenset(_by_others(readings, imported))
            fixed = fixed_parts(script, shadowed, request) if others else {}
            return EnvironmentReadings(readings, names, others, fixed)
    if whole is not None:
        return EnvironmentReadings([whole])
    assert failed is not None
    raise failed


def _decided(
    script: str,
    every: Iterable[EnvironmentFacts],
    own: frozenset[str],
    request: AskedRequest | None,
) -> tuple[list[ScriptReading], set[str]]:
    """The script once for each environment, with what that says."""
    readings: list[ScriptReading] = []
    decided: set[str] = set()
    without: list[UnsupportedScript] = []
    known: dict[tuple[tuple[str, tuple[str | None, ...]], ...], ScriptReading] = {}
    for facts in every:
        for key, reading in known.items():
            # What decided in another environment, and is the same here, decides the same.
            if all(facts.held(name) == value for name, value in key):
                readings.append(reading)
                break
        else:
            if (len(known) + 1) * (len(script) + _LEAST) > _MOST_READ:
                raise UnsupportedScript("it differs between too many environments")
            try:
                reading = read_prerequest(script, facts, own, request=request)
            except UnsupportedScript as reason:
                if reason.has_token:
                    raise
                without.append(reason)
                continue
            asked = sorted(reading.asked_facts | reading.unencoded.keys())
            key = tuple((one, facts.held(one)) for one in asked)
            known[key] = reading
            decided |= reading.asked_facts
            readings.append(reading)
    if without:
        without[0].has_token = bool(readings)
        raise without[0]
    first = readings[0]
    for other in readings:
        if [one.variables for one in other.tokens] != [one.variables for one in first.tokens]:
            raise UnsupportedScript("the variables that it sets differ between environments")
    return readings, decided


def _by_others(readings: Iterable[ScriptReading], imported: ImportedScopes) -> Iterable[str]:
    """The names that decide, and that an environment beside those has another value for.

    What only a collection or the globals hold is the same for each of them.
    """
    if not imported.environments:
        return
    for reading in readings:
        names = reading.asked_facts - reading.asked_elsewhere
        names |= {name for name, is_known in reading.unencoded.items() if is_known}
        yield from (name for name in names if imported.is_decided_by_environments(name))
