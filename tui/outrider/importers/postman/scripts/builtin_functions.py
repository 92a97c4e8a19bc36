"""What the language's and the sandbox's own functions give and do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from outrider.importers.postman.scripts.collection_functions import COLLECTION_FUNCTIONS
from outrider.importers.postman.scripts.copying import copied
from outrider.importers.postman.scripts.known_texts import from_base64
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.operators import number_of
from outrider.importers.postman.scripts.postman_functions import POSTMAN_FUNCTIONS
from outrider.importers.postman.scripts.request_functions import request_text
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    Base64Value,
    BodyValue,
    BuiltinValue,
    ConstantValue,
    FunctionValue,
    ObjectValue,
    PercentEncodedValue,
    ResponseValue,
    TextValue,
    UnknownValue,
    Value,
    as_text,
    is_token_name,
    template_of,
    text_value,
    truth_of,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode
from outrider.importers.postman.scripts.text_methods import known_literal, settled
from outrider.importers.postman.scripts.value_methods import call_method

Call: TypeAlias = "Callable[[Machine, list[Value], SyntaxNode], Value | None]"
_DEEPEST = 2
"""Encodings inside of each other that somebody may have meant."""
_UTF8 = frozenset({"utf8", "utf-8", "latin1", "binary", "ascii"})
_MODULES = {
    "btoa": "btoa", "atob": "atob", "crypto-js": "CryptoJS", "moment": "moment", "lodash": "_",
    "buffer": "buffer", "uuid": "uuid", "querystring": "querystring", "url": "url", "util": "util",
}  # fmt: skip
_MADE_OF_TIME = ("Date", "moment")


def _first(given: list[Value]) -> Value:
    return given[0] if given else NOTHING


def _text(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``String(x)``, and what only changes how bytes are held."""
    if not given:
        return text_value("")
    text = as_text(request_text(evaluator.state, given[0]))
    if text is not None:
        return text
    return unknown_value(node, given[0]) if isinstance(given[0], UnknownValue) else None


