"""Calls: of the script's own functions, of methods, of what the sandbox brings."""

from __future__ import annotations

from outrider.importers.postman.scripts.builtin_functions import call_builtin
from outrider.importers.postman.scripts.evaluated_text import forget_names, made_of_text, runs_text
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.members import member
from outrider.importers.postman.scripts.patterns import bind_pattern
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    BuiltinValue,
    FunctionValue,
    NativeValue,
    ObjectValue,
    Scope,
    UnknownValue,
    Value,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode, arguments
from outrider.importers.postman.scripts.value_methods import call_method

SEND = "pm.sendRequest"
_HARMLESS = (
    "console.", "pm.test", "pm.expect", "tests", "alert", "pm.info", "expect", "moment", "Date",
    "Math.", "clearTimeout", "clearInterval", "isNaN", "Error", "TypeError", "cheerio", "tv4",
    "CryptoJS.", "JSON.", "Object.", "Array", "Number", "String", "Boolean", "parse", "_.", "uuid",
    "require", "module:", "xml2Json", "atob", "pm.cookies", "pm.response", "pm.iterationData",
    "decode", "unescape", "Promise",
)  # fmt: skip
"""What changes nothing but values of the script."""


def call_node(evaluator: Machine, node: SyntaxNode, scope: Scope) -> Value:
    """What a call gives, and what it does."""
    callee = node.get("function")
    while callee is not None and callee.type == "parenthesized_expression" and callee.children:
        callee = callee.children[-1]
    given = evaluator.values(arguments(node), scope)
    if callee is None or given is None:
        return unknown_value(node)
    name = ""
    receiver: Value | None = None
    if callee.type == "member_expression":
        receiver = evaluator.value(callee.get("object"), scope)
        name = callee.fields["property"].text if "property" in callee.fields else ""
    elif callee.type == "subscript_expression":
        receiver = evaluator.value(callee.get("object"), scope)
        index = evaluator.value(callee.get("index"), scope)
        name = evaluator.state.known_text(index) or ""
    if receiver is None:
        return _call_named(evaluator, evaluator.value(callee, scope), given, node, scope)
    if isinstance(receiver, FunctionValue) and name in {"call", "apply", "bind"}:
        return _called_with_this(evaluator, receiver, name, given, node)
    if not isinstance(receiver, BuiltinValue):
        own = receiver.values.get(name) if isinstance(receiver, ObjectValue) else None
        if own is not None:
            return call_value(evaluator, own, given, node, receiver)
        found = call_method(evaluator, receiver, name, given, node)
        if found is not None:
            return found
        return _unknown_call(evaluator, receiver, given, node)
    named = member(evaluator, receiver, name, callee)
    return _call_named(evaluator, named, given, node, scope)


def _call_named(
    evaluator: Machine, function: Value, given: list[Value], node: SyntaxNode, scope: Scope
) -> Value:
    if runs_text(function):
        forget_names(evaluator.state, scope, node, given)
    return call_value(evaluator, function, given, node)


def call_value(
    evaluator: Machine,
    function: Value,
    given: list[Value],
    node: SyntaxNode,
    this: Value | None = None,
) -> Value:
    """Calls what a value is."""
    if isinstance(function, NativeValue):
        return function.call(given)
    if isinstance(function, FunctionValue) and function.node.type not in {
        "class",
        "class_declaration",
    }:
        return _call_own(evaluator, function, given, this)
    if isinstance(function, BuiltinValue):
        found = call_builtin(evaluator, function.path, given, node)
        if found is not None:
            return found
    return _unknown_call(evaluator, function, given, node)


def _call_own(
    evaluator: Machine, function: FunctionValue, given: list[Value], this: Value | None
) -> Value:
    node = function.node
    evaluator.state.count(node)
    inner = Scope(around=function.scope)
    owner = function.this if function.this is not None else this
    if owner is not None:
        inner.names["this"] = owner
    if node.type != "arrow_function":
        inner.names["arguments"] = ArrayValue(given)
    for index, parameter in enumerate(parameters(node)):
        if parameter.type == "rest_pattern":
            rest = ArrayValue(given[index:])
            bind_pattern(evaluator, parameter, rest, inner, fresh=True)
            break
        value = given[index] if index < len(given) else NOTHING
        bind_pattern(evaluator, parameter, value, inner, fresh=True)
    body = node.get("body")
    if body is None or body.type != "statement_block":
        return evaluator.value(body, inner)
    return evaluator.function_body(body, inner)


def parameters(function: SyntaxNode) -> list[SyntaxNode]:
    """The parameters of a function: names and patterns."""
    single = function.get("parameter")
    if single is not None:
        return [single]
    found = function.get("parameters")
    return found.children if found is not None else []


def _called_with_this(
    evaluator: Machine,
    function: FunctionValue,
    name: str,
    given: list[Value],
    node: SyntaxNode,
) -> Value:
    this = given[0] if given else NOTHING
    if name == "bind":
        return FunctionValue(function.node, function.scope, this)
    rest = given[1:]
    if name == "apply":
        if rest and not isinstance(rest[0], ArrayValue):
            return unknown_value(node)
        rest = list(rest[0].values) if rest and isinstance(rest[0], ArrayValue) else []
    return call_value(evaluator, function, rest, node, this)


