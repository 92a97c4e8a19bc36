"""Evaluates expressions of a script without running it: known values, and what depends on what."""

from __future__ import annotations

from collections.abc import Callable

from outrider.importers.postman.scripts.calls import call_node, call_value, construct
from outrider.importers.postman.scripts.execution import StatementRunner
from outrider.importers.postman.scripts.literal_evaluation import LiteralEvaluator
from outrider.importers.postman.scripts.members import member, set_member
from outrider.importers.postman.scripts.merging import Condition
from outrider.importers.postman.scripts.operators import binary, known_or, unary
from outrider.importers.postman.scripts.patterns import bind_pattern
from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    BodyValue,
    BuiltinValue,
    ConstantValue,
    FunctionValue,
    ObjectValue,
    RegexValue,
    Scope,
    TextValue,
    UnknownValue,
    Value,
    as_text,
    asks_of,
    comes_from_response,
    parts_in,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.statement_ends import NEXT, ScriptThrow, StatementEnd
from outrider.importers.postman.scripts.syntax import BrokenScript, SyntaxNode, text

DEEPEST = 150
"""Expressions, statements and calls inside of each other, calls of functions gone into."""

GLOBALS = frozenset(
    ("pm", "postman", "CryptoJS", "btoa", "atob", "Buffer", "JSON", "Object", "Array", "Math",
     "Date", "String", "Number", "Boolean", "parseInt", "parseFloat", "encodeURIComponent",
     "encodeURI", "decodeURIComponent", "decodeURI", "escape", "unescape", "console", "require",
     "URLSearchParams", "Promise", "setTimeout", "setInterval", "clearTimeout", "clearInterval",
     "setImmediate", "_", "moment", "tests", "environment", "globals", "data", "request",
     "responseBody", "responseCode", "responseHeaders", "responseTime", "Error", "TypeError",
     "isNaN", "alert", "expect", "uuid", "cheerio", "tv4", "xml2Json", "Function", "Map", "Set",
     "eval", "globalThis", "Proxy", "iteration", "querystring")
)  # fmt: skip
"""What the language and the sandbox bring."""


