"""Gives the names in a pattern the parts of a value that they stand for."""

from __future__ import annotations

from outrider.importers.postman.scripts.literals import key_of
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.members import member
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ObjectValue,
    Scope,
    Value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode


def bind_pattern(
    evaluator: Machine, target: SyntaxNode, value: Value, scope: Scope, *, fresh: bool
) -> None:
    """Binds what a declaration, a parameter (``fresh``) or an assignment names."""
    match target.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            if fresh:
                evaluator.state.write(scope.names, target.text, value)
            else:
                holder = scope.holder(target.text) or scope
                evaluator.state.write(holder.names, target.text, value)
        case "object_pattern":
            taken: set[str] = set()
            for one in target.children:
                _bind_member(evaluator, one, value, scope, taken, fresh=fresh)
        case "array_pattern":
            _bind_items(evaluator, target, value, scope, fresh=fresh)
        case "assignment_pattern" | "object_assignment_pattern":
            left = target.get("left")
            given = evaluator.value(target.get("right"), scope) if value == NOTHING else value
            if left is not None:
                bind_pattern(evaluator, left, given, scope, fresh=fresh)
        case "rest_pattern" if target.children:
            bind_pattern(evaluator, target.children[0], value, scope, fresh=fresh)
        case "member_expression" | "subscript_expression" if not fresh:
            evaluator.assign(target, value, scope, target)
        case _:
            pass


def _bind_member(
    evaluator: Machine,
    one: SyntaxNode,
    value: Value,
    scope: Scope,
    taken: set[str],
    *,
    fresh: bool,
) -> None:
    if one.type == "rest_pattern":
        rest: Value = unknown_value(one, value)
        if isinstance(value, ObjectValue):
            left = {name: item for name, item in value.values.items() if name not in taken}
            rest = ObjectValue(left)
        bind_pattern(evaluator, one, rest, scope, fresh=fresh)
        return
    if one.type == "pair_pattern":
        key, target = one.get("key"), one.get("value")
        if key is not None and key.type == "computed_property_name":
            asked = evaluator.value(key.children[0] if key.children else None, scope)
            known = evaluator.state.known_text(asked)
            if known is None:
                if target is not None:
                    bind_pattern(evaluator, target, unknown_value(one, asked), scope, fresh=fresh)
                return
            name = known
        else:
            name = key_of(key)
    elif one.type == "object_assignment_pattern":
        name, target = one.fields["left"].text if "left" in one.fields else "", one
    else:
        name, target = one.text, one
    taken.add(name)
    if target is not None:
        part = member(evaluator, value, name, one)
        bind_pattern(evaluator, target, part, scope, fresh=fresh)


def _bind_items(
    evaluator: Machine, target: SyntaxNode, value: Value, scope: Scope, *, fresh: bool
) -> None:
    # A gap in the pattern, as in [, second], is a comma before anything else.
    shift = max(target.words.count(",") - len(target.children) + 1, 0)
    for index, one in enumerate(target.children, shift):
        if one.type == "rest_pattern":
            known = isinstance(value, ArrayValue)
            rest: Value = unknown_value(one, value)
            if known and isinstance(value, ArrayValue):
                rest = ArrayValue(value.values[index:])
            bind_pattern(evaluator, one, rest, scope, fresh=fresh)
        else:
            part = member(evaluator, value, str(index), one)
            bind_pattern(evaluator, one, part, scope, fresh=fresh)
