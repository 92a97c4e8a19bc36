"""What the literals of a test script stand for."""

from __future__ import annotations

from outrider.importers.postman.response_tests.regex_translation import python_regex
from outrider.importers.postman.response_tests.script_parts import (
    UNDEFINED,
    KnownValue,
    NameScope,
    PartValue,
    UnclearValue,
)
from outrider.importers.postman.scripts.literals import fragment, number_value
from outrider.importers.postman.scripts.script_values import ConstantValue
from outrider.importers.postman.scripts.syntax import SyntaxNode


class LiteralParts:
    """One method for each kind of literal, by its name in the grammar."""

    @staticmethod
    def unclear(node: SyntaxNode) -> UnclearValue:
        """A value that is not known, named as it is written."""
        written = " ".join(node.start.split())
        shown = written if len(written) <= 60 else f"{written[:59]}…"
        return UnclearValue(f"{shown} is not known without running the script")

    def _null(self, _node: SyntaxNode, _scope: NameScope) -> PartValue:
        return KnownValue(None)

    def _undefined(self, _node: SyntaxNode, _scope: NameScope) -> PartValue:
        return UNDEFINED

    def _true(self, node: SyntaxNode, _scope: NameScope) -> PartValue:
        return KnownValue(node.type == "true")

    _false = _true

    def _number(self, node: SyntaxNode, _scope: NameScope) -> PartValue:
        found = number_value(node)
        return KnownValue(found.value) if isinstance(found, ConstantValue) else self.unclear(node)

    def _string(self, node: SyntaxNode, _scope: NameScope) -> PartValue:
        return KnownValue("".join(map(fragment, node.children)))

    def _regex(self, node: SyntaxNode, _scope: NameScope) -> PartValue:
        pattern, flags = node.get("pattern"), node.get("flags")
        return python_regex(pattern.text if pattern else "", flags.text if flags else "")
