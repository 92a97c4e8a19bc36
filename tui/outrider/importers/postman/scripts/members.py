"""Members of a script's values: read, and given."""

from __future__ import annotations

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.request_functions import request_member
from outrider.importers.postman.scripts.script_values import (
    ELSEWHERE,
    NOTHING,
    ArrayValue,
    BodyValue,
    BuiltinValue,
    ConstantValue,
    ObjectValue,
    ResponseValue,
    ScopeValue,
    TextValue,
    UnknownValue,
    Value,
    text_value,
    unknown_value,
    variable,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode

OLD_SCOPES = {"environment": "environment", "globals": "globals", "data": "iterationData"}
"""Objects of Postman's first sandbox, whose members are variables, and their scopes."""
_MOST_ITEMS = 1_000


def stored_or_variable(
    evaluator: Machine, name: str, scope: str, node: SyntaxNode, prefix: str = ""
) -> Value:
    """What a variable of Postman's holds: what the script gave it before, or a reference.

    A reference gives what requests see. Where the one scope that is asked holds something else,
    it is that, or, where it holds nothing, a variable that no request sees.
    """
    state = evaluator.state
    stored = state.variables.get(name)
    if stored is not None:
        return stored
    if state.facts is None:
        if (scope, name) in state.shadowed:
            state.asked_facts.add(name)
            return unknown_value(node, variable(name))
        return variable(prefix + name)
    held = state.facts.scopes.get(scope)
    if held is None or name in state.own or held.get(name) == state.facts.values.get(name):
        return variable(prefix + name)
    state.asked_facts.add(name)
    if scope != "environment":
        state.asked_elsewhere.add(name)
    value = held.get(name)
    return text_value(value) if value else variable(f"{scope}:{name}")


def member(evaluator: Machine, value: Value, name: str, node: SyntaxNode) -> Value:
    """``value.name``."""
    match value:
        case ObjectValue(values):
            found = values.get(name, NOTHING)
        case ArrayValue():
            found = _of_array(value, name)
        case ScopeValue(scope):
            found = stored_or_variable(evaluator, name, scope, node)
        case ResponseValue(number):
            found = _of_response(number, name, node)
        case BodyValue(number, path) if len(path) < _DEEPEST and name != "length":
            found = BodyValue(number, (*path, name))
        case BuiltinValue(path):
            found = _of_builtin(evaluator, path, name, node)
        case TextValue() if name == "length" and value.literal is not None:
            found = ConstantValue(len(value.literal))
        case UnknownValue() if not value.merged and not node.start.startswith(value.what):
            # What it was made of is what nobody knows.
            found = value
        case _:
            found = unknown_value(node, value)
    return found


_DEEPEST = 8
"""Members of members of an answer: nobody digs deeper, and a script may go on for ever."""


def _of_array(array: ArrayValue, name: str) -> Value:
    if name == "length":
        return ConstantValue(len(array.values))
    is_inside = name.isdecimal() and len(name) < 6 and int(name) < len(array.values)
    return array.values[int(name)] if is_inside else NOTHING


def _of_response(number: int, name: str, node: SyntaxNode) -> Value:
    if name in {"body", "stream"}:
        return BodyValue(number)
    if name in {"code", "statusCode"}:
        return ConstantValue(200)
    if name in {"status", "reason", "statusText"}:
        return text_value("OK")
    return unknown_value(node, ResponseValue(number))


def _of_builtin(evaluator: Machine, path: str, name: str, node: SyntaxNode) -> Value:
    whole = f"{path}.{name}"
    if path in OLD_SCOPES:
        return stored_or_variable(evaluator, name, OLD_SCOPES[path], node)
    known = evaluator.answers.get(whole)
    if known is not None:
        return known
    if whole == "pm.environment.name":
        evaluator.state.asked_facts.add("")
        facts = evaluator.state.facts
        if facts is not None and facts.name is not None:
            return text_value(facts.name)
        return unknown_value(node, BuiltinValue(whole))
    found = request_member(evaluator, whole)
    if found is not None:
        return found
    if path == "responseCode":
        return ConstantValue(200) if name == "code" else unknown_value(node)
    return BuiltinValue(whole)


def set_member(
    evaluator: Machine, owner: Value, name: str | None, value: Value, node: SyntaxNode
) -> None:
    """``owner.name = value``; a name of ``None`` is not known."""
    state = evaluator.state
    if isinstance(owner, ObjectValue):
        if name is not None:
            state.write(owner.values, name, value)
            return
        for known in list(owner.values):
            state.write(owner.values, known, unknown_value(node, value))
    elif isinstance(owner, ArrayValue):
        items = list(owner.values)
        if name is not None and name.isdecimal() and len(name) < 4 and int(name) <= len(items):
            items[int(name) : int(name) + 1] = [value]
        else:
            items.append(unknown_value(node, value))
        if len(items) <= _MOST_ITEMS:
            state.change_list(owner, items)
    elif isinstance(owner, BuiltinValue):
        if not owner.path.startswith(("tests", "console")):
            state.left(node)
    elif isinstance(owner, UnknownValue) and not owner.derived and ELSEWHERE in owner.asks:
        state.left(node)


def names_of(value: Value) -> list[str] | None:
    """The keys of an object or array; ``None`` where they are not known."""
    if isinstance(value, ObjectValue):
        return list(value.values)
    if isinstance(value, ArrayValue):
        return [str(index) for index in range(len(value.values))]
    return None


def items_of(value: Value) -> list[Value] | None:
    """What ``for (… of value)`` goes through; ``None`` where that is not known."""
    if isinstance(value, ArrayValue):
        return list(value.values)
    if isinstance(value, ObjectValue) and value.is_form:
        return [ArrayValue([text_value(name), one]) for name, one in value.values.items()]
    return None
