"""The loops of a script: turn by turn where that is known, else once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TypeAlias

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.members import items_of, names_of
from outrider.importers.postman.scripts.merging import Condition
from outrider.importers.postman.scripts.operators import known_or
from outrider.importers.postman.scripts.patterns import bind_pattern
from outrider.importers.postman.scripts.script_values import (
    Scope,
    UnknownValue,
    Value,
    asks_of,
    text_value,
)
from outrider.importers.postman.scripts.statement_ends import NEXT, EndKind, StatementEnd
from outrider.importers.postman.scripts.syntax import SyntaxNode

Arrival: TypeAlias = Callable[[StatementEnd], bool]


def ends_as(*kinds: EndKind, labels: AbstractSet[str] = frozenset()) -> Arrival:
    """Whether a script goes on behind a statement that ended so: in its course, or by a jump."""

    def arrives(one: StatementEnd) -> bool:
        return not one.ends or (one.end in kinds and (not one.label or one.label in labels))

    return arrives


class LoopRunner(ABC):
    """Runs loops; what stands in them is run by who inherits this."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.labels: dict[int, frozenset[str]] = {}
        """Of a statement, by its identity: the labels before it."""

    @abstractmethod
    def statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        """Runs one statement."""

    @abstractmethod
    def maybe(self, node: SyntaxNode | None, scope: Scope) -> StatementEnd:
        """Runs a statement where there is one."""

    def _while_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return self._loop(node, scope, node.get("condition"), None)

    def _do_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        since = self._jumps
        completion = self._turn(node, scope)
        if not completion.ends:
            completion = self._loop(node, scope, node.get("condition"), None)
        return self._behind(completion, since)

    @property
    def _jumps(self) -> int:
        return self.machine.state.jumps

    def _turn(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        """Runs what a loop repeats, once."""
        since = self._jumps
        completion = self.maybe(node.get("body"), scope)
        labels = self.labels.get(id(node), frozenset())
        continued = ends_as(EndKind.CONTINUE, labels=labels)
        return self.machine.state.arrive(completion, since, continued)

    def _behind(self, completion: StatementEnd, since: int) -> StatementEnd:
        """How it goes on behind a loop, in which these jumps were made."""
        return self.machine.state.arrive(completion, since, ends_as(EndKind.BREAK))

    def _for_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        inner = Scope(around=scope)
        start = node.get("initializer")
        if start is not None and start.type.endswith("declaration"):
            self.statement(start, inner)
        elif start is not None:
            self.machine.value(_bare_expression(start), inner)
        condition = node.get("condition")
        return self._loop(node, inner, condition, node.get("increment"))

    def _loop(
        self, node: SyntaxNode, scope: Scope, asked: SyntaxNode | None, step: SyntaxNode | None
    ) -> StatementEnd:
        """A loop whose condition is asked before each turn: run once where it is not known."""
        since = self._jumps
        while True:
            value: Value = text_value("true")
            if asked is not None and asked.type != "empty_statement":
                value = self.machine.value(_bare_expression(asked), scope)
            holds = known_or(self.machine, value, "?")
            if holds is None:
                completion = self._once(node, scope, Condition(node, asks_of(value)))
                return self._behind(completion, since)
            if not holds:
                return self._behind(NEXT, since)
            self.machine.state.count(node)
            completion = self._turn(node, scope)
            if completion.ends:
                return self._behind(completion, since)
            if step is not None:
                self.machine.value(step, scope)

    def _once(self, node: SyntaxNode, scope: Scope, condition: Condition) -> StatementEnd:
        self.machine.state.loops += 1
        try:
            turn = partial(self._turn, node, scope)
            return self.machine.state.both_ways(condition, turn, lambda: NEXT)
        finally:
            self.machine.state.loops -= 1

    def _for_in_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        over = self.machine.value(node.get("right"), scope)
        target = node.get("left")
        if node.fields["operator"].type == "of" if "operator" in node.fields else False:
            items = items_of(over)
        else:
            names = names_of(over)
            items = None if names is None else [text_value(one) for one in names]
        inner, since = Scope(around=scope), self._jumps
        if items is None or target is None:
            if target is not None:
                unknown = UnknownValue(node.line, target.text, asks_of(over), merged=True)
                bind_pattern(self.machine, target, unknown, inner, fresh=True)
            once = self._once(node, inner, Condition(node, asks_of(over)))
            return self._behind(once, since)
        completion = NEXT
        for one in items:
            self.machine.state.count(node)
            turn = Scope(around=scope)
            bind_pattern(self.machine, target, one, turn, fresh="kind" in node.fields)
            completion = self._turn(node, turn)
            if completion.ends:
                break
        return self._behind(completion, since)


def _bare_expression(node: SyntaxNode) -> SyntaxNode:
    return node.children[0] if node.type == "expression_statement" and node.children else node
