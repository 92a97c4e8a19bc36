"""Goes through the statements of a script: one way where it is known, both ways where it is not."""

from __future__ import annotations

from collections.abc import Callable

from outrider.importers.postman.scripts.evaluated_text import declared_names
from outrider.importers.postman.scripts.loops import NEXT, EndKind, LoopRunner, StatementEnd
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.operators import known_or
from outrider.importers.postman.scripts.patterns import bind_pattern
from outrider.importers.postman.scripts.script_state import Condition, ScriptState, merge
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    FunctionValue,
    Scope,
    TextValue,
    UnknownValue,
    Value,
    asks_of,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import BrokenScript, SyntaxNode

_EXPRESSION = ("_expression",)
_STATEMENT = ("statement", "_declaration", "_block", "ERROR")
DEEPEST = 120
"""Statements and calls inside of each other, functions gone into."""


class StatementRunner(LoopRunner):
    """Runs statements on the state of an evaluator."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        self._returned: list[list[tuple[Value, Condition]]] = []
        self._depth = 0

    @property
    def _state(self) -> ScriptState:
        return self.machine.state

    def function_body(self, body: SyntaxNode, scope: Scope) -> Value:
        """Runs the statements of a function, and tells what it gives back."""
        before = len(self._state.conditions)
        self._returned.append([])
        try:
            completion = self._block(body, scope)
        finally:
            early = self._returned.pop()
            del self._state.conditions[before:]
        value = completion.value if completion.end is EndKind.RETURN else NOTHING
        for one, condition in reversed(early):
            if NOTHING in (value, one):
                value = one if value == NOTHING else value
            else:
                value = merge(value, one, condition)
        return value

    def _block(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        for one in node.children:
            if one.type in {"function_declaration", "generator_function_declaration"}:
                name = one.fields["name"].text if "name" in one.fields else ""
                self._state.write(scope.names, name, FunctionValue(one, scope))
        for one in node.children:
            completion = self.statement(one, scope)
            if completion.ends:
                return completion
        return NEXT

    def statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        """Runs one statement."""
        self._state.count(node)
        run: Callable[[SyntaxNode, Scope], StatementEnd] | None
        run = getattr(self, f"_{node.type.lower()}", None)
        if run is None:
            self._state.left(node)
            return NEXT
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise BrokenScript("it is nested too deeply", node.line)
            completion: StatementEnd = run(node, scope)
            return completion
        except BrokenScript:
            if not self._state.lenient:
                raise
            self._state.left(node)
            return NEXT
        finally:
            self._depth -= 1

    # One method for each kind of statement, by its name in the grammar.

    def _statement_block(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return self._block(node, Scope(around=scope))

    def _error(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        """What is no JavaScript: its pieces that look like something are run."""
        self._state.left(node)
        for one in node.children:
            if one.type.endswith(_EXPRESSION):
                self.machine.value(one, scope)
            elif one.type.endswith(_STATEMENT):
                self.statement(one, scope)
        return NEXT

    def _expression_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        if node.children:
            self.machine.bare.update(_unused(node.children[0]))
            self.machine.value(node.children[0], scope)
        return NEXT

    def _nothing(self, _node: SyntaxNode, _scope: Scope) -> StatementEnd:
        return NEXT

    _empty_statement = _function_declaration = _generator_function_declaration = _nothing
    _hash_bang_line = _debugger_statement = _nothing

    def _lexical_declaration(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        for one in node.children:
            target, value = one.get("name"), one.get("value")
            if target is None or (value is None and target.text in scope.names):
                continue
            bind_pattern(self.machine, target, self.machine.value(value, scope), scope, fresh=True)
            if "const" in node.words:
                scope.constants |= declared_names(target)
        return NEXT

    def _variable_declaration(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return self._lexical_declaration(node, scope)

    def _class_declaration(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        name = node.fields["name"].text if "name" in node.fields else ""
        self._state.write(scope.names, name, FunctionValue(node, scope))
        return NEXT

    def _return_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        inner = node.children[0] if node.children else None
        if inner is not None:
            self.machine.bare.update(_unused(inner))
        return StatementEnd(EndKind.RETURN, self.machine.value(inner, scope))

    def _throw_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return StatementEnd(EndKind.THROW)

    def _break_statement(self, _node: SyntaxNode, _scope: Scope) -> StatementEnd:
        return StatementEnd(EndKind.BREAK)

    def _continue_statement(self, _node: SyntaxNode, _scope: Scope) -> StatementEnd:
        return StatementEnd(EndKind.CONTINUE)

    def _labeled_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return self.statement(node.children[-1], scope) if node.children else NEXT

    _else_clause = _labeled_statement

    def _if_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        asked = self.machine.value(node.get("condition"), scope)
        first, second = node.get("consequence"), node.get("alternative")
        holds = known_or(self.machine, asked, "?")
        if holds is not None:
            return self.maybe(first if holds else second, scope)
        return self.fork(Condition(node, asks_of(asked)), first, second, scope)

    def maybe(self, node: SyntaxNode | None, scope: Scope) -> StatementEnd:
        """Runs a statement where there is one."""
        return NEXT if node is None else self.statement(node, scope)

    def fork(
        self,
        condition: Condition,
        first: SyntaxNode | None,
        second: SyntaxNode | None,
        scope: Scope,
    ) -> StatementEnd:
        """Runs one statement or the other, where nobody knows which."""
        one, other = self._state.both_ways(
            condition,
            lambda: self.maybe(first, scope),
            lambda: self.maybe(second, scope),
            lambda completion: completion.ends,
        )
        return self._joined(one, other, condition)

    def _joined(self, one: StatementEnd, other: StatementEnd, condition: Condition) -> StatementEnd:
        """How it goes on where it ended in one way or in the other."""
        if one.ends and other.ends:
            if one.end is EndKind.RETURN and other.end is EndKind.RETURN:
                return StatementEnd(EndKind.RETURN, merge(one.value, other.value, condition))
            return other if one.end is EndKind.THROW else one
        for completion in (one, other):
            if completion.end is EndKind.RETURN:
                self._returned[-1].append((completion.value, condition))
                self._state.conditions.append(condition)
        return NEXT

    def _switch_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        asked = self.machine.value(node.get("value"), scope)
        body = node.get("body")
        cases = body.children if body is not None else []
        inner = Scope(around=scope)
        known = self._state.known_text(asked)
        if known is None and isinstance(asked, TextValue | UnknownValue):
            return self._all_cases(node, cases, asked, inner)
        chosen: int | None = None
        for index, one in enumerate(cases):
            value = one.get("value")
            if value is None:
                continue
            wanted = self.machine.value(value, inner)
            holds = known is not None and self._state.known_text(wanted) == known
            holds = holds or (known_or(self.machine, wanted, "?") is True and asked == wanted)
            if holds:
                chosen = index
                break
        if chosen is None:
            chosen = next((n for n, one in enumerate(cases) if one.get("value") is None), None)
        return NEXT if chosen is None else self._from_case(cases[chosen:], inner)

    def _from_case(self, cases: list[SyntaxNode], scope: Scope) -> StatementEnd:
        for case in cases:
            wanted = case.get("value")
            for one in case.children:
                if one is wanted:
                    continue
                completion = self.statement(one, scope)
                if completion.end is EndKind.BREAK:
                    return NEXT
                if completion.ends:
                    return completion
        return NEXT

    def _all_cases(
        self, node: SyntaxNode, cases: list[SyntaxNode], asked: Value, scope: Scope
    ) -> StatementEnd:
        """Every case may be the one."""
        for one in cases:
            # What would decide is asked for, so that it is known the next time.
            if one.get("value") is not None:
                self.machine.value(one.get("value"), scope)
        condition = Condition(node, asks_of(asked))

        def from_case(index: int) -> StatementEnd:
            """This case, or one of those behind it."""
            if index == len(cases):
                return NEXT
            one, other = self._state.both_ways(
                condition,
                lambda: self._from_case(cases[index:], scope),
                lambda: from_case(index + 1),
                lambda completion: completion.ends,
            )
            return self._joined(one, other, condition)

        return from_case(0)

    def _try_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        completion = self.maybe(node.get("body"), scope)
        handler = node.get("handler")
        if completion.end is EndKind.THROW and handler is not None:
            inner = Scope(around=scope)
            parameter = handler.get("parameter")
            if parameter is not None:
                bind_pattern(self.machine, parameter, unknown_value(handler), inner, fresh=True)
            completion = self.maybe(handler.get("body"), inner)
        finalizer = node.get("finalizer")
        last = self.maybe(finalizer.get("body"), scope) if finalizer is not None else NEXT
        return last if last.ends else completion


def _unused(node: SyntaxNode) -> list[int]:
    """Where the calls begin whose results an expression statement throws away."""
    found: list[int] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        match one.type:
            case "call_expression":
                found.append(one.first_byte)
            case "parenthesized_expression" | "await_expression" | "sequence_expression":
                waiting += one.children
            case "binary_expression":
                waiting += [one.fields["right"]] if "right" in one.fields else []
            case "ternary_expression":
                waiting += [
                    one.fields[name]
                    for name in ("consequence", "alternative")
                    if name in one.fields
                ]
            case "unary_expression":
                waiting += one.children
    return found