def _unknown_call(
    evaluator: Machine, function: Value, given: list[Value], node: SyntaxNode
) -> Value:
    """A call that nobody knows: its functions are gone through; it is told if it stands alone."""
    for one in given:
        if isinstance(one, FunctionValue):
            _call_any_times(evaluator, one, node)
    path = function.path if isinstance(function, BuiltinValue) else ""
    is_harmless = path.startswith(_HARMLESS) if path else isinstance(function, UnknownValue) and (
        function.derived or not function.asks
    )  # fmt: skip
    if not is_harmless and (node.first_byte in evaluator.bare or path.startswith(_EFFECTIVE)):
        evaluator.state.left(node)
    known = [one for one in (function, *given) if not isinstance(one, FunctionValue)]
    first = next((one for one in given if _is_lost(one)), None)
    if isinstance(first, UnknownValue) and path.startswith(_HARMLESS):
        return first
    # A regular expression, say, asks nothing, and tells something of what it is given.
    is_pure = isinstance(function, UnknownValue) and (function.derived or not function.asks)
    if path.startswith(_HARMLESS) or is_pure:
        return unknown_value(node, *known) if known else unknown_value(node)
    return unknown_value(node)


_EFFECTIVE = ("pm.request.", "postman.", "pm.execution", "pm.visualizer", "pm.collection")


def _call_any_times(evaluator: Machine, function: FunctionValue, node: SyntaxNode) -> None:
    evaluator.state.loops += 1
    values: list[Value] = [_unnamed(parameter) for parameter in parameters(function.node)]
    evaluator.state.unthrown(lambda: call_value(evaluator, function, values, node))
    evaluator.state.loops -= 1


def _is_lost(value: Value) -> bool:
    return isinstance(value, UnknownValue) and not value.derived and bool(value.asks & {"?"})


def _unnamed(parameter: SyntaxNode) -> Value:
    return UnknownValue(parameter.line, parameter.start[:60], merged=True)


def construct(evaluator: Machine, node: SyntaxNode, scope: Scope) -> Value:
    """``new Name(…)``."""
    made = evaluator.value(node.get("constructor"), scope)
    given = evaluator.values(arguments(node), scope)
    if given is None:
        return unknown_value(node)
    if runs_text(made):
        return made_of_text(evaluator.state, node)
    if isinstance(made, FunctionValue) and made.node.type in {"class", "class_declaration"}:
        return _instance(evaluator, made, given)
    if not isinstance(made, BuiltinValue):
        return unknown_value(node)
    return _built(evaluator, made.path, given, node)


def _built(evaluator: Machine, path: str, given: list[Value], node: SyntaxNode) -> Value:
    name = path.rpartition(".")[2]
    found: Value | None = None
    # What Postman's own classes make of an object only newer programs of Postman know.
    is_class = name == "Proxy" or path.startswith("module:postman-collection.")
    if is_class and given and evaluator.state.lenient:
        return given[0]
    if name == "Promise" and given:
        found = _promised(evaluator, given[0], node)
    elif name in {"URLSearchParams", "Map", "Headers", "FormData"}:
        found = _form(evaluator, given[0] if given else None, node)
    elif name in {"Date", "moment"}:
        found = UnknownValue(node.line, node.start[:60], frozenset(), derived=True)
    elif name in {"Error", "TypeError"}:
        found = text_value("Error")
    elif name in {"Array", "Set", "Object"} and not given:
        found = ObjectValue({}) if name == "Object" else ArrayValue([])
    elif name in {"Buffer", "String"}:
        found = call_builtin(evaluator, path, given, node) or unknown_value(node, *given)
    return unknown_value(node) if found is None else found


def _promised(evaluator: Machine, executor: Value, node: SyntaxNode) -> Value:
    """What a promise resolves with."""
    box: dict[str, Value] = {}

    def resolve(values: list[Value]) -> Value:
        if "value" not in box:
            evaluator.state.write(box, "value", values[0] if values else NOTHING)
        return NOTHING

    call_value(evaluator, executor, [NativeValue(resolve), NativeValue(lambda _: NOTHING)], node)
    return box.get("value", NOTHING)


def _form(evaluator: Machine, first: Value | None, node: SyntaxNode) -> Value:
    found = ObjectValue({}, is_form=True)
    if isinstance(first, ObjectValue):
        evaluator.state.count(node, len(first.values))
        found.values.update(first.values)
        return found
    if isinstance(first, ArrayValue):
        for pair in first.values:
            name = member(evaluator, pair, "0", node)
            written = evaluator.state.known_text(name)
            if written is None:
                return unknown_value(node, first)
            found.values[written] = member(evaluator, pair, "1", node)
        return found
    return found if first is None or first == NOTHING else first


def _instance(evaluator: Machine, made: FunctionValue, given: list[Value]) -> Value:
    """An object of a class that the script declares; it inherits nothing."""
    made_of = ObjectValue({})
    body = made.node.get("body")
    constructor: FunctionValue | None = None
    for one in body.children if body is not None else ():
        if one.type == "method_definition" and not {"get", "set", "static"} & set(one.words):
            method = FunctionValue(one, made.scope, made_of)
            name = one.fields["name"].text if "name" in one.fields else ""
            if name == "constructor":
                constructor = method
            else:
                made_of.values[name] = method
        elif one.type == "field_definition" and "property" in one.fields:
            inner = Scope({"this": made_of}, made.scope)
            made_of.values[one.fields["property"].text] = evaluator.value(one.get("value"), inner)
    if constructor is not None:
        call_value(evaluator, constructor, given, made.node)
    return made_of
