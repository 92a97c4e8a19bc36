"""What texts, objects and arrays of a script come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from outrider.importers.postman.scripts.builtin_functions import joined, unknown_value
from outrider.importers.postman.scripts.script_values import (
    ArrayValue,
    ObjectValue,
    TextValue,
    Value,
    template_of,
    text_value,
)
from outrider.importers.postman.scripts.syntax import (
    children,
    field,
    key_of,
    start,
    text,
    unescaped,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Ask: TypeAlias = "Callable[[Node | None], Value]"
"""Tells what an expression inside comes to."""


def _string(node: Node, _ask: Ask) -> Value:
    return text_value("".join(map(_fragment, node.named_children)))


def _fragment(node: Node) -> str:
    return unescaped(text(node)) if node.type == "escape_sequence" else text(node)


def _as_written(node: Node, _ask: Ask) -> Value:
    return text_value(start(node))


def _template_string(node: Node, ask: Ask) -> Value:
    whole: Value = TextValue(())
    for one in node.named_children:
        if one.type == "template_substitution":
            inner = children(one)
            piece = ask(inner[0] if inner else None)
        else:
            piece = text_value(_fragment(one))
        whole = joined(whole, piece, node)
    return whole


def _object(node: Node, ask: Ask) -> Value:
    values: dict[str, Value] = {}
    for one in children(node):
        key = field(one, "key")
        if one.type == "pair" and key is not None:
            name = key_of(key)
            if key.type == "computed_property_name":
                computed = template_of(ask(children(key)[0]))
                if computed is None:
                    return unknown_value(one)
                name = computed
            values[name] = ask(field(one, "value"))
        elif one.type == "shorthand_property_identifier":
            values[text(one)] = ask(one)
        elif one.type == "spread_element":
            inner = ask(children(one)[0])
            if not isinstance(inner, ObjectValue):
                return unknown_value(node)
            values |= inner.values
        else:
            return unknown_value(one)
    return ObjectValue(values)


def _array(node: Node, ask: Ask) -> Value:
    return ArrayValue(tuple(ask(one) for one in children(node)))


LITERALS: Mapping[str, Callable[[Node, Ask], Value]] = {
    "string": _string,
    "number": _as_written,
    "true": _as_written,
    "false": _as_written,
    "template_string": _template_string,
    "object": _object,
    "array": _array,
}
"""By the name of the node in the grammar."""
