"""What a script has done up to a statement: names and members given, requests sent, what is left.

Where nobody knows which way a script goes, both ways are gone, each from the same state, and what
they give differently is unknown from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field

from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    BodyValue,
    ConstantValue,
    ObjectValue,
    TextValue,
    UnknownValue,
    Value,
    asks_of,
    comes_from_response,
    parts_in,
    template_of,
)
from outrider.importers.postman.scripts.syntax import BrokenScript, SyntaxNode

MOST_STEPS = 40_000
"""Expressions and statements that are looked at for one script; a long text counts as several."""
_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")
_T = TypeVar("_T")
SCOPES = ("environment", "collectionVariables", "globals", "iterationData")
"""Scopes that ``pm`` has by themselves; ``pm.variables`` sees all of them."""
_IN_SCOPE = tuple(f"{scope}:" for scope in SCOPES)


class EnvironmentFacts(Struct, frozen=True):
    """What is known of an environment when a script is read.

    Attributes:
        name: as ``pm.environment.name`` has it; ``None`` where no environment is imported.
        values: every variable that its requests see, with what it holds.
        scopes: what each scope of Postman's holds by itself, by the name that ``pm`` has for it;
            without those of which nothing is known.
    """

    name: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def shadowed(self) -> frozenset[tuple[str, str]]:
        """Scopes and names for which a request sees another value than the scope holds."""
        return frozenset(
            (scope, name)
            for scope, held in self.scopes.items()
            for name, value in self.values.items()
            if held.get(name) != value
        )

    def held(self, name: str) -> tuple[str | None, ...]:
        """What a variable holds for requests and in each scope; the environment's name for ``""``.

        Whatever a script decides by it is the same where this is the same.
        """
        if not name:
            return (self.name,)
        return (self.values.get(name), *(held.get(name) for held in self.scopes.values()))


class OtherStatement(Struct, frozen=True):
    """A statement that does something else: its line from 1, and how that begins."""

    line: int
    text: str


class Condition(Struct, frozen=True, eq=False):
    """What decides whether a statement is run, and the variables that it asks."""

    node: SyntaxNode
    asks: frozenset[str]


class SentRequest(Struct, frozen=True, eq=False):
    """A request that the script sends.

    Attributes:
        number: from 1, in order.
        request: the argument of ``pm.sendRequest`` as it was then.
        looped: it is sent as often as nobody knows.
    """

    number: int
    request: Value
    node: SyntaxNode
    conditions: tuple[Condition, ...]
    looped: bool


class StoredValue(Struct, frozen=True, eq=False):
    """A variable of Postman's, or a header of the request, that the script sets.

    Attributes:
        ways: the branches in which the statement is, by what decides and which way that is.
    """

    name: str
    value: Value
    node: SyntaxNode
    ways: tuple[tuple[int, int], ...] = ()


_Container = dict[str, Value] | ArrayValue
_Change = tuple[_Container, str, Any]
_MISSING = object()
_ABSENT = "\0"
"""Stands for the value of a variable that does not exist."""


class ScriptState:
    """What has been done and found up to now.

    Attributes:
        facts: what is known of the environment; ``None`` where nothing shall be.
        asked_facts: names of variables that would have decided something; the empty one is the
            environment's own.
        asked_elsewhere: those of them that were asked for in a scope beside the environment's.
        own: variables that the script fills, so that what they hold says nothing.
        shadowed: as :attr:`EnvironmentFacts.shadowed`, of any environment.
        unencoded: variables that stand in a form as they are, and whether their value is known.
        variables: what the script has set up to now.
        lenient: the script is read for what it seems to be: what is not understood changes nothing.
        unfollowed: the line of the first statement that may have changed anything; 0 for none.
    """

    def __init__(
        self,
        facts: EnvironmentFacts | None,
        own: frozenset[str],
        shadowed: frozenset[tuple[str, str]] = frozenset(),
        *,
        lenient: bool = False,
    ) -> None:
        self.lenient = lenient
        self.unfollowed = 0
        self.facts = facts
        self.own = own
        self.shadowed = shadowed
        self.asked_facts: set[str] = set()
        self.asked_elsewhere: set[str] = set()
        self.unencoded: dict[str, bool] = {}
        self.variables: dict[str, Value] = {}
        self.sent: list[SentRequest] = []
        self.stored: list[StoredValue] = []
        self.headers: list[StoredValue] = []
        self.leftovers: list[OtherStatement] = []
        self.conditions: list[Condition] = []
        self.ways: list[tuple[int, int]] = []
        self.loops = 0
        self._steps = 0
        self._journals: list[dict[tuple[int, str], _Change]] = []

    def count(self, node: SyntaxNode, steps: int = 1) -> None:
        """Notes work.

        Raises:
            BrokenScript: there is no end of it.
        """
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise BrokenScript("it is too complex", node.line)

    def left(self, node: SyntaxNode) -> None:
        """Notes a statement that does something else."""
        if not any(one.line == node.line for one in self.leftovers):
            self.leftovers.append(leftover(node))

    def known_text(self, value: Value | None) -> str | None:
        """What a text holds, with the variables of the environment looked up."""
        template = template_of(value)
        if template is None or "{{" not in template:
            return template
        for _ in range(5):
            names = set(_REFERENCE.findall(template))
            if not names:
                return template
            if names & self.own:
                return None
            self._ask(names)
            known = self.facts.values if self.facts is not None else {}
            if names - known.keys():
                return None
            template = _looked_up(template, known)
            if len(template) > 100_000:
                return None
        return None

    def peek(self, reference: str) -> str | None:
        """What a reference gives, when nothing is decided by it."""
        asked = set(self.asked_facts)
        known = self.known_text(TextValue((reference,)))
        self.asked_facts = asked
        return known

    def is_set(self, value: Value) -> bool | None:
        """Whether a variable has a text with content; ``None`` if unknown, or the script's own."""
        held = self._held(value)
        return held if held is None else held not in {"", _ABSENT}

    def is_defined(self, value: Value) -> bool | None:
        """Whether a variable exists, even an empty one; ``None`` as for :meth:`is_set`."""
        held = self._held(value)
        return held if held is None else held != _ABSENT

    def _held(self, value: Value) -> str | None:
        template = template_of(value) or ""
        match = _REFERENCE.fullmatch(template)
        if match is None or match[1] in self.own:
            return None
        self._ask({match[1]})
        if self.facts is None:
            return None
        return self.facts.values.get(match[1], _ABSENT)

    def _ask(self, names: set[str]) -> None:
        # A variable of one scope, which no request sees, is asked for by its own name.
        self.asked_facts |= {one for one in names if not one.startswith(_IN_SCOPE)}

    def write(self, container: dict[str, Value], key: str, value: Value) -> None:
        """Gives a name or member a value."""
        self._note(container, key, container.get(key, _MISSING))
        container[key] = value

    def remove(self, container: dict[str, Value], key: str) -> None:
        """Takes a member away."""
        if key in container:
            self._note(container, key, container.pop(key))

    def change_list(self, array: ArrayValue, values: list[Value]) -> None:
        """Gives an array other items."""
        self._note(array, "", array.values)
        array.values = values

    def _note(self, container: _Container, key: str, before: Any) -> None:
        if self._journals:
            self._journals[-1].setdefault((id(container), key), (container, key, before))

    def both_ways(
        self,
        condition: Condition,
        first: Callable[[], _T],
        second: Callable[[], _T],
        ends: Callable[[_T], bool],
    ) -> tuple[_T, _T]:
        """Goes both ways; ``ends`` says whether nothing of a way goes on behind it."""
        self.conditions.append(condition)
        self.ways.append((id(condition), 0))
        one, after_one = self._way(first)
        self.ways[-1] = (id(condition), 1)
        other, after_other = self._way(second)
        self.ways.pop()
        self.conditions.pop()
        changed = {**after_one, **after_other}
        for key, (container, name, _) in changed.items():
            before = _get(container, name)
            values = [
                after[key][2] if key in after else before
                for after, result in ((after_one, one), (after_other, other))
                if not ends(result) or (ends(one) and ends(other))
            ]
            value = values[0] if len(values) == 1 else _merged_cell(values, condition)
            if value is _MISSING:
                if isinstance(container, dict):
                    self.remove(container, name)
            elif isinstance(container, dict):
                self.write(container, name, value)
            else:
                self.change_list(container, value)
        return one, other

    def _way(self, run: Callable[[], _T]) -> tuple[_T, dict[tuple[int, str], _Change]]:
        """Runs it and takes its changes back: what it gave, and what each changed thing was."""
        self._journals.append({})
        try:
            result = run()
        finally:
            journal = self._journals.pop()
            after: dict[tuple[int, str], _Change] = {
                key: (container, name, _get(container, name))
                for key, (container, name, _) in journal.items()
            }
            for container, name, before in journal.values():
                _put(container, name, before)
        return result, after


