"""What code that is made of a text may do to the names that it sees."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    ArrayValue,
    BuiltinValue,
    ConstantValue,
    FunctionValue,
    ObjectValue,
    Scope,
    TextValue,
    UnknownValue,
    Value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode, walk

RUNS_TEXT = frozenset(("eval", "Function"))
"""Functions of the language that make code of a text."""
_MADE = "a function of text"


def runs_text(value: Value) -> bool:
    """Whether a call of the value makes code of a text, or runs it."""
    names = {*RUNS_TEXT, _MADE}
    return isinstance(value, BuiltinValue) and value.path.rpartition(".")[2] in names


def made_of_text(state: ScriptState, node: SyntaxNode) -> Value:
    """A function whose code is a text: it sees nothing of the script but what it is given."""
    _note(state, node)
    return BuiltinValue(_MADE)


def forget_names(
    state: ScriptState, scope: Scope, node: SyntaxNode, given: Iterable[Value]
) -> None:
    """Whatever the text may change is not known from now on: variables, and what is in objects.

    Constants that hold no object stay, and functions. In a script that is read for what it seems
    to be, everything stays. Code that sees nothing of the script changes what it is ``given``.
    """
    _note(state, node)
    if state.lenient:
        return
    function = node.get("function")
    unknown = unknown_value(node)
    if function is not None and function.text.rpartition(".")[2] == "eval":
        around: Scope | None = scope
        while around is not None:
            for name, value in list(around.names.items()):
                if _may_change(name, value, around):
                    state.write(around.names, name, unknown)
            around = around.around
    for one in given:
        if isinstance(one, ObjectValue):
            for name in list(one.values):
                state.write(one.values, name, unknown)
        elif isinstance(one, ArrayValue):
            state.change_list(one, [unknown for _ in one.values])


def _note(state: ScriptState, node: SyntaxNode) -> None:
    state.left(node)
    state.unfollowed = state.unfollowed or node.line


def _may_change(name: str, value: Value, scope: Scope) -> bool:
    if name == "this" or isinstance(value, FunctionValue | BuiltinValue | UnknownValue):
        return False
    return name not in scope.constants or not isinstance(value, TextValue | ConstantValue)


def declared_names(target: SyntaxNode) -> set[str]:
    """The names that a pattern binds."""
    kinds = {"identifier", "shorthand_property_identifier_pattern"}
    return {one.text for one in walk(target) if one.type in kinds}