def _buffer(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    encoding = template_of(given[1]) if len(given) > 1 else "utf8"
    text = as_text(given[0]) if given else None
    if encoding == "base64" and text is not None:
        return _decoded(evaluator, text, node)
    return text if encoding in _UTF8 else None


def _base64(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    text = as_text(given[0]) if given else None
    if text is None and given:
        return given[0] if isinstance(given[0], UnknownValue) else unknown_value(node, given[0])
    if text is None or text.nesting > _DEEPEST:
        return None
    return text_value(Base64Value(text))


def _from_base64(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    text = as_text(given[0]) if given else None
    return _decoded(evaluator, text, node) if text is not None else None


def _binary(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``atob``: one character for each byte, so that only ASCII is the same as UTF-8."""
    found = _from_base64(evaluator, given, node)
    literal = template_of(found)
    return found if literal is None or literal.isascii() else unknown_value(node, *given)


def _decoded(evaluator: Machine, text: TextValue, node: SyntaxNode) -> Value | None:
    if len(text.pieces) == 1 and isinstance(text.pieces[0], Base64Value):
        return text.pieces[0].text
    literal = known_literal(evaluator, text)
    found = None if literal is None else from_base64(literal)
    return unknown_value(node, text) if found is None else text_value(found)


def _percent(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    text = as_text(given[0]) if given else None
    if text is None or text.nesting > _DEEPEST:
        return given[0] if given and isinstance(given[0], UnknownValue) else None
    return text_value(PercentEncodedValue(text))


def _partly_encoded(name: str) -> Call:
    """``encodeURI`` and ``escape``, which leave some characters that a form encodes."""

    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        text = as_text(given[0]) if given else None
        literal = None if text is None else known_literal(evaluator, text)
        if text is None or literal is None or not literal.isascii():
            return unknown_value(node, *given)
        written = quote(literal, safe=_LEFT[name])
        is_whole = written == quote(literal, safe=_LEFT["encodeURIComponent"])
        return _percent(evaluator, [text], node) if is_whole else text_value(written)

    return call


def _from_percent(name: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        text = as_text(given[0]) if given else None
        if text is None:
            return None
        if len(text.pieces) == 1 and isinstance(text.pieces[0], PercentEncodedValue):
            return text.pieces[0].text
        literal = known_literal(evaluator, text)
        if literal is None:
            return unknown_value(node, text)
        plain = unquote(literal, errors="surrogateescape")
        if plain != literal and (name == "decodeURI" or not plain.isprintable()):
            # It leaves some characters encoded, or the others are no text.
            return unknown_value(node, text)
        if name == "unescape" and ("%u" in literal or not plain.isascii()):
            return unknown_value(node, text)
        return settled(text, literal, plain)

    return call


_LEFT = {
    "encodeURIComponent": "!'()*-._~",
    "encodeURI": "!'()*-._~;/?:@&=+$,#",
    "escape": "@*_+-./",
}
"""What each leaves as it is (ECMA-262 §19.2.6 and §B.2.1.1)."""


def _parsed(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    first = _first(given)
    if isinstance(first, ResponseValue):
        return BodyValue(first.number)
    if isinstance(first, BodyValue | ObjectValue | ArrayValue):
        return first
    for written in (template_of(first), evaluator.state.known_text(first)):
        if written is None:
            continue
        evaluator.state.count(node, len(written) // 16)
        try:
            return of_json(json.loads(written))
        except (ValueError, RecursionError):
            continue
    return unknown_value(node, first)


def of_json(data: Any) -> Value:
    """A value of JSON."""
    match data:
        case dict():
            return ObjectValue({str(key): of_json(one) for key, one in data.items()})
        case list():
            return ArrayValue(list(map(of_json, data)))
        case str():
            return text_value(data)
        case _:
            return ConstantValue(data)


def _written_json(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """An object stays one: what reads it knows that it is JSON where a text is wanted."""
    first = _first(given)
    if isinstance(first, ObjectValue | ArrayValue):
        return copied(evaluator, first, node)
    if isinstance(first, BodyValue) and not _is_a_text(first):
        return first
    return unknown_value(node, first)


def _is_a_text(value: BodyValue) -> bool:
    """Whether quotes stand around it in JSON."""
    return bool(value.path) and is_token_name(value.path[-1])


def _number(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    number = number_of(_first(given))
    return unknown_value(node, *given) if number is None else ConstantValue(number)


def _integer(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    number = number_of(_first(given))
    if number is None or not abs(number) < 1e15:
        return unknown_value(node, *given)
    return ConstantValue(float(int(number)))


def _truth(_: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    holds = truth_of(_first(given))
    return unknown_value(node, *given) if holds is None else ConstantValue(holds)


def _required(_: Machine, given: list[Value], _node: SyntaxNode) -> Value | None:
    name = template_of(_first(given)) or ""
    return BuiltinValue(_MODULES.get(name, f"module:{name}"))


def _later(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``setTimeout(f)``, ``pm.test(name, f)``: what it is given is run."""
    for one in given:
        if isinstance(one, FunctionValue):
            evaluator.call(one, [], node)
    return NOTHING


def _same(_: Machine, given: list[Value], _node: SyntaxNode) -> Value | None:
    return _first(given)


def _all_settled(_: Machine, given: list[Value], _node: SyntaxNode) -> Value | None:
    first = _first(given)
    if not isinstance(first, ArrayValue):
        return None
    fulfilled = text_value("fulfilled")
    return ArrayValue([ObjectValue({"status": fulfilled, "value": one}) for one in first.values])


def _any_of(_: Machine, given: list[Value], _node: SyntaxNode) -> Value | None:
    first = _first(given)
    return first.values[0] if isinstance(first, ArrayValue) and len(first.values) == 1 else None


def _query_text(_: Machine, given: list[Value], _node: SyntaxNode) -> Value | None:
    """``querystring.stringify(object)``."""
    first = _first(given)
    return as_text(ObjectValue(first.values, is_form=True)) if isinstance(
        first, ObjectValue
    ) else None  # fmt: skip


def _joined(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    return call_method(evaluator, given[0], "join", given[1:], node) if given else None


FUNCTIONS: Mapping[str, Call] = {
    **POSTMAN_FUNCTIONS,
    **COLLECTION_FUNCTIONS,
    **dict.fromkeys(("String", "CryptoJS.enc.Utf8.parse", "CryptoJS.enc.Latin1.parse",
                     "CryptoJS.enc.Utf8.stringify"), _text),
    **dict.fromkeys(("Buffer.from", "Buffer", "buffer.Buffer.from", "buffer.Buffer"), _buffer),
    **dict.fromkeys(("btoa", "pm.btoa", "CryptoJS.enc.Base64.stringify"), _base64),
    **dict.fromkeys(("atob", "pm.atob"), _binary),
    "CryptoJS.enc.Base64.parse": _from_base64,
    **dict.fromkeys(("encodeURIComponent", "querystring.escape"), _percent),
    **{name: _partly_encoded(name) for name in ("encodeURI", "escape")},
    **{name: _from_percent(name) for name in ("decodeURIComponent", "decodeURI", "unescape")},
    **dict.fromkeys(("Number", "parseFloat", "_.toNumber"), _number),
    **dict.fromkeys(("parseInt", "_.toInteger"), _integer),
    **dict.fromkeys(("setTimeout", "setInterval", "setImmediate", "pm.test"), _later),
    **dict.fromkeys(("Promise.all", "Promise.resolve", "util.promisify", "structuredClone"), _same),
    **dict.fromkeys(("Promise.any", "Promise.race"), _any_of),
    **dict.fromkeys(("querystring.stringify", "querystring.encode"), _query_text),
    "_.join": _joined,
    "Promise.allSettled": _all_settled,
    "JSON.parse": _parsed,
    "JSON.stringify": _written_json,
    "Boolean": _truth,
    "require": _required,
    "pm.require": _required,
}  # fmt: skip
"""By the path by which a script calls it."""


def call_builtin(
    evaluator: Machine, path: str, given: list[Value], node: SyntaxNode
) -> Value | None:
    """What a function of the sandbox gives; ``None`` for one that is not known."""
    function = FUNCTIONS.get(path)
    if function is not None:
        return function(evaluator, given, node)
    if path.endswith(".bind") and path.removesuffix(".bind") in FUNCTIONS:
        return BuiltinValue(path.removesuffix(".bind"))
    if path.partition(".")[0] in _MADE_OF_TIME:
        made = unknown_value(node, *given) if given else UnknownValue(node.line, "", frozenset())
        return UnknownValue(node.line, node.start[:60], made.asks, derived=True)
    if path.startswith(("pm.expect", "expect", "tests", "tv4", "cheerio")):
        # What follows checks something: pm.expect(…).to.equal(…).
        return BuiltinValue(path.partition("(")[0])
    if path.startswith(("console", "alert", "clearTimeout", "clearInterval", "pm.visualizer")):
        return NOTHING
    return None
