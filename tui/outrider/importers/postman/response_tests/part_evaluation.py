"""What the expressions of a test script stand for; nothing is run, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable

from outrider.importers.postman.response_tests import member_checks
from outrider.importers.postman.response_tests.condition_values import (
    compared,
    negated,
    united,
)
from outrider.importers.postman.response_tests.joined_parts import joined_parts
from outrider.importers.postman.response_tests.literal_parts import LiteralParts
from outrider.importers.postman.response_tests.part_calls import (
    FunctionRunner,
    call_part,
    part_member,
)
from outrider.importers.postman.response_tests.sandbox_names import (
    POSTMAN_SANDBOX,
    ScriptSandbox,
)
from outrider.importers.postman.response_tests.script_parts import (
    UNDEFINED,
    ConditionValue,
    JsonPart,
    KnownValue,
    NamedPart,
    NameScope,
    NotConverted,
    PartValue,
    SandboxName,
    ScriptFunction,
    TemplateValue,
    TypePart,
    UnclearValue,
)
from outrider.importers.postman.scripts.literals import fragment, key_of
from outrider.importers.postman.scripts.syntax import (
    BrokenScript,
    SyntaxNode,
    arguments,
)

MOST_STEPS = 20_000
"""Expressions and statements that are looked at for one script."""
_DEEPEST = 120


class PartEvaluator(LiteralParts):
    """Tells what expressions stand for: one method for each kind, by its name in the grammar.

    Args:
        variable: a reference to a variable, by its name in Postman.
        schema_file: as :func:`~.chai_chains.read_chain` has it.
        brought: what the program gives scripts.

    Attributes:
        stored: what the script has given variables up to now.
        early_names: variables that it reads before it sets them, if it does.
        is_changed: the script has changed the JSON, so that nobody knows it any more.
    """

    def __init__(
        self,
        runner: FunctionRunner,
        variable: Callable[[str], str],
        schema_file: Callable[[object, str], str],
        brought: ScriptSandbox = POSTMAN_SANDBOX,
    ) -> None:
        self.runner = runner
        self.brought = brought
        self.variable = variable
        self.schema_file = schema_file
        self.stored: dict[str, PartValue] = {}
        self.is_changed = False
        self.early_names: set[str] = set()
        self._parts: dict[TemplateValue, PartValue] = {}
        self._steps = 0
        self._depth = 0

    def count(self, node: SyntaxNode) -> None:
        """Notes work.

        Raises:
            BrokenScript: there is no end of it.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise BrokenScript("it is too complex", node.line)

    def value(self, node: SyntaxNode | None, scope: NameScope) -> PartValue:
        """What an expression stands for."""
        if node is None:
            return UNDEFINED
        self.count(node)
        make: Callable[[SyntaxNode, NameScope], PartValue] | None
        make = getattr(self, f"_{node.type}", None)
        if make is None:
            return self.unclear(node)
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise BrokenScript("it is nested too deeply", node.line)
            made: PartValue = make(node, scope)
            return made
        except NotConverted as reason:
            return UnclearValue(str(reason))
        finally:
            self._depth -= 1

    def _parenthesized_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        return self.value(node.children[-1] if node.children else None, scope)

    def _template_string(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        whole: PartValue = KnownValue("")
        for one in node.children:
            if one.type == "template_substitution":
                piece = self.value(one.children[0] if one.children else None, scope)
            else:
                piece = KnownValue(fragment(one))
            whole = joined_parts(whole, piece) or self._cause([whole, piece], node)
        return whole

    def _array(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        values = [self.value(one, scope) for one in node.children]
        known = [one.value for one in values if isinstance(one, KnownValue)]
        whole = len(known) == len(values) and node.words.count(",") <= len(values)
        return KnownValue(known) if whole else self._cause(values, node)

    def _object(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        found: dict[str, object] = {}
        for one in node.children:
            key = one.get("key")
            if one.type == "shorthand_property_identifier":
                name, value = one.text, self._identifier(one, scope)
            elif one.type == "pair" and key is not None and key.type != "computed_property_name":
                name, value = key_of(key), self.value(one.get("value"), scope)
            else:
                return self.unclear(node)
            if not isinstance(value, KnownValue):
                return self._cause([value], node)
            found[name] = value.value
        return KnownValue(found)

    def _cause(self, values: list[PartValue], node: SyntaxNode) -> PartValue:
        causes = (one for one in values if isinstance(one, UnclearValue))
        return next(causes, self.unclear(node))

    def _arrow_function(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        return ScriptFunction(node, scope)

    _function_expression = _arrow_function

    def _identifier(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        name = node.text
        if name == "undefined":
            return UNDEFINED
        holder = scope.holder(name)
        if holder is not None:
            return self._still(holder.names[name])
        return self.sandbox(name) if name in self.brought.brought else self.unclear(node)

    def _still(self, value: PartValue) -> PartValue:
        if self.is_changed and isinstance(value, JsonPart):
            return UnclearValue("the script changes the JSON before")
        return value

    def sandbox(self, path: str) -> PartValue:
        """What the sandbox has by a name."""
        return self.brought.find(path)

    def reference(self, name: str) -> PartValue:
        """What a variable of Postman's holds."""
        known = self.stored.get(name)
        if isinstance(known, UnclearValue):
            return known
        template = TemplateValue(self.variable(name))
        if known is None:
            self.early_names.add(name)
        else:
            self._parts[template] = known
        return template

    def subject(self, node: SyntaxNode | None, scope: NameScope) -> PartValue:
        """What an assertion is about: of a variable that the script set, what it was set to."""
        value = self.value(node, scope)
        return self._parts.get(value, value) if isinstance(value, TemplateValue) else value

    def part(self, owner: PartValue, name: str | int, node: SyntaxNode) -> PartValue:
        """A member of a value, for a pattern that names it."""
        try:
            return self._still(part_member(self, owner, name, node, tolerant=False))
        except NotConverted as reason:
            return UnclearValue(str(reason))

    def _member_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        owner = self.value(node.get("object"), scope)
        name = node.fields["property"].text if "property" in node.fields else ""
        tolerant = "optional_chain" in node.fields
        return self._still(part_member(self, owner, name, node, tolerant=tolerant))

    def _subscript_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        owner = self.value(node.get("object"), scope)
        index = self.value(node.get("index"), scope)
        tolerant = "optional_chain" in node.fields
        if not isinstance(index, KnownValue) or isinstance(index.value, bool):
            return self._cause([owner, index], node)
        if isinstance(index.value, float | int) and float(index.value).is_integer():
            step: str | int = int(index.value)
        elif isinstance(index.value, str):
            step = index.value
        else:
            return self.unclear(node)
        return self._still(part_member(self, owner, step, node, tolerant=tolerant))

    def _call_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        callee = node.get("function")
        while callee is not None and callee.type == "parenthesized_expression" and callee.children:
            callee = callee.children[-1]
        given = [self.value(one, scope) for one in arguments(node)]
        if callee is None or any(one.type == "spread_element" for one in arguments(node)):
            return self.unclear(node)
        if callee.type == "member_expression":
            owner = self.value(callee.get("object"), scope)
            name = callee.fields["property"].text if "property" in callee.fields else ""
            return call_part(self, owner, name, given, node)
        return call_part(self, self.value(callee, scope), "", given, node)

    def _new_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        made = self.value(node.get("constructor"), scope)
        return SandboxName("ajv") if made == SandboxName("Ajv") else self.unclear(node)

    def _unary_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        operator = node.words[0] if node.words else ""
        if not operator and "operator" in node.fields:
            operator = node.fields["operator"].type
        value = self.value(node.get("argument"), scope)
        if isinstance(value, UnclearValue):
            return value
        if operator == "!":
            return negated(value)
        if operator == "typeof" and isinstance(value, JsonPart):
            return TypePart(value)
        is_number = isinstance(value, KnownValue) and type(value.value) in {int, float}
        if is_number and isinstance(value, KnownValue) and operator in {"-", "+"}:
            return KnownValue(-value.value if operator == "-" else value.value)
        if operator == "+" and isinstance(value, NamedPart):
            return NamedPart(value.subject, value.name, as_number=True)
        return self.unclear(node)

    def _binary_expression(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        operator = node.fields["operator"].type if "operator" in node.fields else ""
        first = self.value(node.get("left"), scope)
        second = self.value(node.get("right"), scope)
        if operator == "+":
            return joined_parts(first, second) or self._cause([first, second], node)
        if operator == "??" and isinstance(first, JsonPart) and second == KnownValue(None):
            return JsonPart(first.steps, first.tolerant, or_null=True)
        if operator == "in" and isinstance(first, KnownValue) and isinstance(second, JsonPart):
            name = first.value
            if isinstance(name, str):
                return ConditionValue(
                    lambda negate: member_checks.has_property(second, name, negate=negate)
                )
        if operator in {"&&", "||"}:
            return united(operator, first, second)
        return compared(operator, first, second) or self._cause([first, second], node)
