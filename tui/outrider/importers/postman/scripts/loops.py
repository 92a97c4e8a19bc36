"""How statements end, and the loops of a script: turn by turn where that is known, else once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum

from msgspec import Struct

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.members import items_of, names_of
from outrider.importers.postman.scripts.operators import known_or
from outrider.importers.postman.scripts.patterns import bind_pattern
from outrider.importers.postman.scripts.script_state import Condition
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    Scope,
    UnknownValue,
    Value,
    asks_of,
    text_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode


class EndKind(Enum):
    """How a statement ends: the script goes on behind it, or not."""

    NEXT = 0
    RETURN = 1
    THROW = 2
    BREAK = 3
    CONTINUE = 4


class StatementEnd(Struct, frozen=True, eq=False):
    """How a statement ended, and what it returned."""

    end: EndKind = EndKind.NEXT
    value: Value = NOTHING

    @property
    def ends(self) -> bool:
        """Whether nothing behind the statement is run."""
        return self.end is not EndKind.NEXT


NEXT = StatementEnd()


class LoopRunner(ABC):
    """Runs loops; what stands in them is run by who inherits this."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @abstractmethod
    def statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        """Runs one statement."""

    @abstractmethod
    def maybe(self, node: SyntaxNode | None, scope: Scope) -> StatementEnd:
        """Runs a statement where there is one."""

    @abstractmethod
    def fork(
        self,
        condition: Condition,
        first: SyntaxNode | None,
        second: SyntaxNode | None,
        scope: Scope,
    ) -> StatementEnd:
        """Runs one statement or the other, where nobody knows which."""

    def _while_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return self._loop(node, scope, node.get("condition"), None)

    def _do_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        first = self.maybe(node.get("body"), scope)
        if first.ends:
            return first if first.end in {EndKind.RETURN, EndKind.THROW} else NEXT
        return self._loop(node, scope, node.get("condition"), None)

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
        while True:
            value: Value = text_value("true")
            if asked is not None and asked.type != "empty_statement":
                value = self.machine.value(_bare_expression(asked), scope)
            holds = known_or(self.machine, value, "?")
            if holds is None:
                return self._once(node, scope, Condition(node, asks_of(value)))
            if not holds:
                return NEXT
            self.machine.state.count(node)
            completion = self.maybe(node.get("body"), scope)
            if completion.end in {EndKind.RETURN, EndKind.THROW}:
                return completion
            if completion.end is EndKind.BREAK:
                return NEXT
            if step is not None:
                self.machine.value(step, scope)

    def _once(self, node: SyntaxNode, scope: Scope, condition: Condition) -> StatementEnd:
        self.machine.state.loops += 1
        try:
            return self.fork(condition, node.get("body"), None, scope)
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
        inner = Scope(around=scope)
        if items is None or target is None:
            if target is not None:
                unknown = UnknownValue(node.line, target.text, asks_of(over), merged=True)
                bind_pattern(self.machine, target, unknown, inner, fresh=True)
            return self._once(node, inner, Condition(node, asks_of(over)))
        for one in items:
            self.machine.state.count(node)
            turn = Scope(around=scope)
            bind_pattern(self.machine, target, one, turn, fresh="kind" in node.fields)
            completion = self.maybe(node.get("body"), turn)
            if completion.end in {EndKind.RETURN, EndKind.THROW}:
                return completion
            if completion.end is EndKind.BREAK:
                break
        return NEXT


def _bare_expression(node: SyntaxNode) -> SyntaxNode:
    return node.children[0] if node.type == "expression_statement" and node.children else node
