"""Goes through the statements of a script: one way where it is known, both ways where it is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from outrider.importers.postman.scripts.evaluated_text import declared_names
from outrider.importers.postman.scripts.loops import LoopRunner, ends_as
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.merging import Condition
from outrider.importers.postman.scripts.operators import binary, known_or
from outrider.importers.postman.scripts.patterns import bind_pattern
from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    FunctionValue,
    Scope,
    Value,
    asks_of,
    unknown_value,
)
from outrider.importers.postman.scripts.statement_ends import (
    NEXT,
    THROWN,
    EndKind,
    ScriptThrow,
    StatementEnd,
)
from outrider.importers.postman.scripts.syntax import BrokenScript, SyntaxNode, text

_EXPRESSION = ("_expression",)
_STATEMENT = ("statement", "_declaration", "_block", "ERROR")
DEEPEST = 120
"""Statements and calls inside of each other, functions gone into."""


class StatementRunner(LoopRunner):
    """Runs statements on the state of an evaluator."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        self._depth = 0

    @property
    def _state(self) -> ScriptState:
        return self.machine.state

    def function_body(self, body: SyntaxNode, scope: Scope) -> Value:
        """Runs the statements of a function, and tells what it gives back.

        Raises:
            ScriptThrow: it surely throws.
        """
        since = self._state.jumps
        completion = self._block(body, scope)
        completion = self._state.arrive(completion, since, ends_as(EndKind.RETURN))
        if completion.end is EndKind.THROW:
            raise ScriptThrow
        return completion.value

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
        except ScriptThrow:
            return THROWN
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
        self.machine.value(node.children[0] if node.children else None, scope)
        return THROWN

    def _break_statement(self, node: SyntaxNode, _scope: Scope) -> StatementEnd:
        return StatementEnd(EndKind.BREAK, label=text(node.get("label")))

    def _continue_statement(self, node: SyntaxNode, _scope: Scope) -> StatementEnd:
        return StatementEnd(EndKind.CONTINUE, label=text(node.get("label")))

    def _labeled_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        body = node.children[-1]
        labels = self.labels.get(id(node), frozenset()) | {text(node.get("label"))}
        self.labels[id(body)] = labels
        since = self._state.jumps
        completion = self.statement(body, scope)
        return self._state.arrive(
            completion,
            since,
            lambda one: not one.ends or (one.end is EndKind.BREAK and one.label in labels),
        )

    def _else_clause(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        return self.statement(node.children[-1], scope) if node.children else NEXT

    def _if_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        asked = self.machine.value(node.get("condition"), scope)
        first, second = node.get("consequence"), node.get("alternative")
        holds = known_or(self.machine, asked, "?")
        if holds is not None and not self._state.everywhere:
            return self.maybe(first if holds else second, scope)
        return self._state.both_ways(
            Condition(node, asks_of(asked)),
            lambda: self.maybe(first, scope),
            lambda: self.maybe(second, scope),
        )

    def maybe(self, node: SyntaxNode | None, scope: Scope) -> StatementEnd:
        """Runs a statement where there is one."""
        return NEXT if node is None else self.statement(node, scope)

    def _switch_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        asked = self.machine.value(node.get("value"), scope)
        body = node.get("body")
        return self._case_behind(-1, body.children if body is not None else [], asked, scope)

    def _case_behind(
        self, index: int, cases: list[SyntaxNode], asked: Value, scope: Scope
    ) -> StatementEnd:
        """The first case behind an index that has the value, one after the other; else default."""
        inner = Scope(around=scope)
        for number in range(index + 1, len(cases)):
            case = cases[number]
            if case.get("value") is None:
                continue
            wanted = self.machine.value(case.get("value"), scope)
            compared = binary(self.machine, "===", asked, wanted, case)
            holds = known_or(self.machine, compared, "?")
            if holds:
                return self._from_case(cases[number:], inner)
            if holds is None:
                return self._state.both_ways(
                    Condition(case, asks_of(compared)),
                    partial(self._from_case, cases[number:], inner),
                    partial(self._case_behind, number, cases, asked, scope),
                )
        for number, case in enumerate(cases):
            if case.get("value") is None:
                return self._from_case(cases[number:], inner)
        return NEXT

    def _from_case(self, cases: list[SyntaxNode], scope: Scope) -> StatementEnd:
        since, completion = self._state.jumps, NEXT
        inside = [one for case in cases for one in case.children if one is not case.get("value")]
        for one in inside:
            completion = self.statement(one, scope)
            if completion.ends:
                break
        return self._state.arrive(completion, since, ends_as(EndKind.BREAK))

    def _try_statement(self, node: SyntaxNode, scope: Scope) -> StatementEnd:
        since, handler = self._state.jumps, node.get("handler")
        self._state.tries += handler is not None
        completion = self.maybe(node.get("body"), scope)
        if handler is not None:
            self._state.tries -= 1
            completion = self._caught(completion, since, handler, scope)
        finalizer = node.get("finalizer")
        last = self.maybe(finalizer.get("body"), scope) if finalizer is not None else NEXT
        return last if last.ends else completion

    def _caught(
        self, completion: StatementEnd, since: int, handler: SyntaxNode, scope: Scope
    ) -> StatementEnd:
        """Runs a ``catch`` for the ways that throw; the others meet these behind it."""
        throws = EndKind.THROW
        if completion.end is not throws and not self._state.has_jumped(since, throws):
            return completion
        self._state.arrive(completion, since, lambda one: one.end is throws)
        inner = Scope(around=scope)
        parameter = handler.get("parameter")
        if parameter is not None:
            bind_pattern(self.machine, parameter, unknown_value(handler), inner, fresh=True)
        completion = self.maybe(handler.get("body"), inner)
        return self._state.arrive(completion, since, ends_as())


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
