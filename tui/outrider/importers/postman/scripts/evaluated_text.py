"""What code that is made of a text may do to the names that it sees."""

from __future__ import annotations

from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    BuiltinValue,
    ConstantValue,
    FunctionValue,
    Scope,
    TextValue,
    UnknownValue,
    Value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode, walk

RUNS_TEXT = frozenset(("eval", "Function"))
"""Functions of the language that make code of a text."""


def runs_text(value: Value) -> bool:
    """Whether a call of the value runs a text as code."""
    return isinstance(value, BuiltinValue) and value.path.rpartition(".")[2] in RUNS_TEXT


def forget_names(state: ScriptState, scope: Scope, node: SyntaxNode) -> None:
    """Whatever the text may change is not known from now on: variables, and what is in objects.

    Constants that hold no object stay, and functions. In a script that is read for what it seems
    to be, everything stays.
    """
    state.left(node)
    state.unfollowed = state.unfollowed or node.line
    if state.lenient:
        return
    unknown = unknown_value(node)
    around: Scope | None = scope
    while around is not None:
        for name, value in list(around.names.items()):
            if _may_change(name, value, around):
                state.write(around.names, name, unknown)
        around = around.around


def _may_change(name: str, value: Value, scope: Scope) -> bool:
    if name == "this" or isinstance(value, FunctionValue | BuiltinValue | UnknownValue):
        return False
    return name not in scope.constants or not isinstance(value, TextValue | ConstantValue)


def declared_names(target: SyntaxNode) -> set[str]:
    """The names that a pattern binds."""
    kinds = {"identifier", "shorthand_property_identifier_pattern"}
    return {one.text for one in walk(target) if one.type in kinds}
