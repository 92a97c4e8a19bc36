"""Whether a script fetches a token, which one, where it puts it, and what else it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.importers.postman.scripts.evaluation import Evaluator, parameters
from tui.importers.postman.scripts.requests import NotUnderstood, TokenRequest, read_request
from tui.importers.postman.scripts.syntax import (
    FUNCTIONS,
    LONGEST,
    arguments,
    children,
    field,
    first_error,
    line,
    parse,
    path,
    text,
    walk,
)
from tui.importers.postman.scripts.values import (
    Answer,
    AnswerBody,
    AnswerPart,
    Text,
    Token,
    Value,
    template_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node

SEND = "pm.sendRequest"
SETTERS = frozenset(
    (*(f"pm.{scope}.set" for scope in ("environment", "variables", "collectionVariables",
                                       "globals")),
     "postman.setEnvironmentVariable", "postman.setGlobalVariable")
)  # fmt: skip
_REMOVERS = frozenset(
    (*(f"pm.{scope}.unset" for scope in ("environment", "variables", "collectionVariables",
                                         "globals")),
     "postman.clearEnvironmentVariable", "postman.clearGlobalVariable")
)  # fmt: skip
_HARMLESS = (
    "console.",
    "pm.test",
    "pm.expect",
    "tests[",
    "tests.",
    "alert",
    "pm.info",
    "pm.execution",
)
_HEADER_SETTERS = frozenset(
    {"pm.request.headers.add", "pm.request.headers.upsert", "pm.request.addHeader"}
)
_BLOCKS = frozenset(
    {"statement_block", "program", "if_statement", "else_clause", "try_statement", "catch_clause",
     "finally_clause", "expression_statement", "parenthesized_expression"}
)  # fmt: skip
_DECLARATIONS = frozenset(
    {"lexical_declaration", "variable_declaration", "function_declaration", "return_statement",
     "throw_statement", "empty_statement", "comment"}
)  # fmt: skip


class Leftover(Struct, frozen=True):
    """A statement that does something else.

    Attributes:
        line: 1-based, in the script.
        text: its first line.
    """

    line: int
    text: str


class TokenScript(Struct, frozen=True):
    """A script that fetches a token.

    Attributes:
        request: what it asks for; ``None`` for a test script, whose request stands elsewhere.
        line: where it asks, or stores, from 1.
        variables: what it stores, by name: ``{{access_token}}``, perhaps with words around it.
        bookkeeping: variables in which it remembers when to ask again.
        leftovers: what else it does.
    """

    request: TokenRequest | None
    line: int
    variables: Mapping[str, str]
    bookkeeping: frozenset[str]
    leftovers: tuple[Leftover, ...]


def mentions_token(script: str) -> bool:
    """Whether a script may be about a token at all; cheap."""
    return "access_token" in script and any(
        setter.rpartition(".")[2] in script for setter in SETTERS
    )


def read_prerequest(script: str) -> TokenScript:
    """A pre-request script that asks for a token with ``pm.sendRequest`` and stores it.

    Raises:
        NotUnderstood: it does not, or not in a way that is surely understood.
    """
    tree = _tree(script)
    calls = [one for one in walk(tree) if _is_send(one)]
    if len(calls) != 1:
        raise NotUnderstood(
            "it sends no request" if not calls else f"it sends {len(calls)} requests",
            line(calls[1]) if calls else 0,
        )
    call = calls[0]
    evaluator = Evaluator(tree, _answers(tree, call))
    given = arguments(call)
    request = read_request(evaluator.value(given[0] if given else None))
    found = _Walker(evaluator, call).run(tree)
    if not found.variables:
        raise NotUnderstood("it stores the token in no variable", line(call))
    return TokenScript(
        request, line(call), found.variables, frozenset(found.bookkeeping), tuple(found.leftovers)
    )


def read_test(script: str) -> TokenScript:
    """A test script that stores the ``access_token`` of its own request's answer.

    Raises:
        NotUnderstood: it does not.
    """
    tree = _tree(script)
    answers: dict[str, Value] = {
        "pm.response": Answer(),
        "responseBody": Answer(),
        "postman.response": Answer(),
    }
    evaluator = Evaluator(tree, answers)
    found = _Walker(evaluator, None).run(tree)
    if not found.variables:
        raise NotUnderstood("it stores no access_token")
    return TokenScript(
        None, found.first_line, found.variables, frozenset(found.bookkeeping),
        tuple(found.leftovers),
    )  # fmt: skip


def _tree(script: str) -> Node:
    if len(script) > LONGEST:
        raise NotUnderstood("it is too long to look at")
    tree = parse(script)
    broken = first_error(tree)
    if broken is not None:
        raise NotUnderstood("it is no valid JavaScript", line(broken))
    return tree


def _is_send(node: Node) -> bool:
    return node.type == "call_expression" and path(field(node, "function")) == SEND


def _answers(tree: Node, call: Node) -> dict[str, Value]:
    """The names that stand for the answer: of a callback, of ``await``, of ``then``."""
    found: dict[str, Value] = {}
    given = arguments(call)
    evaluator = Evaluator(tree, {})
    callback = evaluator.function(given[1]) if len(given) > 1 else None
    if callback is not None:
        names = parameters(callback)
        if len(names) > 1:
            found[names[1]] = Answer()
        if names:
            found[names[0]] = AnswerPart()
    node = call.parent
    if node is not None and node.type == "await_expression":
        node = node.parent
    if node is not None and node.type == "variable_declarator":
        found[text(field(node, "name"))] = Answer()
    elif node is not None and node.type == "assignment_expression":
        found[text(field(node, "left"))] = Answer()
    elif node is not None and node.type == "member_expression":
        _follow_then(node, Answer(), evaluator, found)
    return found


def _follow_then(member: Node, value: Value, evaluator: Evaluator, found: dict[str, Value]) -> None:
    """``pm.sendRequest(…).then(answer => …).then(…)``: each step gets what the last one gives."""
    call = member.parent
    if call is None or text(field(member, "property")) != "then":
        return
    given = arguments(call)
    function = evaluator.function(given[0]) if given else None
    if function is None:
        return
    names = parameters(function)
    if names:
        found[names[0]] = value
    body = field(function, "body")
    following = Evaluator(function, found)
    if body is not None and body.type != "statement_block":
        result = following.value(body)
    else:
        returned = [one for one in walk(function) if one.type == "return_statement"]
        inner = children(returned[0]) if returned else []
        result = following.value(inner[0]) if inner else AnswerPart()
    if call.parent is not None and call.parent.type == "member_expression":
        _follow_then(call.parent, result, evaluator, found)


class _Walker:
    """Goes through the statements of a script, and sorts them."""

    def __init__(self, evaluator: Evaluator, call: Node | None) -> None:
        self._evaluator = evaluator
        self._call = call
        self.variables: dict[str, str] = {}
        self.bookkeeping: set[str] = set()
        self.leftovers: list[Leftover] = []
        self.first_line = 0

    def run(self, tree: Node) -> _Walker:
        for statement in children(tree):
            self._statement(statement)
        return self

    def _statement(self, node: Node) -> None:
        if node.type in _BLOCKS:
            self._parts(node)
        elif node.type == "call_expression":
            self._called(node)
        elif node.type in _DECLARATIONS:
            for inner in _functions_of(node):
                self._function(inner)
            for one in _calls_of(node):
                self._called(one, quiet=True)
        elif node.type == "await_expression":
            for one in children(node):
                self._statement(one)
        elif node.type == "assignment_expression":
            self._assigned(node)
        elif node.type in FUNCTIONS:
            self._function(node)
        elif node.type not in {"identifier", "member_expression", "string", "unary_expression"}:
            self._left(node)

    def _parts(self, node: Node) -> None:
        """What is inside; the condition of an ``if`` asks, and does nothing."""
        condition = field(node, "condition") if node.type == "if_statement" else None
        for one in children(node):
            if condition is None or one.id != condition.id:
                self._statement(one)

    def _function(self, function: Node) -> None:
        body = field(function, "body")
        if body is not None:
            self._statement(body)

    def _called(self, call: Node, *, quiet: bool = False) -> None:
        callee = field(call, "function")
        name = path(callee)
        given = arguments(call)
        if name in SETTERS and len(given) > 1:
            self._set(call, given)
        elif name == SEND or (callee is not None and self._is_then(callee)):
            for inner in _functions_of(call):
                self._function(inner)
        elif name in _HEADER_SETTERS and self._adds_token(given):
            return
        elif callee is not None and self._evaluator.function(_bare(callee)) is not None:
            # A function of the script's own: its body was, or will be, gone through itself.
            inline = _bare(callee)
            if inline is not None and inline.type in FUNCTIONS:
                self._function(inline)
        elif not quiet and name not in _REMOVERS and not text(call).startswith(_HARMLESS):
            self._left(call)

    def _is_then(self, callee: Node) -> bool:
        return callee.type == "member_expression" and any(
            self._call is not None and one.id == self._call.id for one in walk(callee)
        )

    def _set(self, call: Node, given: list[Node]) -> None:
        name = template_of(self._evaluator.value(given[0]))
        value = self._evaluator.value(given[1])
        if name is None:
            self._left(call)
        elif isinstance(value, Text) and any(isinstance(one, Token) for one in value.pieces):
            written = _stored(value)
            if written is None:
                self._left(call)
                return
            self.variables[name] = written
            self.first_line = self.first_line or line(call)
        elif isinstance(value, AnswerPart | AnswerBody | Answer) or _is_time(given[1]):
            self.bookkeeping.add(name)
        else:
            self._left(call)

    def _adds_token(self, given: list[Node]) -> bool:
        return any("uthorization" in text(one) for one in given)

    def _assigned(self, node: Node) -> None:
        left = field(node, "left")
        written = text(left)
        if left is not None and left.type == "identifier":
            for inner in _functions_of(node):
                self._function(inner)
            for one in _calls_of(node):
                self._called(one, quiet=True)
        elif not written.startswith(("tests[", "tests.", "console.")):
            self._left(node)

    def _left(self, node: Node) -> None:
        if not any(one.line == line(node) for one in self.leftovers):
            first = text(node).splitlines()[0] if text(node) else ""
            self.leftovers.append(Leftover(line(node), first[:100]))


def _stored(value: Text) -> str | None:
    """What a variable with the token in it stands for."""
    pieces: list[str] = []
    for piece in value.pieces:
        if isinstance(piece, Token):
            pieces.append("{{access_token}}")
        elif isinstance(piece, str):
            pieces.append(piece)
        else:
            return None
    return "".join(pieces)


def _bare(node: Node) -> Node | None:
    """What stands in parentheses: an immediately called function."""
    if node.type == "parenthesized_expression":
        inner = children(node)
        return _bare(inner[0]) if inner else None
    return node


def _is_time(node: Node) -> bool:
    written = text(node)
    words = ("Date.now", "new Date", "moment(", "getTime", "expires")
    return any(word in written for word in words)


def _functions_of(node: Node) -> Iterator[Node]:
    """The functions in a statement that are not inside another one of it."""
    stack = list(reversed(node.named_children))
    while stack:
        one = stack.pop()
        if one.type in FUNCTIONS:
            yield one
        else:
            stack.extend(reversed(one.named_children))
    if node.type in FUNCTIONS:
        yield node


def _calls_of(node: Node) -> Iterator[Node]:
    """The calls in a declaration, outside of its functions."""
    stack = list(reversed(node.named_children))
    while stack:
        one = stack.pop()
        if one.type in FUNCTIONS:
            continue
        if one.type == "call_expression":
            yield one
        stack.extend(reversed(one.named_children))
