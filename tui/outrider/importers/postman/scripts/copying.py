"""Values as they are now, whatever becomes of them later, with what the script set filled in."""

from __future__ import annotations

import re

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.script_values import (
    ArrayValue,
    ObjectValue,
    TextValue,
    UnknownValue,
    Value,
    as_text,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode

_REFERENCE = re.compile(r"(\{\{[^{}]*\}\})")


def copied(evaluator: Machine, value: Value, node: SyntaxNode) -> Value:
    """A value with everything in it; its texts are filled in."""
    return _copied(evaluator, value, node, {})


def _copied(evaluator: Machine, value: Value, node: SyntaxNode, known: dict[int, Value]) -> Value:
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, ObjectValue):
        evaluator.state.count(node, 1 + len(value.values))
        copy = ObjectValue({}, value.is_form)
        known[id(value)] = copy
        for name, one in value.values.items():
            copy.values[name] = _copied(evaluator, one, node, known)
        return copy
    if isinstance(value, ArrayValue):
        evaluator.state.count(node, 1 + len(value.values))
        items = ArrayValue([])
        known[id(value)] = items
        items.values = [_copied(evaluator, one, node, known) for one in value.values]
        return items
    return filled(evaluator, value, node)


def filled(evaluator: Machine, value: Value, node: SyntaxNode) -> Value:
    """A text in which the variables that the script gave a value have it."""
    known = evaluator.state.variables
    if not isinstance(value, TextValue) or not value.names & known.keys():
        return value
    whole = text_value()
    for piece in value.pieces:
        if not isinstance(piece, str):
            whole = whole.followed_by(text_value(piece))
            continue
        for part in _REFERENCE.split(piece):
            inner = known.get(part[2:-2]) if part.startswith("{{") else None
            text = text_value(part) if inner is None else as_text(inner)
            if text is None:
                return inner if isinstance(inner, UnknownValue) else unknown_value(node)
            evaluator.state.count(node, text.size)
            whole = whole.followed_by(text)
    return whole