def _looked_up(template: str, known: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: known[match[1]], template)


def leftover(node: SyntaxNode) -> OtherStatement:
    """How a statement is named in a report."""
    first = node.start.splitlines()
    return OtherStatement(node.line, first[0][:100] if first else "")


def _get(container: _Container, name: str) -> Any:
    if isinstance(container, ArrayValue):
        return container.values
    return container.get(name, _MISSING)


def _put(container: _Container, name: str, value: Any) -> None:
    if isinstance(container, ArrayValue):
        container.values = value
    elif value is _MISSING:
        container.pop(name, None)
    else:
        container[name] = value


def _merged_cell(values: list[Any], condition: Condition) -> Any:
    one, other = values
    if one is other:
        return one
    if isinstance(one, list) and isinstance(other, list):
        if one == other:
            return one
        # Rows that are added in one case only: nobody knows the last of them.
        longer, shorter = sorted((one, other), key=len, reverse=True)
        unknown = merge(NOTHING, ConstantValue(0), condition)
        return [*shorter, *(unknown for _ in longer[len(shorter) :])]
    if isinstance(one, list) or isinstance(other, list):
        return _MISSING
    first = NOTHING if one is _MISSING else one
    second = NOTHING if other is _MISSING else other
    return merge(first, second, condition)


