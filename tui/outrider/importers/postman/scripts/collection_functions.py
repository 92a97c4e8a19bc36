"""What goes through objects and arrays: ``Object.entries``, ``map`` and ``forEach``, lodash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.members import member
from outrider.importers.postman.scripts.merging import Condition
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ConstantValue,
    FunctionValue,
    ObjectValue,
    TextValue,
    UnknownValue,
    Value,
    asks_of,
    template_of,
    text_value,
    truth_of,
    unknown_value,
)
from outrider.importers.postman.scripts.statement_ends import NEXT, ScriptThrow, StatementEnd
from outrider.importers.postman.scripts.syntax import SyntaxNode

Call: TypeAlias = "Callable[[Machine, list[Value], SyntaxNode], Value | None]"


def pairs_of(value: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values, of an array or an object; ``None`` where they are not known."""
    if isinstance(value, ArrayValue):
        return [(ConstantValue(index), one) for index, one in enumerate(value.values)]
    if isinstance(value, ObjectValue):
        return [(text_value(name), one) for name, one in value.values.items()]
    return None


def through(
    evaluator: Machine, name: str, value: Value, given: list[Value], node: SyntaxNode
) -> Value | None:
    """``map``, ``filter``, ``find``, ``forEach``, ``some``, ``every``, ``reduce`` over items."""
    pairs = pairs_of(value)
    if pairs is None or not given or not isinstance(given[0], FunctionValue):
        return None
    evaluator.state.count(node, len(pairs))
    if name == "reduce":
        whole = given[1] if len(given) > 1 else (pairs.pop(0)[1] if pairs else NOTHING)
        for key, one in pairs:
            whole = evaluator.call(given[0], [whole, one, key], node)
        return whole
    if name in _STOPPING:
        return _first(evaluator, name, value, pairs, given[0], node)
    results = [evaluator.call(given[0], [one, key, value], node) for key, one in pairs]
    match name:
        case "forEach" | "each":
            return NOTHING
        case "map":
            return ArrayValue(results)
        case "flatMap":
            return flat(results)
        case _:
            return _chosen([one for _, one in pairs], results, node)


def _chosen(items: list[Value], results: list[Value], node: SyntaxNode) -> Value:
    """Those items for which a function says yes."""
    holds = [truth_of(one) for one in results]
    if None in holds:
        return unknown_value(node, results[holds.index(None)])
    return ArrayValue([one for one, yes in zip(items, holds, strict=True) if yes])


def _first(
    evaluator: Machine,
    name: str,
    whole: Value,
    pairs: list[tuple[Value, Value]],
    function: Value,
    node: SyntaxNode,
) -> Value:
    """The first item for which a function says yes, or no; it is not asked about those behind."""
    for index, (key, one) in enumerate(pairs):
        said = evaluator.call(function, [one, key, whole], node)
        holds = truth_of(said)
        if holds is None:
            rest = partial(_first, evaluator, name, whole, pairs[index + 1 :], function, node)
            completion = evaluator.state.both_ways(
                Condition(node, asks_of(said)),
                lambda: NEXT,
                partial(_ended, rest),
            )
            if completion.ends:
                raise ScriptThrow
            return unknown_value(node, said)
        if holds is not (name == "every"):
            found = {"find": one, "findIndex": key}
            return found.get(name, ConstantValue(name == "some"))
    missing: dict[str, Value] = {"find": NOTHING, "findIndex": ConstantValue(-1)}
    return missing.get(name, ConstantValue(name == "every"))


def _ended(run: Callable[[], Value]) -> StatementEnd:
    return StatementEnd(value=run())


_STOPPING = frozenset({"find", "findIndex", "some", "every"})
THROUGH = ("map", "filter", "forEach", "each", "reduce", "flatMap", *_STOPPING)


def flat(values: list[Value]) -> ArrayValue:
    """Items, and the items of arrays among them."""
    found: list[Value] = []
    for one in values:
        found += one.values if isinstance(one, ArrayValue) else [one]
    return ArrayValue(found)


