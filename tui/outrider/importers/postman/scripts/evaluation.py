"""Evaluates expressions of a script without running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from outrider.importers.postman.scripts.bindings import Binding, Bindings, bound_names, parameters
from outrider.importers.postman.scripts.builtin_functions import (
    GETTERS,
    OLD_SCOPES,
    REPLACERS,
    call_builtin,
    joined,
    member,
    text_method,
    unknown_value,
    variable,
)
from outrider.importers.postman.scripts.literals import LITERALS
from outrider.importers.postman.scripts.script_values import (
    ArrayValue,
    ObjectValue,
    ResponseBodyValue,
    ResponsePartValue,
    ResponseValue,
    TextValue,
    UnknownValue,
    Value,
    comes_from_response,
    template_of,
    text_value,
)
from outrider.importers.postman.scripts.syntax import (
    ancestors,
    arguments,
    children,
    field,
    path,
    start,
    text,
    walk,
)

if TYPE_CHECKING:
    from tree_sitter import Node

DEEPEST = 60
"""Calls and names that one expression may lead through."""

MOST_STEPS = 5_000
"""Expressions that are looked at for one script; a long text counts as several."""


class Evaluator:
    """Knows what the names of one script stand for.

    Names and paths in ``answers`` stand for the token request's answer.
    """

    def __init__(self, names: Bindings, answers: Mapping[str, Value]) -> None:
        self.names = names
        self.answers: dict[str, Value] = dict(answers)
        self._locals: list[dict[str, Value]] = []
        self._under_way: set[str] = set()
        self._steps = 0

    def value(self, node: Node | None, depth: int = 0) -> Value:
        """What an expression comes to."""
        if node is None:
            return UnknownValue(0, "nothing")
        self._steps += 1
        if depth > DEEPEST or self._steps > MOST_STEPS:
            return unknown_value(node)
        if node.type in LITERALS:
            self._steps += (node.end_byte - node.start_byte) // 64
            return LITERALS[node.type](node, lambda one: self.value(one, depth + 1))
        make: Callable[[Node, int], Value] | None = getattr(self, f"_{node.type}", None)
        return unknown_value(node) if make is None else make(node, depth + 1)

    def path(self, node: Node | None) -> str:
        """``pm.environment.set``, also where the script calls a part of it by another name."""
        written = path(node)
        name, dot, rest = written.partition(".")
        bound = self.names.values.get(name, [])
        if len(bound) == 1 and bound[0].value is not None:
            whole = _module(bound[0].value) or path(bound[0].value)
            if whole.partition(".")[0] in _OBJECTS:
                keys = [] if whole == "Buffer" else bound[0].keys
                return ".".join((whole, *keys)) + dot + rest
        return written

    # One method for each kind of node, by its name in the grammar.

    def _parenthesized_expression(self, node: Node, depth: int) -> Value:
        inner = children(node)
        return self.value(inner[0], depth) if len(inner) == 1 else unknown_value(node)

    _await_expression = _parenthesized_expression

    def _identifier(self, node: Node, depth: int) -> Value:
        name = text(node)
        if self._locals and name in self._locals[-1]:
            return self._locals[-1][name]
        if name in self.answers:
            return self.answers[name]
        if name in self._under_way:
            # It is made of itself, as in x = x.trim().
            return unknown_value(node)
        self._under_way.add(name)
        found = [self._bound(one, node, depth) for one in self.names.values.get(name, [])]
        self._under_way.discard(name)
        if not found or any(one != found[0] for one in found):
            return unknown_value(node)
        if isinstance(found[0], ObjectValue | ArrayValue) and name in self.names.changed:
            return UnknownValue(self.names.changed[name], f"{name} is changed later")
        return found[0]

    _shorthand_property_identifier = _identifier

    def _bound(self, bound: Binding, use: Node, depth: int) -> Value:
        """What one of a name's values comes to, if the name surely has it where it is used."""
        value = self.value(bound.value, depth) if bound.value is not None else unknown_value(use)
        for key in bound.keys:
            value = member(value, key, use)
        if bound.condition is not None and not comes_from_response(value):
            inside = {one.id for one in ancestors(use)}
            if bound.condition.id not in inside:
                return unknown_value(use)
        return value

    def _binary_expression(self, node: Node, depth: int) -> Value:
        left, right = field(node, "left"), field(node, "right")
        operator = text(field(node, "operator"))
        first, second = self.value(left, depth), self.value(right, depth)
        if operator == "+" and isinstance(first, TextValue) and isinstance(second, TextValue):
            return joined(first, second, node)
        if operator in {"||", "??"} and (second == first or template_of(second) == ""):
            return first
        if operator == "&&" and comes_from_response(first):
            # json && json.access_token
            return second
        if isinstance(first, ResponsePartValue) or isinstance(second, ResponsePartValue):
            return ResponsePartValue()
        return unknown_value(node)

    def _member_expression(self, node: Node, depth: int) -> Value:
        known = self.answers.get(path(node))
        return known or self._part(node, text(field(node, "property")), depth)

    def _subscript_expression(self, node: Node, depth: int) -> Value:
        name = template_of(self.value(field(node, "index"), depth))
        return unknown_value(node) if name is None else self._part(node, name, depth)

    def _part(self, node: Node, name: str, depth: int) -> Value:
        owner = field(node, "object")
        if text(owner) in OLD_SCOPES and text(owner) not in self.names.values:
            return variable(name)
        return member(self.value(owner, depth), name, node)

    def _new_expression(self, node: Node, depth: int) -> Value:
        name = text(field(node, "constructor"))
        given = arguments(node)
        first = self.value(given[0], depth) if given else None
        if name == "Buffer" and first is not None:
            return call_builtin(name, first, self._second(given, depth)) or unknown_value(node)
        if name == "URLSearchParams" and isinstance(first, ObjectValue | TextValue):
            return ObjectValue({"mode": text_value("urlencoded"), "urlencoded": first})
        return unknown_value(node)

    def _second(self, given: list[Node], depth: int) -> Value | None:
        return self.value(given[1], depth) if len(given) > 1 else None

    def _call_expression(self, node: Node, depth: int) -> Value:
        callee, given = field(node, "function"), arguments(node)
        name = self.path(callee)
        first = self.value(given[0], depth) if given else None
        if name in GETTERS or name in REPLACERS:
            wanted = template_of(first)
            if wanted is None:
                return unknown_value(node)
            prefix = "vault:" if name.startswith("pm.vault") else ""
            return variable(prefix + wanted) if name in GETTERS else text_value(wanted)
        if callee is not None and callee.type == "call_expression":
            name = _module(callee)
        if first is not None:
            known = call_builtin(name, first, self._second(given, depth))
            if known is not None:
                return known
        function = self.names.function(callee)
        if function is not None:
            return self._called(function, given, node, depth)
        if callee is not None and callee.type == "member_expression":
            return self._method(callee, given, node, depth)
        return unknown_value(node)

    def _method(self, callee: Node, given: list[Node], node: Node, depth: int) -> Value:
        name = text(field(callee, "property"))
        value = self.value(field(callee, "object"), depth)
        if isinstance(value, ResponseValue):
            return ResponseBodyValue() if name in {"json", "text"} else ResponsePartValue()
        if isinstance(value, ResponseBodyValue | ResponsePartValue):
            return value if name in {"toString", "trim"} else ResponsePartValue()
        if isinstance(value, ObjectValue) and name == "toString":
            return value
        if isinstance(value, TextValue) and name == "concat":
            whole: Value = value
            for one in given:
                whole = joined(whole, self.value(one, depth), node)
            return whole
        if isinstance(value, TextValue):
            argument = self.path(given[0]) or template_of(self.value(given[0])) if given else None
            return text_method(value, name, argument, given=bool(given)) or unknown_value(node)
        if name == "join" and isinstance(value, ArrayValue):
            return self._join(value, given, node, depth)
        return unknown_value(node)

    def _join(self, items: ArrayValue, given: list[Node], node: Node, depth: int) -> Value:
        between = template_of(self.value(given[0], depth)) if given else ","
        if between is None:
            return unknown_value(node)
        whole: Value = TextValue(())
        for index, one in enumerate(items.values):
            if index:
                whole = joined(whole, text_value(between), node)
            whole = joined(whole, one, node)
        return whole

    def _called(self, function: Node, given: list[Node], node: Node, depth: int) -> Value:
        """What one of the script's own functions gives back."""
        scope: dict[str, Value] = {}
        for index, parameter in enumerate(parameters(function)):
            argument = given[index] if index < len(given) else field(parameter, "right")
            value = self.value(argument, depth) if argument is not None else unknown_value(node)
            bind_names(parameter, value, node, scope)
        self._locals.append(scope)
        try:
            return self._result(function, node, depth)
        finally:
            self._locals.pop()

    def _result(self, function: Node, node: Node, depth: int) -> Value:
        body = field(function, "body")
        if body is None or body.type != "statement_block":
            return self.value(body, depth)
        statements = children(body)
        returned = [children(one) for one in statements if one.type == "return_statement"]
        values = [inner[0] for inner in returned if inner]
        if len(values) != 1 or not all(map(_is_guard, statements)):
            return unknown_value(node)
        return self.value(values[0], depth)


_OBJECTS = frozenset({"pm", "postman", "CryptoJS", "btoa", "moment", "Buffer"})
_MODULES = {"btoa": "btoa", "crypto-js": "CryptoJS", "moment": "moment", "buffer": "Buffer"}


def _module(node: Node) -> str:
    """``CryptoJS`` of ``require('crypto-js')``; empty for anything else."""
    given = arguments(node) if node.type == "call_expression" else []
    if not given or path(field(node, "function")) != "require":
        return ""
    return _MODULES.get(text(given[0]).strip("'\"`"), "")


def _is_guard(statement: Node) -> bool:
    """Whether a statement of a function changes nothing of what it gives back."""
    if statement.type in {"lexical_declaration", "variable_declaration", "return_statement"}:
        return True
    if statement.type == "if_statement":
        inside = {one.type for one in walk(statement)}
        return "return_statement" not in inside and "assignment_expression" not in inside
    return statement.type == "expression_statement" and start(statement).startswith("console.")


def bind_names(target: Node | None, value: Value, node: Node, scope: dict[str, Value]) -> None:
    """Gives the names in a pattern the parts of a value that they stand for."""
    for name, keys in bound_names(target):
        part = value
        for key in keys:
            part = member(part, key, node)
        scope[name] = part
