"""Methods of a script's texts, arrays, forms and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from outrider.importers.postman.scripts.collection_functions import (
    THROUGH,
    flat,
    pairs_of,
    through,
)
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.operators import number_of
from outrider.importers.postman.scripts.regexes import match_of
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    BodyValue,
    BuiltinValue,
    ConstantValue,
    FunctionValue,
    NativeValue,
    ObjectValue,
    RegexValue,
    ResponseValue,
    TextValue,
    UnknownValue,
    Value,
    as_text,
    joined_texts,
    template_of,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode
from outrider.importers.postman.scripts.text_methods import call_text_method

ArrayMethod: TypeAlias = "Callable[[Machine, ArrayValue, list[Value], SyntaxNode], Value | None]"
_MOST_ITEMS = 2_000


def call_method(
    evaluator: Machine, value: Value, name: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    """What a method of a value gives and does; ``None`` for one that is not known."""
    if name in {"then", "catch", "finally"}:
        return _promise(evaluator, value, name, given, node)
    match value:
        case ResponseValue() | BodyValue():
            if name not in _SAME:
                return unknown_value(node, value)
            is_whole = isinstance(value, ResponseValue)
            return BodyValue(value.number) if is_whole else value
        case TextValue():
            return call_text_method(evaluator, value, name, given, node)
        case ArrayValue():
            return _of_array(evaluator, value, name, given, node)
        case ObjectValue():
            return _of_object(evaluator, value, name, given, node)
        case UnknownValue():
            return _of_unknown(evaluator, value, name, given, node)
        case _:
            is_same = isinstance(value, ConstantValue) and name in {"toString", "valueOf"}
            return as_text(value) if is_same and not given else None


_SAME = frozenset({"toString", "trim", "valueOf", "json", "text"})


_PASSED_ON = frozenset({"trim", "valueOf", "normalize", "toString", "split", "replace"})
"""Methods behind which the unknown value is named, and not the call."""


def _tested(evaluator: Machine, regex: RegexValue, asked: Value, node: SyntaxNode) -> Value:
    """Whether a text has what a regular expression looks for."""
    text = evaluator.state.known_text(as_text(asked))
    found = True if text is None else match_of(regex, text)
    return unknown_value(node, regex, asked) if found is True else ConstantValue(found is not False)


def _of_unknown(
    evaluator: Machine, value: UnknownValue, name: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    if isinstance(value, RegexValue) and name == "test" and given:
        return _tested(evaluator, value, given[0], node)
    if value.derived or not value.asks:
        return UnknownValue(node.line, node.start[:60], value.asks, value.derived)
    return value if name in _PASSED_ON else None


def _of_object(
    evaluator: Machine, value: ObjectValue, name: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    if value.is_form:
        return _of_form(evaluator, value, name, given, node)
    if name == "hasOwnProperty" and given:
        key = evaluator.state.known_text(given[0])
        known = ConstantValue(key in value.values)
        return unknown_value(node, given[0]) if key is None else known
    return value if name in {"toString", "valueOf"} else None


def _promise(
    evaluator: Machine, value: Value, name: str, given: list[Value], node: SyntaxNode
) -> Value:
    """A promise is what it resolves to: nothing here fails, and nothing has to wait."""
    if (
        name == "then"
        and given
        and isinstance(given[0], FunctionValue | NativeValue | BuiltinValue)
    ):
        return evaluator.state.unthrown(lambda: evaluator.call(given[0], [value], node))
    if name == "finally" and given:
        evaluator.state.unthrown(lambda: evaluator.call(given[0], [], node))
    return value


def _of_array(
    evaluator: Machine, array: ArrayValue, name: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    if name in THROUGH:
        return through(evaluator, name, array, given, node)
    evaluator.state.count(node, len(array.values) // 8)
    method = _ARRAY_METHODS.get(name)
    if method is not None:
        return method(evaluator, array, given, node)
    # Whatever it does, nobody knows the items behind it.
    evaluator.state.change_list(array, [unknown_value(node, one) for one in array.values])
    return unknown_value(node, *given)


def _push(
    evaluator: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode
) -> Value | None:
    if len(array.values) + len(given) > _MOST_ITEMS:
        return unknown_value(node)
    evaluator.state.change_list(array, array.values + given)
    return ConstantValue(len(array.values))


def _unshift(
    evaluator: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode
) -> Value | None:
    if len(array.values) + len(given) > _MOST_ITEMS:
        return unknown_value(node)
    evaluator.state.change_list(array, given + array.values)
    return ConstantValue(len(array.values))


def _pop(evaluator: Machine, array: ArrayValue, _: list[Value], _node: SyntaxNode) -> Value | None:
    *rest, last = array.values or [NOTHING]
    evaluator.state.change_list(array, rest)
    return last


def _shift(
    evaluator: Machine, array: ArrayValue, _: list[Value], _node: SyntaxNode
) -> Value | None:
    first, *rest = array.values or [NOTHING]
    evaluator.state.change_list(array, rest)
    return first


def _concat(
    evaluator: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode
) -> Value | None:
    whole = ArrayValue([*array.values, *flat(given).values])
    evaluator.state.count(node, len(whole.values))
    return whole


def _join(
    evaluator: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode
) -> Value | None:
    return _joined(evaluator, array.values, given, node)


def _find_index(
    evaluator: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode
) -> Value | None:
    wanted = evaluator.state.known_text(given[0]) if len(given) == 1 else None
    known = [evaluator.state.known_text(one) for one in array.values]
    if wanted is None or None in known:
        return unknown_value(node, *given)
    return ConstantValue(known.index(wanted) if wanted in known else -1)


def _includes(
    evaluator: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode
) -> Value | None:
    found = _find_index(evaluator, array, given, node)
    number = number_of(found) if found is not None else None
    return found if number is None else ConstantValue(number >= 0)


def _reverse(
    evaluator: Machine, array: ArrayValue, _: list[Value], _node: SyntaxNode
) -> Value | None:
    evaluator.state.change_list(array, array.values[::-1])
    return array


def _slice(_: Machine, array: ArrayValue, given: list[Value], node: SyntaxNode) -> Value | None:
    numbers = [number_of(one) for one in given]
    bounds = [int(one) for one in numbers if one is not None and abs(one) < 1e9]
    if len(bounds) < len(numbers):
        return unknown_value(node, *given)
    start, end = bounds[0] if bounds else 0, bounds[1] if len(bounds) > 1 else None
    return ArrayValue(array.values[start:end])


def _entries(_: Machine, array: ArrayValue, _given: list[Value], _node: SyntaxNode) -> Value | None:
    return ArrayValue([ArrayValue([key, one]) for key, one in pairs_of(array) or []])


def _items(_: Machine, array: ArrayValue, _given: list[Value], _node: SyntaxNode) -> Value | None:
    return ArrayValue(list(array.values))


def _flattened(
    _: Machine, array: ArrayValue, _given: list[Value], _node: SyntaxNode
) -> Value | None:
    return flat(array.values)


def _array_text(
    _: Machine, array: ArrayValue, _given: list[Value], _node: SyntaxNode
) -> Value | None:
    return as_text(array)


_ARRAY_METHODS: Mapping[str, ArrayMethod] = {
    "push": _push,
    "unshift": _unshift,
    "pop": _pop,
    "shift": _shift,
    "concat": _concat,
    "join": _join,
    "indexOf": _find_index,
    "includes": _includes,
    "reverse": _reverse,
    "slice": _slice,
    "entries": _entries,
    "values": _items,
    "flat": _flattened,
    "toString": _array_text,
}


def _joined(evaluator: Machine, items: list[Value], given: list[Value], node: SyntaxNode) -> Value:
    between = template_of(given[0]) if given and given[0] != NOTHING else ","
    texts: list[TextValue] = []
    for one in items:
        text = as_text(one)
        if text is None:
            return one if isinstance(one, UnknownValue) else unknown_value(node)
        texts.append(text)
    if between is None:
        return unknown_value(node)
    evaluator.state.count(node, sum(one.size for one in texts))
    return joined_texts(texts, between)


def _of_form(
    evaluator: Machine, form: ObjectValue, name: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    """``URLSearchParams``; of equal names, the last counts."""
    if name in {"toString", "valueOf"}:
        return form
    key = evaluator.state.known_text(given[0]) if given else None
    match name:
        case "append" | "set" | "add" if key is not None and len(given) > 1:
            evaluator.state.write(form.values, key, given[1])
            return form
        case "get" if key is not None:
            return form.values.get(key, NOTHING)
        case "has" if key is not None:
            return ConstantValue(key in form.values)
        case "delete" if key is not None:
            evaluator.state.remove(form.values, key)
            return NOTHING
        case "entries":
            return ArrayValue(
                [ArrayValue([text_value(key), one]) for key, one in form.values.items()]
            )
        case "forEach":
            return through(evaluator, "forEach", form, given, node)
        case _:
            return unknown_value(node, form)
