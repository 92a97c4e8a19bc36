"""What the names of a script are bound to: values, functions, parts of destructured objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.importers.postman.scripts.syntax import FUNCTIONS, children, field, key_of, text, walk

if TYPE_CHECKING:
    from tree_sitter import Node


class Bindings:
    """Everything that one script gives a name.

    Attributes:
        values: the expressions that each name is given, in order.
        patterns: names taken out of an object: the object, and the key in it.
    """

    def __init__(self, tree: Node) -> None:
        self.values: dict[str, list[Node]] = {}
        self.patterns: dict[str, tuple[Node, str]] = {}
        self._functions: dict[str, Node] = {}
        for node in walk(tree):
            self._bind(node)

    def _bind(self, node: Node) -> None:
        if node.type == "variable_declarator":
            self._give(field(node, "name"), field(node, "value"))
        elif node.type == "assignment_expression":
            self._give(field(node, "left"), field(node, "right"))
        elif node.type == "function_declaration":
            self._functions[text(field(node, "name"))] = node

    def _give(self, name: Node | None, value: Node | None) -> None:
        if name is None or value is None:
            return
        if name.type == "object_pattern":
            self._bind_pattern(name, value)
        elif name.type == "identifier":
            self.values.setdefault(text(name), []).append(value)

    def _bind_pattern(self, pattern: Node, value: Node) -> None:
        for one in children(pattern):
            if one.type == "shorthand_property_identifier_pattern":
                self.patterns[text(one)] = (value, text(one))
            elif one.type == "pair_pattern":
                self.patterns[text(field(one, "value"))] = (value, key_of(field(one, "key")))

    def function(self, node: Node | None) -> Node | None:
        """The function that an expression is, by itself or by its name."""
        if node is None:
            return None
        if node.type in FUNCTIONS:
            return node
        if node.type == "identifier":
            known = self._functions.get(text(node))
            values = self.values.get(text(node), [])
            if known is None and len(values) == 1 and values[0].type in FUNCTIONS:
                return values[0]
            return known
        return None
