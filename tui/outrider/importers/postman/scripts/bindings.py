"""What the names of a script are bound to: values, functions, parts of destructured objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.importers.postman.scripts.syntax import (
    FUNCTIONS,
    ancestors,
    arguments,
    children,
    field,
    key_of,
    line,
    root,
    text,
    walk,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_CHANGING = frozenset(
    ("push", "unshift", "splice", "pop", "shift", "sort", "reverse", "fill", "append", "set",
     "add", "upsert", "delete", "insert", "remove", "update")
)  # fmt: skip
"""Methods that change what they are called on."""
_MERGING = frozenset(("Object.assign", "_.extend", "_.assign", "_.merge", "_.set"))
_CONDITIONAL = frozenset(
    ("if_statement", "switch_statement", "for_statement", "for_in_statement", "while_statement",
     "do_statement", "ternary_expression", "catch_clause", "binary_expression")
)  # fmt: skip


class Binding(Struct, frozen=True):
    """One value that a name is given.

    Attributes:
        value: the expression; ``None`` for what nobody knows: a loop's variable, a counter.
        keys: which part of it.
        condition: the statement that decides whether the name is given it; ``None`` for always.
    """

    value: Node | None
    keys: tuple[str, ...] = ()
    condition: Node | None = None


class Bindings:
    """Everything that one script gives a name.

    Attributes:
        changed: names whose members are changed later, with the line of that.
    """

    def __init__(self, tree: Node) -> None:
        self.values: dict[str, list[Binding]] = {}
        self.changed: dict[str, int] = {}
        self._functions: dict[str, Node] = {}
        nodes = list(walk(tree))
        for node in nodes:
            if node.type == "function_declaration":
                self._functions[text(field(node, "name"))] = node
            else:
                self._bind(node)
        called = {one.id for node in nodes for one in self._bind_arguments(node)}
        for node in nodes:
            if node.type in FUNCTIONS and node.id not in called:
                for parameter in parameters(node):
                    for name, _ in bound_names(parameter):
                        self._add(name, Binding(None))
        self._spread_changes()

    def _add(self, name: str, bound: Binding) -> None:
        self.values.setdefault(name, []).append(bound)

    def _bind(self, node: Node) -> None:
        match node.type:
            case "variable_declarator":
                self._give(field(node, "name"), field(node, "value"), node)
            case "assignment_expression":
                self._give(field(node, "left"), field(node, "right"), node)
            case "augmented_assignment_expression" | "for_in_statement":
                self._give(field(node, "left"), None, node)
            case "update_expression":
                self._give(field(node, "argument"), None, node)
            case "catch_clause":
                self._give(field(node, "parameter"), None, node)
            case "call_expression":
                self._note_change(node)
            case "unary_expression" if text(field(node, "operator")) == "delete":
                self._change(field(node, "argument"))

    def _give(self, target: Node | None, value: Node | None, node: Node) -> None:
        if target is None or (value is None and node.type == "variable_declarator"):
            return
        if target.type in {"member_expression", "subscript_expression"}:
            self._change(target)
            return
        condition = None if value is None else _condition(node)
        for name, keys in bound_names(target):
            self._add(name, Binding(value, keys, condition))

    def _note_change(self, call: Node) -> None:
        callee = field(call, "function")
        if callee is None or callee.type != "member_expression":
            return
        if text(field(callee, "property")) in _CHANGING:
            self._change(callee)
        given = arguments(call)
        if given and text(callee) in _MERGING:
            self._change(given[0])

    def _change(self, target: Node | None) -> None:
        name = root(target)
        if name and target is not None:
            self.changed.setdefault(name, line(target))

    def _spread_changes(self) -> None:
        """What is changed under one name is changed under those that it was taken from."""
        waiting = list(self.changed)
        while waiting:
            name = waiting.pop()
            for bound in self.values.get(name, []):
                for other in _identifiers(bound.value):
                    if other not in self.changed:
                        self.changed[other] = self.changed[name]
                        waiting.append(other)

    def _bind_arguments(self, call: Node) -> Iterator[Node]:
        """Binds the parameters of the script's own functions to what they are called with."""
        callee = field(call, "function") if call.type == "call_expression" else None
        function = self.function(callee)
        if function is None:
            return
        yield function
        given = arguments(call)
        for index, parameter in enumerate(parameters(function)):
            value = given[index] if index < len(given) else field(parameter, "right")
            for name, keys in bound_names(parameter):
                self._add(name, Binding(value, keys))

    def function(self, node: Node | None) -> Node | None:
        """The function that an expression is, by itself or by its name."""
        if node is not None and node.type == "parenthesized_expression":
            node = next(iter(children(node)), None)
        elif node is not None and node.type == "identifier":
            values = [one.value for one in self.values.get(text(node), [])]
            only = values[0] if len(values) == 1 else None
            node = self._functions.get(text(node)) or only
        return node if node is not None and node.type in FUNCTIONS else None


def parameters(function: Node) -> list[Node]:
    """The parameters of a function: names and patterns."""
    single = field(function, "parameter")
    if single is not None:
        return [single]
    found = field(function, "parameters")
    return children(found) if found is not None else []


def bound_names(
    target: Node | None, keys: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that a target gives values to, and which part of the value each gets."""
    if target is None:
        return
    match target.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            name = text(target)
            yield name, (*keys, name) if target.type != "identifier" else keys
        case "object_pattern":
            for one in children(target):
                yield from bound_names(one, keys)
        case "pair_pattern":
            yield from bound_names(field(target, "value"), (*keys, key_of(field(target, "key"))))
        case "object_assignment_pattern" | "assignment_pattern":
            yield from bound_names(field(target, "left"), keys)
        case "rest_pattern" | "array_pattern":
            for one in children(target):
                yield from bound_names(one, (*keys, "…"))


def _condition(node: Node) -> Node | None:
    """The nearest statement around a node, in the same function, that decides on it."""
    for one in ancestors(node):
        if one.type in FUNCTIONS:
            return None
        if one.type in _CONDITIONAL:
            return one
    return None


def _identifiers(value: Node | None) -> set[str]:
    """The names that an expression hands on whole, or a part of them."""
    if value is None:
        return set()
    if value.type in {"identifier", "member_expression", "subscript_expression"}:
        return {root(value)} - {""}
    if value.type in {"object", "array"}:
        return {text(one) for one in walk(value) if one.type in _NAMES}
    return set()


_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
