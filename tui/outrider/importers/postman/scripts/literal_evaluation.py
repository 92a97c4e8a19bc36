"""What the texts, objects and arrays that a script writes come to."""

from __future__ import annotations

from abc import ABC, abstractmethod

from outrider.importers.postman.scripts.literals import fragment, key_of, number_value
from outrider.importers.postman.scripts.request_functions import request_text
from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ConstantValue,
    FunctionValue,
    ObjectValue,
    Scope,
    UnknownValue,
    Value,
    as_text,
    beginning_with,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode


class LiteralEvaluator(ABC):
    """One method for each kind of literal, by its name in the grammar."""

    def __init__(self, state: ScriptState) -> None:
        self.state = state

    @abstractmethod
    def value(self, node: SyntaxNode | None, scope: Scope) -> Value:
        """What an expression comes to."""

    @abstractmethod
    def call(self, function: Value, given: list[Value], node: SyntaxNode) -> Value:
        """Calls what a value is."""

    def values(self, nodes: list[SyntaxNode], scope: Scope) -> list[Value] | None:
        """What expressions come to, spread ones too; ``None`` where one cannot be spread."""
        found: list[Value] = []
        for one in nodes:
            if one.type != "spread_element":
                found.append(self.value(one, scope))
                continue
            inner = self.value(one.children[0], scope)
            if not isinstance(inner, ArrayValue):
                if self.state.lenient:
                    continue
                return None
            self.state.count(one, len(inner.values))
            found += inner.values
        return found

    def _null(self, _node: SyntaxNode, _scope: Scope) -> Value:
        return NOTHING

    _undefined = _null

    def _true(self, node: SyntaxNode, _scope: Scope) -> Value:
        return ConstantValue(node.type == "true")

    _false = _true

    def _number(self, node: SyntaxNode, _scope: Scope) -> Value:
        return number_value(node)

    def _string(self, node: SyntaxNode, _scope: Scope) -> Value:
        self.state.count(node, (node.end_byte - node.first_byte) // 64)
        return text_value("".join(map(fragment, node.children)))

    def _template_string(self, node: SyntaxNode, scope: Scope) -> Value:
        whole = text_value()
        begins = whole
        unknown: list[Value] = []
        for one in node.children:
            if one.type == "template_substitution":
                made = self.value(one.children[0] if one.children else None, scope)
                inner = request_text(self.state, made)
                text = as_text(inner)
                if text is None:
                    begins = begins if unknown else whole
                    unknown.append(inner)
                    continue
            else:
                text = text_value(fragment(one))
            self.state.count(node, whole.size + text.size)
            whole = whole.followed_by(text)
        if unknown:
            first = next((one for one in unknown if isinstance(one, UnknownValue)), None)
            blended = unknown_value(node, whole, *unknown)
            shown = first if first is not None and not blended.derived else blended
            return beginning_with(begins, shown)
        return whole

    def _object(self, node: SyntaxNode, scope: Scope) -> Value:
        values: dict[str, Value] = {}
        result = ObjectValue(values)
        getters: list[str] = []
        for one in node.children:
            if one.type == "method_definition":
                name = key_of(one.get("name"))
                is_getter = "get" in one.words
                if "set" not in one.words:
                    values[name] = FunctionValue(one, scope, result if is_getter else None)
                getters += [name] if is_getter else []
            elif one.type == "spread_element":
                inner = self.value(one.children[0], scope)
                if isinstance(inner, ObjectValue):
                    self.state.count(one, len(inner.values))
                    values |= inner.values
                elif inner != NOTHING and not self.state.lenient:
                    return unknown_value(one, inner)
            elif (pair := self._pair(one, scope)) is not None:
                values[pair[0]] = pair[1]
            elif not self.state.lenient:
                return unknown_value(one)
        for name in getters:
            values[name] = self.call(values[name], [], node)
        return result

    def _pair(self, one: SyntaxNode, scope: Scope) -> tuple[str, Value] | None:
        """A name and its value; ``None`` where the name is not known."""
        key = one.get("key")
        if one.type == "shorthand_property_identifier":
            return one.text, self.value(one, scope)
        if one.type != "pair" or key is None:
            return None
        name: str | None = key_of(key)
        if key.type == "computed_property_name":
            name = self.state.known_text(self.value(key.children[0], scope))
        return None if name is None else (name, self.value(one.get("value"), scope))

    def _array(self, node: SyntaxNode, scope: Scope) -> Value:
        values = self.values(node.children, scope)
        return unknown_value(node) if values is None else ArrayValue(values)
