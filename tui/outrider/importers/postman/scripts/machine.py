"""What goes through a script, as its parts know it."""

from __future__ import annotations

from typing import Protocol

from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import Scope, Value
from outrider.importers.postman.scripts.syntax import SyntaxNode


class Machine(Protocol):
    """Tells what expressions come to, and does what they do to the state.

    Attributes:
        answers: builtins that stand for an answer: ``pm.response`` of a test script.
        bare: where the calls begin whose results nobody uses.
    """

    state: ScriptState
    answers: dict[str, Value]
    bare: set[int]

    def value(self, node: SyntaxNode | None, scope: Scope) -> Value:
        """What an expression comes to."""

    def values(self, nodes: list[SyntaxNode], scope: Scope) -> list[Value] | None:
        """What expressions come to, spread ones too; ``None`` where one cannot be spread."""

    def assign(
        self, target: SyntaxNode | None, value: Value, scope: Scope, node: SyntaxNode
    ) -> None:
        """Gives a name, a member, or the names of a pattern a value."""

    def call(self, function: Value, given: list[Value], node: SyntaxNode) -> Value:
        """Calls what a value is."""

    def function_body(self, body: SyntaxNode, scope: Scope) -> Value:
        """Runs the statements of a function, and tells what it gives back."""
