"""What a script has done up to a statement: variables set, requests sent, what is left."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from outrider.importers.postman.scripts.merging import Condition
from outrider.importers.postman.scripts.request_facts import AskedRequest, RequestFacts
from outrider.importers.postman.scripts.script_values import (
    TextValue,
    Value,
    template_of,
)
from outrider.importers.postman.scripts.syntax import BrokenScript, SyntaxNode
from outrider.importers.postman.scripts.ways import Ways

MOST_STEPS = 40_000
"""Expressions and statements that are looked at for one script; a long text counts as several."""
_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")
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


class SentRequest(Struct, frozen=True, eq=False):
    """A request that the script sends.

    Attributes:
        number: from 1, in order.
        request: the argument of ``pm.sendRequest`` as it was then.
        looped: it is sent as often as nobody knows.
        guards: what decides before it whether the script is over, by a ``throw``.
    """

    number: int
    request: Value
    node: SyntaxNode
    conditions: tuple[Condition, ...]
    looped: bool
    guards: tuple[Condition, ...] = ()


class StoredValue(Struct, frozen=True, eq=False):
    """A variable of Postman's, or a header of the request, that the script sets.

    Attributes:
        ways: the branches in which the statement is, by what decides and which way that is.
        conditions: what decides whether it is run.
    """

    name: str
    value: Value
    node: SyntaxNode
    ways: tuple[tuple[int, int], ...] = ()
    conditions: tuple[Condition, ...] = ()


_ABSENT = "\0"
"""Stands for the value of a variable that does not exist."""


class ScriptState(Ways):
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
        request: what is known of the request that the script runs for.
        lenient: the script is read for what it seems to be: what is not understood changes nothing.
        everywhere: of an ``if`` both ways are gone, even where it is known which is taken.
        unfollowed: the line of the first statement that may have changed anything; 0 for none.
    """

    def __init__(
        self,
        facts: EnvironmentFacts | None,
        own: frozenset[str],
        shadowed: frozenset[tuple[str, str]] = frozenset(),
        request: AskedRequest | None = None,
        *,
        lenient: bool = False,
    ) -> None:
        super().__init__()
        self.lenient = lenient
        self.everywhere = False
        self.unfollowed = 0
        self.facts = facts
        self.own = own
        self.shadowed = shadowed
        self.request = AskedRequest(RequestFacts()) if request is None else request
        self.asked_facts: set[str] = set()
        self.asked_elsewhere: set[str] = set()
        self.unencoded: dict[str, bool] = {}
        self.variables: dict[str, Value] = {}
        self.sent: list[SentRequest] = []
        self.stored: list[StoredValue] = []
        self.headers: list[StoredValue] = []
        self.leftovers: list[OtherStatement] = []
        self.loops = 0

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

    def is_absent(self, template: str) -> bool:
        """Whether it is a variable that the environment surely does not have: ``undefined``."""
        is_known = self.facts is not None and self.facts.name is not None
        match = _REFERENCE.fullmatch(template) if is_known else None
        if match is None or self.facts is None or match[1] in self.own:
            return False
        self._ask({match[1]})
        return match[1] not in self.facts.values

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


def _looked_up(template: str, known: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: known[match[1]], template)


def leftover(node: SyntaxNode) -> OtherStatement:
    """How a statement is named in a report."""
    first = node.start.splitlines()
    return OtherStatement(node.line, first[0][:100] if first else "")
