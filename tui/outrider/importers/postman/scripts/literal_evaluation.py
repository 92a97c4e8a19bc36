"""What the texts, objects and arrays that a script writes come to."""

from __future__ import annotations

from abc import ABC, abstractmethod

from outrider.importers.postman.scripts.literals import fragment, key_of, number_value
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

    def values(self, nodes: list[SyntaxNode], scope: Scope) -> list[Value] | None:
        """What expressions come to, spread ones too; ``None`` where one cannot be spread."""
        found: list[Value] = []
        for one in nodes:
            if one.type != "spread_element":
                found.append(self.value(one, scope))
                continue
            inner = self.value(one.children[0], scope)
            if not isinstance(inner, ArrayValue):
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
        unknown: list[Value] = []
        for one in node.children:
            if one.type == "template_substitution":
                inner = self.value(one.children[0] if one.children else None, scope)
                text = as_text(inner)
                if text is None:
                    unknown.append(inner)
                    continue
            else:
                text = text_value(fragment(one))
            self.state.count(node, whole.size + text.size)
            whole = whole.followed_by(text)
        if unknown:
            first = next((one for one in unknown if isinstance(one, UnknownValue)), None)
            blended = unknown_value(node, whole, *unknown)
            return first if first is not None and not blended.derived else blended
        return whole

    def _object(self, node: SyntaxNode, scope: Scope) -> Value:
        values: dict[str, Value] = {}
        result = ObjectValue(values)
        for one in node.children:
            key = one.get("key")
            if one.type == "pair" and key is not None:
                name = key_of(key)
                if key.type == "computed_property_name":
                    computed = self.state.known_text(self.value(key.children[0], scope))
                    if computed is None:
                        return unknown_value(one)
                    name = computed
                values[name] = self.value(one.get("value"), scope)
            elif one.type == "shorthand_property_identifier":
                values[one.text] = self.value(one, scope)
            elif one.type == "method_definition" and not {"get", "set"} & set(one.words):
                values[key_of(one.get("name"))] = FunctionValue(one, scope)
            elif one.type == "spread_element":
                inner = self.value(one.children[0], scope)
                if isinstance(inner, ObjectValue):
                    self.state.count(one, len(inner.values))
                    values |= inner.values
                elif inner != NOTHING:
                    return unknown_value(one, inner)
            else:
                return unknown_value(one)
        return result

    def _array(self, node: SyntaxNode, scope: Scope) -> Value:
        values = self.values(node.children, scope)
        return unknown_value(node) if values is None else ArrayValue(values)
