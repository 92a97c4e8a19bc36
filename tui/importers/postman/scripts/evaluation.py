"""Evaluates expressions of a script without running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui.importers.postman.scripts.bindings import Bindings
from tui.importers.postman.scripts.syntax import (
    arguments,
    children,
    field,
    key_of,
    line,
    path,
    text,
    unescaped,
    walk,
)
from tui.importers.postman.scripts.values import (
    Answer,
    AnswerBody,
    AnswerPart,
    Base64,
    Encoded,
    Items,
    Table,
    Text,
    Token,
    Unknown,
    Value,
    template_of,
)
from tui.importers.postman.scripts.values import text as text_value

if TYPE_CHECKING:
    from tree_sitter import Node

DEEPEST = 60
"""Calls and names that one expression may lead through."""

MOST_STEPS = 20_000
"""Expressions that are looked at for one script."""

_SCOPES = ("environment", "variables", "collectionVariables", "globals", "iterationData", "vault")
GETTERS = frozenset(
    (*(f"pm.{scope}.get" for scope in _SCOPES), "postman.getEnvironmentVariable",
     "postman.getGlobalVariable")
)  # fmt: skip
REPLACERS = frozenset(f"pm.{scope}.replaceIn" for scope in _SCOPES)
_OLD_SCOPES = frozenset({"environment", "globals", "data"})
_ENCODERS = frozenset({"encodeURIComponent", "encodeURI", "escape"})
_KEEPERS = frozenset({"trim", "toString", "valueOf", "normalize"})
_BASE64 = frozenset({"btoa", "CryptoJS.enc.Base64.stringify", "pm.btoa"})
_BYTES = frozenset(
    {"CryptoJS.enc.Utf8.parse", "CryptoJS.enc.Latin1.parse", "Buffer.from", "Buffer", "String",
     "unescape", "require"}
)  # fmt: skip


class Evaluator:
    """Knows what the names of one script stand for.

    Args:
        tree: the script.
        answers: names and paths that stand for the token request's answer.
    """

    def __init__(self, tree: Node, answers: Mapping[str, Value]) -> None:
        self._names = Bindings(tree)
        self.answers: dict[str, Value] = dict(answers)
        self._locals: list[dict[str, Value]] = []
        self._under_way: set[str] = set()
        self._steps = 0

    def function(self, node: Node | None) -> Node | None:
        """The function that an expression is, by itself or by its name."""
        return self._names.function(node)

    def value(self, node: Node | None, depth: int = 0) -> Value:
        """What an expression comes to."""
        if node is None:
            return Unknown(0, "nothing")
        self._steps += 1
        if depth > DEEPEST or self._steps > MOST_STEPS:
            return _unknown(node)
        make: Callable[[Node, int], Value] | None = getattr(self, f"_{node.type}", None)
        return _unknown(node) if make is None else make(node, depth + 1)

    # One method for each kind of node, by its name in the grammar.

    def _string(self, node: Node, _depth: int) -> Value:
        pieces = [
            unescaped(text(one)) if one.type == "escape_sequence" else text(one)
            for one in node.named_children
        ]
        return text_value("".join(pieces))

    def _number(self, node: Node, _depth: int) -> Value:
        return text_value(text(node))

    def _true(self, _node: Node, _depth: int) -> Value:
        return text_value("true")

    def _false(self, _node: Node, _depth: int) -> Value:
        return text_value("false")

    def _template_string(self, node: Node, depth: int) -> Value:
        whole: Value = Text(())
        for one in node.named_children:
            if one.type == "template_substitution":
                inner = children(one)
                piece = self.value(inner[0] if inner else None, depth)
            elif one.type == "escape_sequence":
                piece = text_value(unescaped(text(one)))
            else:
                piece = text_value(text(one))
            whole = _joined(whole, piece, node)
        return whole

    def _parenthesized_expression(self, node: Node, depth: int) -> Value:
        inner = children(node)
        return self.value(inner[0], depth) if len(inner) == 1 else _unknown(node)

    def _await_expression(self, node: Node, depth: int) -> Value:
        inner = children(node)
        return self.value(inner[0] if inner else None, depth)

    def _object(self, node: Node, depth: int) -> Value:
        values: dict[str, Value] = {}
        for one in children(node):
            if one.type == "pair":
                values[key_of(field(one, "key"))] = self.value(field(one, "value"), depth)
            elif one.type == "shorthand_property_identifier":
                values[text(one)] = self._identifier(one, depth)
            elif one.type == "spread_element":
                inner = self.value(children(one)[0], depth)
                if not isinstance(inner, Table):
                    return _unknown(node)
                values |= inner.values
            else:
                return _unknown(one)
        return Table(values)

    def _array(self, node: Node, depth: int) -> Value:
        return Items(tuple(self.value(one, depth) for one in children(node)))

    def _identifier(self, node: Node, depth: int) -> Value:
        name = text(node)
        for scope in reversed(self._locals):
            if name in scope:
                return scope[name]
        if name in self.answers:
            return self.answers[name]
        if name in self._names.patterns:
            value, key = self._names.patterns[name]
            return _member(self.value(value, depth), key, node)
        if name in self._under_way:
            # It is made of itself, as in x = x.trim().
            return _unknown(node)
        values = self._names.values.get(name, [])
        self._under_way.add(name)
        found = [self.value(one, depth) for one in values]
        self._under_way.discard(name)
        # The same name for several values is not known, unless all but one are of the answer.
        plain = [one for one in found if not isinstance(one, Unknown)]
        if len(values) == 1:
            return found[0]
        if plain and all(one == plain[0] for one in plain) and len(plain) == len(found):
            return plain[0]
        return _unknown(node)

    def _binary_expression(self, node: Node, depth: int) -> Value:
        left, right = field(node, "left"), field(node, "right")
        operator = text(field(node, "operator"))
        first, second = self.value(left, depth), self.value(right, depth)
        if operator == "+" and isinstance(first, Text) and isinstance(second, Text):
            return _joined(first, second, node)
        if isinstance(first, AnswerPart) or isinstance(second, AnswerPart):
            return AnswerPart()
        if operator in {"||", "??"} and template_of(second) == "":
            return first
        return _unknown(node)

    def _member_expression(self, node: Node, depth: int) -> Value:
        known = self.answers.get(path(node))
        if known is not None:
            return known
        owner, name = field(node, "object"), text(field(node, "property"))
        if owner is not None and text(owner) in _OLD_SCOPES:
            return text_value("{{" + name + "}}")
        return _member(self.value(owner, depth), name, node)

    def _subscript_expression(self, node: Node, depth: int) -> Value:
        owner = field(node, "object")
        name = template_of(self.value(field(node, "index"), depth))
        if name is None:
            return _unknown(node)
        if owner is not None and text(owner) in _OLD_SCOPES:
            return text_value("{{" + name + "}}")
        return _member(self.value(owner, depth), name, node)

    def _new_expression(self, node: Node, depth: int) -> Value:
        name = text(field(node, "constructor"))
        given = arguments(node)
        if name == "Buffer" and given:
            return self.value(given[0], depth)
        return _unknown(node)

    def _call_expression(self, node: Node, depth: int) -> Value:
        callee, given = field(node, "function"), arguments(node)
        name = path(callee)
        first = self.value(given[0], depth) if given else None
        if name in GETTERS or name in REPLACERS:
            wanted = template_of(first)
            if wanted is None:
                return _unknown(node)
            prefix = "vault:" if name.startswith("pm.vault") else ""
            return text_value("{{" + prefix + wanted + "}}" if name in GETTERS else wanted)
        if first is not None and (known := _built_in(name, first)) is not None:
            return known
        if callee is not None and callee.type == "member_expression":
            return self._method(callee, given, node, depth)
        function = self.function(callee)
        return _unknown(node) if function is None else self._called(function, given, node, depth)

    def _method(self, callee: Node, given: list[Node], node: Node, depth: int) -> Value:
        owner = field(callee, "object")
        name = text(field(callee, "property"))
        value = self.value(owner, depth)
        if isinstance(value, Answer):
            return AnswerBody() if name in {"json", "text"} else AnswerPart()
        if isinstance(value, AnswerBody | AnswerPart):
            return value if name in _KEEPERS else AnswerPart()
        if name == "toString" and given:
            wanted = template_of(self.value(given[0], depth))
            if wanted == "base64" and isinstance(value, Text):
                return text_value(Base64(value))
        if name in _KEEPERS and isinstance(value, Text):
            return value
        if name == "concat" and isinstance(value, Text):
            whole: Value = value
            for one in given:
                whole = _joined(whole, self.value(one, depth), node)
            return whole
        if name == "join" and isinstance(value, Items):
            return self._join(value, given, node, depth)
        return _unknown(node)

    def _join(self, items: Items, given: list[Node], node: Node, depth: int) -> Value:
        between = template_of(self.value(given[0], depth)) if given else ","
        if between is None:
            return _unknown(node)
        whole: Value = Text(())
        for index, one in enumerate(items.values):
            if index:
                whole = _joined(whole, text_value(between), node)
            whole = _joined(whole, one, node)
        return whole

    def _called(self, function: Node, given: list[Node], node: Node, depth: int) -> Value:
        """What one of the script's own functions gives back."""
        names = parameters(function)
        if len(self._locals) > DEEPEST:
            return _unknown(node)
        self._locals.append(
            {name: self.value(one, depth) for name, one in zip(names, given, strict=False)}
        )
        try:
            body = field(function, "body")
            if body is None:
                return _unknown(node)
            if body.type != "statement_block":
                return self.value(body, depth)
            returned = [
                one for one in children(body) if one.type == "return_statement" and children(one)
            ]
            if len(returned) != 1 or not all(map(_is_guard, children(body))):
                return _unknown(node)
            return self.value(children(returned[0])[0], depth)
        finally:
            self._locals.pop()


