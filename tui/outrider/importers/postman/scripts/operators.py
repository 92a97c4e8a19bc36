"""What the language's operators make of values."""

from __future__ import annotations

import operator as python
import re
from collections.abc import Callable
from typing import Any

from msgspec import structs

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.request_facts import is_unresolved
from outrider.importers.postman.scripts.request_functions import request_text
from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    BodyValue,
    BuiltinValue,
    ConstantValue,
    FunctionValue,
    ObjectValue,
    ResponseValue,
    TextValue,
    UnknownValue,
    Value,
    as_text,
    beginning_with,
    is_token_name,
    template_of,
    text_value,
    truth_of,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode

_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_EQUAL = {"==": True, "===": True, "!=": False, "!==": False}
_AGE = frozenset({"<", "<=", ">", ">="})
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "-": python.sub, "*": python.mul, "/": python.truediv, "%": python.mod, "+": python.add,
    "<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge,
}  # fmt: skip


def known_or(evaluator: Machine, value: Value, operator: str) -> bool | None:
    """Whether the first side of an operator, or a condition, holds; ``None`` if nobody knows.

    For ``??`` it holds where there is anything.
    """
    if operator == "??":
        if isinstance(value, ConstantValue):
            return value.value is not None
        if isinstance(value, BodyValue | UnknownValue):
            return None
        if isinstance(value, TextValue):
            # An empty text is one, and so is a variable that is empty.
            outside = _REFERENCE.fullmatch(value.template or "") is None
            return True if outside else evaluator.state.is_defined(value)
    holds = truth_of(value)
    if holds is None and isinstance(value, TextValue):
        return evaluator.state.is_set(value)
    return holds


def unary(evaluator: Machine, operator: str, value: Value, node: SyntaxNode) -> Value:
    """``!``, ``-``, ``+``, ``typeof``, ``void``."""
    match operator:
        case "!":
            holds = known_or(evaluator, value, "!")
            return unknown_value(node, value) if holds is None else ConstantValue(not holds)
        case "void":
            return NOTHING
        case "typeof":
            kind = _type_of(value)
            return unknown_value(node, value) if kind is None else text_value(kind)
        case "+" | "-":
            number = number_of(value)
            if number is None:
                return unknown_value(node, value)
            return ConstantValue(-number if operator == "-" else number)
        case _:
            return unknown_value(node, value)


def _type_of(value: Value) -> str | None:
    match value:
        case TextValue(pieces):
            template = template_of(value)
            return "string" if template is None or ("{{" not in template and pieces) else None
        case ConstantValue(None):
            return "undefined"
        case ConstantValue(bool()):
            return "boolean"
        case ConstantValue():
            return "number"
        case FunctionValue():
            return "function"
        case ObjectValue() | ArrayValue() | ResponseValue():
            return "object"
        case _:
            return None


def number_of(value: Value) -> float | None:
    """A value as a number; ``None`` where it is none that is known."""
    if isinstance(value, ConstantValue):
        return None if value.value is None else float(value.value)
    literal = value.literal if isinstance(value, TextValue) else None
    if literal is None or len(literal) > 40:
        return None
    try:
        return float(literal)
    except ValueError:
        return None


def binary(
    evaluator: Machine, operator: str, first: Value, second: Value, node: SyntaxNode
) -> Value:
    """Sums, comparisons and the like."""
    if operator in _EQUAL:
        is_other = len(operator) == 3 and _differ_in_kind(first, second)
        same = False if is_other else _equal(evaluator, first, second)
        if same is None:
            return unknown_value(node, first, second)
        return ConstantValue(same is _EQUAL[operator])
    if operator == "+" and not (
        isinstance(first, ConstantValue) and isinstance(second, ConstantValue)
    ):
        return _sum(evaluator, first, second, node)
    if operator == "in" and isinstance(second, ObjectValue):
        name = evaluator.state.known_text(first)
        return unknown_value(node, first) if name is None else ConstantValue(name in second.values)
    compute = _ARITHMETIC.get(operator)
    one, other = number_of(first), number_of(second)
    if compute is None or one is None or other is None:
        found = unknown_value(node, first, second)
        if operator in _AGE and found.derived:
            # Whether something is old by now: that is asked here as well.
            return structs.replace(found, asks=frozenset())
        return found
    try:
        return ConstantValue(compute(one, other))
    except (ZeroDivisionError, OverflowError, ValueError):
        return unknown_value(node, first, second)


def _sum(evaluator: Machine, first: Value, second: Value, node: SyntaxNode) -> Value:
    first, second = request_text(evaluator.state, first), request_text(evaluator.state, second)
    for one in (first, second):
        if isinstance(one, UnknownValue) and not one.derived:
            # What is not known is named itself, and not what it is added to.
            return beginning_with(first, one) if one is second else one
    left, right = as_text(first), as_text(second)
    if left is None or right is None:
        return unknown_value(node, first, second)
    evaluator.state.count(node, left.size + right.size)
    return left.followed_by(right)


def _equal(evaluator: Machine, first: Value, second: Value) -> bool | None:
    for one, other in ((first, second), (second, first)):
        if isinstance(one, ConstantValue) and one.value is None:
            return _is_nothing(evaluator, other)
    if isinstance(first, ConstantValue) and isinstance(second, ConstantValue):
        # Without regard to kinds, which only === looks at.
        return first.value == second.value
    if isinstance(first, UnknownValue | BodyValue | BuiltinValue) or isinstance(
        second, UnknownValue | BodyValue | BuiltinValue
    ):
        return None
    written, wanted = template_of(first), template_of(second)
    if written is None or wanted is None:
        no_texts = as_text(first) is None and as_text(second) is None
        return first is second if no_texts else None
    if not written or not wanted:
        asked = second if not written else first
        if "{{" not in written + wanted:
            return written == wanted
        known = evaluator.state.is_set(asked)
        return None if known is None else not known
    return _are_same_texts(evaluator.state, written, wanted)


def _are_same_texts(state: ScriptState, one: str, other: str) -> bool | None:
    """Whether two templates come to the same."""
    for template, wanted in ((one, other), (other, one)):
        if is_unresolved(template) and "{{" in wanted:
            return None
        if "{{" not in wanted and state.is_absent(template):
            return False
    left, right = state.known_text(text_value(one)), state.known_text(text_value(other))
    return None if left is None or right is None else left == right


def _differ_in_kind(first: Value, second: Value) -> bool:
    """Whether one is a text and the other a number, or true or false."""
    kinds = {_type_of(first), _type_of(second)}
    return None not in kinds and len(kinds) > 1 and kinds <= {"string", "number", "boolean"}


def _is_nothing(evaluator: Machine, value: Value) -> bool | None:
    match value:
        case ConstantValue(known):
            return known is None
        case BodyValue(_, path):
            if not path or is_token_name(path[-1]):
                return False
            return True if path[-1] in {"error", "errors"} else None
        case UnknownValue() | BuiltinValue():
            return None
        case TextValue():
            if _REFERENCE.fullmatch(value.template or "") is None:
                return False
            holds = evaluator.state.is_defined(value)
            return None if holds is None else not holds
        case _:
            return False
