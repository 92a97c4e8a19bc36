"""What a script's questions about its request give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.request_facts import (
    FIRST_SEND,
    HEADERS,
    QUERY,
    value_of,
)
from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    BuiltinValue,
    ConstantValue,
    Value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode

Call: TypeAlias = "Callable[[Machine, list[Value], SyntaxNode], Value | None]"
_MEMBERS = frozenset(
    (*FIRST_SEND, "pm.info.requestName", "pm.info.requestId", "pm.request.body",
     "pm.request.method", "pm.request.url.host", "pm.request.url.path", "pm.request.url.port",
     "pm.request.url.protocol", "request.id", "request.method", "request.name", "request.url")
)  # fmt: skip
_CALLS = frozenset(
    f"pm.request.url.{name}"
    for name in ("getHost", "getPath", "getPathWithQuery", "getQueryString", "getRemote",
                 "toString", "valueOf")
)  # fmt: skip


def request_member(evaluator: Machine, path: str) -> Value | None:
    """What the request has at a path; ``None`` where that is not known."""
    return evaluator.state.request.ask(path) if path in _MEMBERS else None


def request_text(state: ScriptState, value: Value) -> Value:
    """What a value is where a text is made of it: the URL of a request is its text there."""
    is_url = isinstance(value, BuiltinValue) and value.path == "pm.request.url"
    known = state.request.ask("pm.request.url.toString") if is_url else None
    return value if known is None else known


def _called(path: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        known = None if given else evaluator.state.request.ask(path)
        return unknown_value(node, BuiltinValue(path)) if known is None else known

    return call


def _has_row(path: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        name = evaluator.state.known_text(given[0]) if len(given) == 1 else None
        if name is None or _is_unknown(evaluator, path, name):
            return unknown_value(node, BuiltinValue(path))
        is_there, _ = evaluator.state.request.row(path, name)
        return ConstantValue(is_there)

    return call


def _get_row(path: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        name = evaluator.state.known_text(given[0]) if len(given) == 1 else None
        if name is None or _is_unknown(evaluator, path, name):
            return unknown_value(node, BuiltinValue(path))
        is_there, value = evaluator.state.request.row(path, name)
        if not is_there:
            return NOTHING
        return unknown_value(node, BuiltinValue(path)) if value is None else value_of(value)

    return call


def _is_unknown(evaluator: Machine, path: str, name: str) -> bool:
    """Whether nobody knows, or the script itself has given the request a header of this name."""
    state = evaluator.state
    if not state.request.facts.is_of_request:
        return True
    return path == HEADERS and any(one.name.lower() == name.lower() for one in state.headers)


REQUEST_FUNCTIONS: Mapping[str, Call] = {
    **{path: _called(path) for path in _CALLS},
    **{f"{path}.has": _has_row(path) for path in (HEADERS, QUERY)},
    **{f"{path}.get": _get_row(path) for path in (HEADERS, QUERY)},
}