def _built_in(name: str, first: Value) -> Value | None:
    """What one of the language's or the sandbox's own functions gives for its argument."""
    if name in _ENCODERS and isinstance(first, Text):
        return text_value(Encoded(first))
    if name in _BASE64 and isinstance(first, Text):
        return text_value(Base64(first))
    if name == "JSON.parse" and isinstance(first, Answer | AnswerPart):
        return AnswerBody()
    if name in _BYTES or name in {"JSON.parse", "JSON.stringify"}:
        return first
    return None


def parameters(function: Node) -> list[str]:
    """The names of a function's parameters."""
    single = field(function, "parameter")
    if single is not None:
        return [text(single)]
    found = field(function, "parameters")
    return [text(one) for one in children(found)] if found is not None else []


def _is_guard(statement: Node) -> bool:
    """Whether a statement of a function changes nothing of what it gives back."""
    if statement.type in {"lexical_declaration", "variable_declaration", "return_statement"}:
        return True
    if statement.type == "if_statement":
        inside = {one.type for one in walk(statement)}
        return "return_statement" not in inside and "assignment_expression" not in inside
    return statement.type == "expression_statement" and text(statement).startswith("console.")


def _member(value: Value, name: str, node: Node) -> Value:
    match value:
        case AnswerBody():
            return text_value(Token()) if name == "access_token" else AnswerPart()
        case Answer():
            return AnswerBody() if name in {"body", "stream"} else AnswerPart()
        case AnswerPart():
            return AnswerPart()
        case Table(values):
            return values.get(name, _unknown(node))
        case _:
            return _unknown(node)


def _joined(first: Value, second: Value, node: Node) -> Value:
    if isinstance(first, Unknown):
        return first
    if isinstance(second, Unknown):
        return second
    if isinstance(first, AnswerPart) or isinstance(second, AnswerPart):
        return AnswerPart()
    if not isinstance(first, Text) or not isinstance(second, Text):
        return _unknown(node)
    return Text(first.pieces + second.pieces)


def _unknown(node: Node) -> Unknown:
    written = " ".join(text(node).split())
    return Unknown(line(node), written if len(written) <= 60 else written[:59] + "…")