def _of_lodash(name: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        return through(evaluator, name, given[0], given[1:], node) if given else None

    return call


def _keys(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    pairs = pairs_of(given[0]) if given else None
    return None if pairs is None else ArrayValue([key for key, _ in pairs])


def _values(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    pairs = pairs_of(given[0]) if given else None
    return None if pairs is None else ArrayValue([one for _, one in pairs])


def _entries(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    pairs = pairs_of(given[0]) if given else None
    return None if pairs is None else ArrayValue([ArrayValue([key, one]) for key, one in pairs])


def _from_entries(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    if not given or not isinstance(given[0], ArrayValue):
        return given[0] if given and isinstance(given[0], ObjectValue) else None
    values: dict[str, Value] = {}
    for pair in given[0].values:
        name = template_of(member(evaluator, pair, "0", node))
        if name is None:
            return unknown_value(node, pair)
        values[name] = member(evaluator, pair, "1", node)
    return ObjectValue(values)


def _assign(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    target = given[0] if given else NOTHING
    if not isinstance(target, ObjectValue):
        return None
    for one in given[1:]:
        if not isinstance(one, ObjectValue):
            if one == NOTHING:
                continue
            return unknown_value(node, one)
        evaluator.state.count(node, len(one.values))
        for name, value in one.values.items():
            evaluator.state.write(target.values, name, value)
    return target


def _merged(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``_.merge``, of objects that hold nothing that would be merged itself."""
    held = [set(one.values) for one in given if isinstance(one, ObjectValue)]
    nested = any(
        isinstance(inner, ObjectValue | ArrayValue)
        for one in given
        if isinstance(one, ObjectValue)
        for inner in one.values.values()
    )
    if nested and len(set().union(*held)) < sum(map(len, held)):
        return unknown_value(node, *given)
    return _assign(evaluator, given, node)


def _with_defaults(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``_.defaults``: what an object has already stays."""
    target = given[0] if given else NOTHING
    if not isinstance(target, ObjectValue):
        return None
    own = {name: one for name, one in target.values.items() if one != NOTHING}
    given = [target, *reversed(given[1:]), ObjectValue(own)]
    return _assign(evaluator, given, node)


def _at(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``_.get(object, 'a.b', default)``."""
    path = template_of(given[1]) if len(given) > 1 else None
    if path is None:
        return None
    value = given[0]
    for name in path.split(".")[:20]:
        value = member(evaluator, value, name, node)
    return given[2] if value == NOTHING and len(given) > 2 else value


def _put(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``_.set(object, 'a.b', value)``."""
    path = template_of(given[1]) if len(given) > 2 else None
    if path is None:
        return None
    *names, last = path.split(".")[:20]
    value = given[0]
    for name in names:
        value = member(evaluator, value, name, node)
    if isinstance(value, ObjectValue):
        evaluator.state.write(value.values, last, given[2])
    return given[0]


def _has(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    name = template_of(given[1]) if len(given) > 1 else None
    if name is None:
        return None
    if isinstance(given[0], ObjectValue):
        return ConstantValue(name in given[0].values)
    found = member(evaluator, given[0], name, node)
    known = evaluator.state.is_defined(found)
    return unknown_value(node, found) if known is None else ConstantValue(known)


def _is_empty(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    first = given[0] if given else NOTHING
    pairs = pairs_of(first)
    if pairs is not None:
        return ConstantValue(not pairs)
    holds = truth_of(first)
    if holds is None and isinstance(first, TextValue):
        holds = evaluator.state.is_set(first)
    return unknown_value(node, first) if holds is None else ConstantValue(not holds)


def _picked(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    if not given or not isinstance(given[0], ObjectValue):
        return None
    names = [template_of(one) for one in flat(given[1:]).values]
    known = given[0].values
    return ObjectValue({name: known[name] for name in names if name in known})


def _is_list(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    first = given[0] if given else NOTHING
    if isinstance(first, UnknownValue):
        return unknown_value(node, first)
    return ConstantValue(isinstance(first, ArrayValue))


def _same(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """A copy; ``Array.from`` of a text has its characters."""
    is_copied = len(given) == 1 and isinstance(given[0], ArrayValue | ObjectValue)
    return given[0] if is_copied else unknown_value(node, *given)


def _array_from(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """As :func:`_same`; a second argument makes the items, as ``map`` does."""
    if len(given) == 2 and isinstance(given[0], ArrayValue):
        return through(evaluator, "map", given[0], given[1:], node)
    return _same(evaluator, given, node)


COLLECTION_FUNCTIONS: Mapping[str, Call] = {
    **{f"_.{name}": _of_lodash(name) for name in THROUGH},
    **dict.fromkeys(("Object.keys", "_.keys"), _keys),
    **dict.fromkeys(("Object.values", "_.values"), _values),
    **dict.fromkeys(("Object.entries", "_.toPairs", "_.entries"), _entries),
    **dict.fromkeys(("Object.fromEntries", "_.fromPairs"), _from_entries),
    **dict.fromkeys(("Object.assign", "_.assign", "_.extend"), _assign),
    **dict.fromkeys(("Object.freeze", "_.clone", "_.cloneDeep", "_.identity"), _same),
    "Array.from": _array_from,
    "_.get": _at,
    "_.set": _put,
    "_.merge": _merged,
    "_.defaults": _with_defaults,
    "_.has": _has,
    "_.isEmpty": _is_empty,
    "_.isNil": _is_empty,
    "_.pick": _picked,
    "Array.isArray": _is_list,
}
