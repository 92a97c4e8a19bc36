"""Whether a script fetches a token, which one, where it puts it, and what else it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.importers.postman.scripts.bindings import Bindings, parameters
from outrider.importers.postman.scripts.evaluation import Evaluator, bind_names
from outrider.importers.postman.scripts.script_values import ResponsePartValue, ResponseValue, Value
from outrider.importers.postman.scripts.statements import (
    SEND,
    SETTERS,
    OtherStatement,
    StatementClassifier,
)
from outrider.importers.postman.scripts.syntax import (
    FUNCTIONS,
    LONGEST,
    ancestors,
    arguments,
    children,
    field,
    first_error,
    is_deep,
    line,
    parse,
    text,
    walk,
)
from outrider.importers.postman.scripts.token_request_reader import (
    ScriptTokenRequest,
    UnsupportedScript,
    read_request,
)

if TYPE_CHECKING:
    from tree_sitter import Node


class TokenScript(Struct, frozen=True):
    """A script that fetches a token.

    Attributes:
        request: what it asks for; ``None`` for a test script, whose request stands elsewhere.
        variables: what it stores, by name: ``{{access_token}}``, perhaps with words around it.
        bookkeeping: variables that it fills from the answer or the clock: when to ask again, say.
        leftovers: what else it does.
    """

    request: ScriptTokenRequest | None
    variables: Mapping[str, str]
    bookkeeping: Mapping[str, OtherStatement]
    leftovers: tuple[OtherStatement, ...]


def mentions_token(script: str) -> bool:
    """Whether a script may be about a token at all; cheap."""
    return "access_token" in script and any(
        setter.rpartition(".")[2] in script for setter in SETTERS
    )


def read_prerequest(script: str) -> TokenScript:
    """A pre-request script that asks for a token with ``pm.sendRequest`` and stores it.

    Raises:
        UnsupportedScript: it does not, or not in a way that is surely understood.
    """
    tree = _tree(script)
    names = Bindings(tree)
    bare = Evaluator(names, {})
    calls = [
        one
        for one in walk(tree)
        if one.type == "call_expression" and bare.path(field(one, "function")) == SEND
    ]
    if len(calls) != 1:
        raise UnsupportedScript(
            "it sends no request" if not calls else f"it sends {len(calls)} requests",
            line(calls[1]) if calls else 0,
        )
    call = calls[0]
    _check_runs(tree, call)
    evaluator = Evaluator(names, _answers(names, call))
    given = arguments(call)
    request = read_request(evaluator.value(given[0] if given else None))
    found = StatementClassifier(evaluator, call).run(tree)
    if not found.variables:
        raise UnsupportedScript("it stores the token in no variable", line(call))
    found.check_conditions(request.names | found.variables.keys() | found.bookkeeping.keys())
    return TokenScript(request, found.variables, found.bookkeeping, tuple(found.leftovers))


def read_test(script: str) -> TokenScript:
    """A test script that stores the ``access_token`` of its own request's answer.

    Raises:
        UnsupportedScript: it does not.
    """
    tree = _tree(script)
    answers = ("pm.response", "responseBody", "postman.response")
    evaluator = Evaluator(Bindings(tree), dict.fromkeys(answers, ResponseValue()))
    found = StatementClassifier(evaluator, None).run(tree)
    if not found.variables:
        raise UnsupportedScript("it stores no access_token")
    return TokenScript(None, found.variables, found.bookkeeping, tuple(found.leftovers))


def _tree(script: str) -> Node:
    if len(script) > LONGEST:
        raise UnsupportedScript("it is too long to look at")
    tree = parse(script)
    broken = first_error(tree)
    if broken is not None:
        raise UnsupportedScript("it is no valid JavaScript", line(broken))
    if is_deep(tree):
        raise UnsupportedScript("it is nested too deeply")
    return tree


def _check_runs(tree: Node, call: Node) -> None:
    """Sees to it that the request is sent once, whenever the script runs.

    Raises:
        UnsupportedScript: it stands in a function that nobody calls, or in a loop.
    """
    for one in ancestors(call):
        if one.type in _LOOPS:
            raise UnsupportedScript("it sends in a loop", line(call))
        name = _name_of(one)
        if name and not any(_is_use(node, name) for node in walk(tree)):
            raise UnsupportedScript(
                f"it sends in the function {name}, which nothing calls", line(call)
            )


_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})


def _name_of(node: Node) -> str:
    """The name by which a function has to be called; empty for one that runs where it stands."""
    if node.type == "function_declaration":
        return text(field(node, "name"))
    above = node.parent
    if node.type in FUNCTIONS and above is not None and above.type == "variable_declarator":
        return text(field(above, "name"))
    return ""


def _is_use(node: Node, name: str) -> bool:
    above = node.parent
    if node.type != "identifier" or text(node) != name or above is None:
        return False
    target = field(above, "name")
    return target is None or target.id != node.id


def _answers(names: Bindings, call: Node) -> dict[str, Value]:
    """The names that stand for the answer: of a callback, of ``await``, of ``then``."""
    found: dict[str, Value] = {}
    given = arguments(call)
    callback = names.function(given[1]) if len(given) > 1 else None
    if callback is not None:
        values: tuple[Value, ...] = (ResponsePartValue(), ResponseValue())
        for parameter, value in zip(parameters(callback), values, strict=False):
            bind_names(parameter, value, call, found)
    node = call.parent
    if node is not None and node.type == "await_expression":
        node = node.parent
    if node is not None and node.type in {"variable_declarator", "assignment_expression"}:
        bind_names(field(node, "name") or field(node, "left"), ResponseValue(), call, found)
    elif node is not None and node.type == "member_expression":
        _follow_then(node, ResponseValue(), names, found)
    return found


def _follow_then(link: Node, value: Value, names: Bindings, found: dict[str, Value]) -> None:
    """``pm.sendRequest(…).then(answer => …).then(…)``: each step gets what the last one gives."""
    call = link.parent
    if call is None or text(field(link, "property")) != "then":
        return
    given = arguments(call)
    function = names.function(given[0]) if given else None
    if function is None:
        return
    for parameter in parameters(function)[:1]:
        bind_names(parameter, value, call, found)
    following = Evaluator(names, found)
    body = field(function, "body")
    if body is not None and body.type != "statement_block":
        result = following.value(body)
    else:
        returns = (one for one in walk(function) if one.type == "return_statement")
        inner = next(map(children, returns), [])
        result = following.value(inner[0]) if inner else ResponsePartValue()
    if call.parent is not None and call.parent.type == "member_expression":
        _follow_then(call.parent, result, names, found)
