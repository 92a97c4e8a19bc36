"""What the statements of a script do: store the token, remember something, or do something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.importers.postman.scripts.builtin_functions import GETTERS
from outrider.importers.postman.scripts.evaluation import Evaluator
from outrider.importers.postman.scripts.script_values import (
    ResponseBodyValue,
    ResponsePartValue,
    ResponseValue,
    TextValue,
    TokenValue,
    UnknownValue,
    contains_token,
    template_of,
)
from outrider.importers.postman.scripts.syntax import (
    FUNCTIONS,
    ancestors,
    arguments,
    children,
    field,
    line,
    path,
    root,
    start,
    text,
    walk,
)

if TYPE_CHECKING:
    from tree_sitter import Node

SEND = "pm.sendRequest"
_SCOPES = ("environment", "variables", "collectionVariables", "globals")
SETTERS = frozenset(
    (*(f"pm.{scope}.set" for scope in _SCOPES), "postman.setEnvironmentVariable",
     "postman.setGlobalVariable")
)  # fmt: skip
_REMOVERS = frozenset(
    (*(f"pm.{scope}.unset" for scope in _SCOPES), "postman.clearEnvironmentVariable",
     "postman.clearGlobalVariable")
)  # fmt: skip
_HARMLESS = (
    "console.",
    "pm.test",
    "pm.expect",
    "tests[",
    "tests.",
    "alert",
    "pm.info",
    "expect(",
)
_BLOCKS = frozenset(
    {"statement_block", "program", "if_statement", "else_clause", "try_statement", "catch_clause",
     "finally_clause", "expression_statement", "parenthesized_expression", "ternary_expression",
     "sequence_expression", "await_expression"}
)  # fmt: skip
_DECLARATIONS = frozenset(
    {"lexical_declaration", "variable_declaration", "function_declaration", "return_statement",
     "throw_statement", "empty_statement", "comment"}
)  # fmt: skip
_SILENT = frozenset({"identifier", "member_expression", "string", "unary_expression", "null",
                     "undefined", "update_expression", "number", "true", "false"})  # fmt: skip
_PURE = frozenset(
    {"includes", "split", "map", "filter", "slice", "indexOf", "startsWith", "endsWith", "find",
     "substring", "substr", "match", "test", "toLowerCase", "toUpperCase", "getTime", "has"}
)  # fmt: skip
"""Methods that change nothing."""
_VALUES = frozenset({"new_expression", "object", "array", "string", "template_string"})


class OtherStatement(Struct, frozen=True):
    """A statement that does something else: its line from 1, and how that begins."""

    line: int
    text: str


class StatementClassifier:
    """Goes through the statements of a script, and sorts them.

    What it finds is called as in :class:`~.recognition.TokenScript`.

    Args:
        evaluator: knows what its expressions come to.
        call: where it asks for the token; ``None`` where another request does.
    """

    def __init__(self, evaluator: Evaluator, call: Node | None) -> None:
        self._evaluator = evaluator
        self._call = call
        self.variables: dict[str, str] = {}
        self.bookkeeping: dict[str, OtherStatement] = {}
        self.leftovers: list[OtherStatement] = []

    def run(self, tree: Node) -> StatementClassifier:
        """Sorts every statement."""
        for statement in children(tree):
            self._statement(statement)
        return self

    def check_conditions(self, known: Collection[str]) -> None:
        """Notes what decides whether a token is asked for, beside its age and what it needs.

        The ``known`` variables may decide, since the native auth knows better.
        """
        for one in ancestors(self._call) if self._call is not None else ():
            if one.type in {"if_statement", "ternary_expression"}:
                condition = field(one, "condition")
                asked = self._asked(condition)
                if condition is not None and (asked is None or asked - set(known)):
                    self._left(one)

    def _asked(self, condition: Node | None) -> set[str] | None:
        """The variables that a condition asks; ``None`` where it asks about anything else."""
        found: set[str] = set()
        for node in walk(condition) if condition is not None else ():
            written = self._evaluator.path(node) if node.type == "member_expression" else ""
            if written.startswith(("pm.info", "pm.request", "pm.environment.name", "request.")):
                return None
            if node.type == "call_expression":
                name = self._evaluator.path(field(node, "function"))
                given = arguments(node)
                if name in GETTERS and given:
                    found.add(template_of(self._evaluator.value(given[0])) or "?")
            elif node.type == "identifier":
                value = self._evaluator.value(node)
                if isinstance(value, TextValue):
                    found |= value.names
        return found

    def _statement(self, node: Node) -> None:
        if node.type in _BLOCKS:
            self._parts(node)
        elif node.type == "call_expression":
            self._called(node)
        elif node.type in _DECLARATIONS:
            self._inside(node)
        elif node.type == "binary_expression":
            # condition && action()
            for one in children(node):
                if one.type in {"call_expression", "assignment_expression", *_BLOCKS}:
                    self._statement(one)
        elif node.type in {"assignment_expression", "augmented_assignment_expression"}:
            self._assigned(node)
        elif node.type in FUNCTIONS:
            self._function(node)
        elif node.type not in _SILENT:
            self._left(node)

    def _parts(self, node: Node) -> None:
        """What is inside; the condition of an ``if`` asks, and does nothing."""
        condition = field(node, "condition")
        for one in children(node):
            if condition is None or one.id != condition.id:
                self._statement(one)

    def _inside(self, node: Node) -> None:
        for inner in _functions_of(node):
            self._function(inner)
        for one in _outside_functions(node):
            if one.type == "call_expression":
                self._called(one, quiet=True)

    def _function(self, function: Node) -> None:
        body, above = field(function, "body"), function.parent
        if body is None:
            return
        if (
            body.type == "call_expression"
            and above is not None
            and above.type == "variable_declarator"
        ):
            # A helper: what it calls is asked for its result.
            self._called(body, quiet=True)
        else:
            self._statement(body)

    def _called(self, call: Node, *, quiet: bool = False) -> None:
        callee = field(call, "function")
        name = self._evaluator.path(callee)
        given = arguments(call)
        if name in SETTERS and len(given) > 1:
            self._set(call, given)
        elif (
            name == SEND
            or start(call).startswith(_HARMLESS)
            or (callee is not None and self._is_then(callee))
        ):
            for inner in _functions_of(call):
                self._function(inner)
        elif self._evaluator.names.function(callee) is not None:
            # A function of the script's own: its body was, or will be, gone through itself.
            if callee is not None and callee.type != "identifier":
                for inner in _functions_of(callee):
                    self._function(inner)
        elif (
            not quiet
            and name not in _REMOVERS
            and not self._is_local(callee)
            and name.rpartition(".")[2] not in _PURE
            and isinstance(self._evaluator.value(call), UnknownValue)
        ):
            self._left(call)

    def _is_then(self, callee: Node) -> bool:
        return callee.type == "member_expression" and any(
            self._call is not None and one.id == self._call.id for one in walk(callee)
        )

    def _is_local(self, callee: Node | None) -> bool:
        """Whether a method changes nothing but a value that the script made itself."""
        bound = self._evaluator.names.values.get(root(callee), [])
        return bool(bound) and all(
            one.value is not None
            and (one.value.type in _VALUES or path(field(one.value, "function")) == "moment")
            for one in bound
        )

    def _set(self, call: Node, given: list[Node]) -> None:
        name = template_of(self._evaluator.value(given[0]))
        value = self._evaluator.value(given[1])
        if name is None:
            self._left(call)
        elif isinstance(value, TextValue) and contains_token(value):
            written = _stored(value)
            if written is None or self.variables.get(name, written) != written:
                self._left(call)
                return
            self.variables[name] = written
        elif isinstance(value, ResponsePartValue | ResponseBodyValue | ResponseValue) or _is_time(
            given[1]
        ):
            self.bookkeeping.setdefault(name, _leftover(call))
        elif not (isinstance(value, TextValue) and value.template in {"", "null"}):
            self._left(call)

    def _assigned(self, node: Node) -> None:
        left = field(node, "left")
        if left is not None and left.type in {"identifier", "object_pattern"}:
            self._inside(node)
        elif not start(node).startswith(("tests[", "tests.", "console.")) and not self._is_local(
            left
        ):
            self._left(node)

    def _left(self, node: Node) -> None:
        if not any(one.line == line(node) for one in self.leftovers):
            self.leftovers.append(_leftover(node))


def _leftover(node: Node) -> OtherStatement:
    first = start(node).splitlines()
    return OtherStatement(line(node), first[0][:100] if first else "")


def _stored(value: TextValue) -> str | None:
    """What a variable with the token in it stands for."""
    pieces = ("{{access_token}}" if isinstance(one, TokenValue) else one for one in value.pieces)
    return TextValue(tuple(pieces)).template


def _is_time(node: Node) -> bool:
    written = text(node)
    words = ("Date.now", "new Date", "moment(", "getTime", "expir", "Expir")
    return any(word in written for word in words)


def _outside_functions(node: Node) -> Iterator[Node]:
    """What is in a statement: its functions too, but not what is in them."""
    return (one for child in node.named_children for one in walk(child, closed=FUNCTIONS))


def _functions_of(node: Node) -> Iterator[Node]:
    """The functions in a statement that are not inside another one of it."""
    yield from (one for one in _outside_functions(node) if one.type in FUNCTIONS)
    if node.type in FUNCTIONS:
        yield node