class Evaluator(LiteralEvaluator):
    """The machine itself: one method for each kind of expression, by its name in the grammar."""

    def __init__(self, state: ScriptState, answers: dict[str, Value]) -> None:
        super().__init__(state)
        self.answers = answers
        self.bare: set[int] = set()
        self._runner = StatementRunner(self)
        self._depth = 0

    def call(self, function: Value, given: list[Value], node: SyntaxNode) -> Value:
        """Calls what a value is."""
        return call_value(self, function, given, node)

    def function_body(self, body: SyntaxNode, scope: Scope) -> Value:
        """Runs the statements of a function, and tells what it gives back."""
        return self._runner.function_body(body, scope)

    def value(self, node: SyntaxNode | None, scope: Scope) -> Value:
        """What an expression comes to."""
        if node is None:
            return NOTHING
        self.state.count(node)
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise BrokenScript("it is nested too deeply", node.line)
            make: Callable[[SyntaxNode, Scope], Value] | None
            make = getattr(self, f"_{node.type}", None)
            return unknown_value(node) if make is None else make(node, scope)
        finally:
            self._depth -= 1

    def _parenthesized_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        return self.value(node.children[-1] if node.children else None, scope)

    _await_expression = _parenthesized_expression

    def _sequence_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        return [self.value(one, scope) for one in node.children][-1]

    def _arrow_function(self, node: SyntaxNode, scope: Scope) -> Value:
        holder = scope.holder("this")
        this = holder.names["this"] if holder is not None else None
        return FunctionValue(node, scope, this if node.type == "arrow_function" else None)

    _function_expression = _arrow_function
    _generator_function = _arrow_function
    _class = _arrow_function

    def _this(self, node: SyntaxNode, scope: Scope) -> Value:
        holder = scope.holder("this")
        return holder.names["this"] if holder is not None else unknown_value(node)

    def _regex(self, node: SyntaxNode, _scope: Scope) -> Value:
        written = text(node.get("pattern")), text(node.get("flags"))
        return RegexValue(node.line, node.start[:60], frozenset(), False, False, "", *written)

    def _identifier(self, node: SyntaxNode, scope: Scope) -> Value:
        name = node.text
        holder = scope.holder(name)
        if holder is None:
            known = self.answers.get(name)
            if known is not None:
                return known
            return BuiltinValue(name) if name in GLOBALS else unknown_value(node)
        value = holder.names[name]
        if isinstance(value, UnknownValue) and value.merged:
            return UnknownValue(node.line, name, value.asks, value.derived, merged=True)
        return value

    _shorthand_property_identifier = _identifier

    def _member_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        name = node.fields["property"].text if "property" in node.fields else ""
        return member(self, self.value(node.get("object"), scope), name, node)

    def _subscript_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        owner = self.value(node.get("object"), scope)
        index = self.value(node.get("index"), scope)
        name = self.state.known_text(index)
        if name is None:
            is_cause = isinstance(index, UnknownValue) and not index.merged
            return index if is_cause else unknown_value(node, index)
        return member(self, owner, name, node)

    def _call_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        return call_node(self, node, scope)

    def _new_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        return construct(self, node, scope)

    def _unary_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        operator, argument = node.words[0] if node.words else "", node.get("argument")
        if operator == "delete" and argument is not None and argument.type.startswith("member"):
            owner = self.value(argument.get("object"), scope)
            if isinstance(owner, ObjectValue):
                self.state.remove(owner.values, argument.fields["property"].text)
                return ConstantValue(value=True)
        return unary(self, operator, self.value(argument, scope), node)

    def _binary_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        left, right = node.get("left"), node.get("right")
        operator = node.fields["operator"].type if "operator" in node.fields else ""
        first = self.value(left, scope)
        if operator in {"&&", "||", "??"}:
            return self._short(operator, first, node, scope)
        return binary(self, operator, first, self.value(right, scope), node)

    def _short(self, operator: str, first: Value, node: SyntaxNode, scope: Scope) -> Value:
        """``&&``, ``||`` and ``??``: the second side counts, and is run, only in some cases."""
        right = node.get("right")
        holds = known_or(self, first, operator)
        if holds is not None:
            return self.value(right, scope) if holds is (operator == "&&") else first
        condition = Condition(node, asks_of(first))
        # What the second side comes to, or the first where the second throws.
        found: list[Value] = []

        def go_on() -> StatementEnd:
            found.append(self.value(right, scope))
            return NEXT

        self.state.both_ways(condition, lambda: NEXT, go_on)
        second = found[0] if found else first
        if second == first or (operator != "&&" and as_text(second) == text_value()):
            return first
        if operator == "&&" and comes_from_response(first):
            return second
        if operator != "&&" and isinstance(first, BodyValue):
            written = self._written_one([first, second]) if self.state.lenient else None
            return first if written is None else written
        return unknown_value(node, first, second)

    def _ternary_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        asked = self.value(node.get("condition"), scope)
        first, second = node.get("consequence"), node.get("alternative")
        holds = known_or(self, asked, "?")
        if holds is not None:
            return self.value(first if holds else second, scope)
        condition = Condition(node, asks_of(asked))
        completion = self.state.both_ways(
            condition,
            lambda: StatementEnd(value=self.value(first, scope)),
            lambda: StatementEnd(value=self.value(second, scope)),
        )
        if completion.ends:
            raise ScriptThrow
        values = [self.value(one, scope) for one in (first, second)] if self.state.lenient else []
        return self._written_one(values) or completion.value

    def _written_one(self, values: list[Value]) -> Value | None:
        """Of an answer's part and a text in its place the text, where people complete the rest."""
        written = [one for one in values if isinstance(one, TextValue) and not parts_in(one)]
        parts = [one for one in values if isinstance(one, BodyValue)]
        return written[0] if len(written) == len(parts) == 1 else None

    def _assignment_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        value = self.value(node.get("right"), scope)
        self.assign(node.get("left"), value, scope, node)
        return value

    def _augmented_assignment_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        left = node.get("left")
        operator = (node.fields["operator"].type if "operator" in node.fields else "=")[:-1]
        before = self.value(left, scope)
        if operator in {"&&", "||", "??"}:
            value = self._short(operator, before, node, scope)
        else:
            value = binary(self, operator, before, self.value(node.get("right"), scope), node)
        self.assign(left, value, scope, node)
        return value

    def _update_expression(self, node: SyntaxNode, scope: Scope) -> Value:
        target = node.get("argument")
        before = self.value(target, scope)
        step = ConstantValue(-1 if "--" in node.words else 1)
        after = binary(self, "+", before, step, node)
        self.assign(target, after, scope, node)
        return before

    def assign(
        self, target: SyntaxNode | None, value: Value, scope: Scope, node: SyntaxNode
    ) -> None:
        """Gives a name, a member, or the names of a pattern a value."""
        if target is None:
            return
        if target.type == "parenthesized_expression":
            self.assign(target.children[0], value, scope, node)
        elif target.type == "identifier":
            holder = scope.holder(target.text)
            outermost = scope
            while outermost.around is not None:
                outermost = outermost.around
            self.state.write((holder or outermost).names, target.text, value)
        elif target.type == "member_expression":
            owner = self.value(target.get("object"), scope)
            name = target.fields["property"].text if "property" in target.fields else ""
            set_member(self, owner, name, value, node)
        elif target.type == "subscript_expression":
            owner = self.value(target.get("object"), scope)
            index = self.state.known_text(self.value(target.get("index"), scope))
            set_member(self, owner, index, value, node)
        else:
            bind_pattern(self, target, value, scope, fresh=False)
