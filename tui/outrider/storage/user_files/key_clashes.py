"""Keys that the settings give to two bindings, and which of both has them then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Flag, IntEnum, auto

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.storage.user_files.key_syntax import split_keys


class LivePlaces(Flag):
    """Where a key does something: a dialog takes all keys from what is behind it."""

    WORKBENCH = auto()
    DIALOGS = auto()
    ANYWHERE = WORKBENCH | DIALOGS


class KeyTurn(IntEnum):
    """Who is asked first of those that want a key."""

    PROGRAM = auto()
    SCREEN = auto()
    PANE = auto()
    REST = auto()
    """What no pane wants."""


class KeyReach(Struct, frozen=True):
    """Where a binding has its keys, and before whom."""

    turn: KeyTurn
    places: LivePlaces = LivePlaces.ANYWHERE


Reaches = Callable[[str], KeyReach]


class ChosenKeys(Struct, frozen=True):
    """The keys that the settings give, as they hold.

    Attributes:
        keys: by the name of the binding.
        lost: usual keys that another binding has now, by the name of the one that had them.
        faults: a warning for each clash.
    """

    keys: Mapping[str, str]
    lost: Mapping[str, frozenset[str]]
    faults: tuple[Fault, ...]


def usual_reach(binding: str) -> KeyReach:
    """That of a binding of which nothing is known but its name: a pane's has a dot."""
    return KeyReach(KeyTurn.PANE if "." in binding else KeyTurn.SCREEN)


def without_clashes(
    wanted: Iterable[tuple[str, str]], usual: Mapping[str, str], reach: Reaches, file: str
) -> ChosenKeys:
    """Of two settings for the same key the first counts; one beats another binding's usual key.

    Two bindings meet where both are live at once: a dialog's with none of the workbench, a pane's
    with none of another pane. Of the usual keys of those who are asked before nothing is taken.

    Args:
        wanted: names of bindings and their keys, as written.
        usual: the usual keys of all bindings.
        reach: where each has its keys.
        file: shown path of the settings.
    """
    clashes = _Clashes(reach, file)
    for binding, keys in wanted:
        clashes.choose(binding, split_keys(keys))
    for binding, keys in usual.items() if clashes.chosen else ():
        if binding not in clashes.chosen:
            clashes.compare(binding, split_keys(keys))
    kept = {name: keys for name, keys in clashes.chosen.items() if name not in clashes.dead}
    lost = {
        name: frozenset(key for key, other in taken.items() if other not in clashes.dead)
        for name, taken in clashes.taken.items()
    }
    return ChosenKeys(kept, lost, tuple(clashes.faults))


class _Clashes:
    def __init__(self, reach: Reaches, file: str) -> None:
        self._reach = reach
        self._file = file
        self.chosen: dict[str, str] = {}
        self.dead: set[str] = set()
        self.taken: dict[str, dict[str, str]] = {}
        self.faults: list[Fault] = []

    def choose(self, binding: str, keys: tuple[str, ...]) -> None:
        """Gives a binding its keys, unless one that has a key of these meets it."""
        other = self._who(binding, keys)
        if other:
            what = f"keys.{binding} has a key that keys.{other} has too."
            self._warn(binding, what, "Give one of them another key.")
        else:
            self.chosen[binding] = ",".join(keys)

    def compare(self, binding: str, usual: tuple[str, ...]) -> None:
        """Finds who has the usual keys of a binding now; the first is told."""
        told = False
        for key in usual:
            other = self._who(binding, (key,))
            if not other:
                continue
            what, advice = self._told(other, key, binding)
            if not told:
                self._warn(other, what, advice)
            told = True

    def _told(self, other: str, key: str, binding: str) -> tuple[str, str]:
        ours, theirs = self._reach(binding), self._reach(other)
        if ours.turn < theirs.turn:
            # It is asked first: the other would never see the key.
            self.dead.add(other)
            anywhere = ours.places is LivePlaces.ANYWHERE
            where = "everywhere" if anywhere else "in the workbench"
            what = f"keys.{other} has {key}, which is the key of {binding} {where}."
            return what, f"Give {other} another key, or {binding}."
        advice = f"Give {binding} another key as well."
        if ours.turn is KeyTurn.PANE and theirs.turn is not KeyTurn.PANE:
            left = ours.places & ~theirs.places
            if left:
                return f"{key} is now the key of {other}, and of {binding} in dialogs only.", advice
        self.taken.setdefault(binding, {})[key] = other
        return f"{key} is now the key of {other}, and no longer of {binding}.", advice

    def _who(self, binding: str, keys: Iterable[str]) -> str:
        """Which of the chosen bindings has one of the keys where this binding wants it too."""
        for other, theirs in self.chosen.items():
            if set(keys) & set(split_keys(theirs)) and self._meet(binding, other):
                return other
        return ""

    def _meet(self, one: str, other: str) -> bool:
        first, second = self._reach(one), self._reach(other)
        turns = {first.turn, second.turn}
        if turns == {KeyTurn.PANE}:
            return _pane(one) == _pane(other)
        return bool(first.places & second.places) and turns != {KeyTurn.PANE, KeyTurn.REST}

    def _warn(self, binding: str, what: str, advice: str) -> None:
        place = SourceLocation(self._file, ("keys", binding))
        warning = Severity.WARNING
        self.faults.append(Fault("key_clash", what, place, advice=advice, severity=warning))


def _pane(binding: str) -> str:
    return binding.rpartition(".")[0]