def merge(one: Value, other: Value, condition: Condition) -> Value:
    """What a name holds that got one value or the other.

    A part of the answer wins over nothing, and over a variable: that is the token from last time.
    """
    if one == other:
        return one
    for first, second in ((one, other), (other, one)):
        is_token = bool(parts_in(first)) or isinstance(first, BodyValue)
        if is_token and _is_no_news(second):
            return first
    if isinstance(one, ObjectValue) and isinstance(other, ObjectValue):
        return _merged_objects(one, other, condition)
    asks: frozenset[str] = condition.asks | asks_of(one) | asks_of(other)
    derived = comes_from_response(one) or comes_from_response(other)
    node = condition.node
    what = " ".join(node.start.split())
    shown = what if len(what) <= 60 else what[:59] + "…"
    return UnknownValue(node.line, shown, asks, derived)


def _is_no_news(value: Value) -> bool:
    if isinstance(value, TextValue):
        return not parts_in(value)
    return isinstance(value, ConstantValue)


def _merged_objects(one: ObjectValue, other: ObjectValue, condition: Condition) -> Value:
    values: dict[str, Value] = {}
    for name in {**one.values, **other.values}:
        first, second = one.values.get(name, NOTHING), other.values.get(name, NOTHING)
        flat = not isinstance(first, ObjectValue) and not isinstance(second, ObjectValue)
        values[name] = (
            merge(first, second, condition)
            if flat or first is second
            else UnknownValue(condition.node.line, name, condition.asks, merged=True)
        )
    return ObjectValue(values)
