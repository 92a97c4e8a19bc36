"""What Postman's own functions do: variables, requests, headers of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from outrider.importers.postman.scripts.copying import copied, filled
from outrider.importers.postman.scripts.machine import Machine
from outrider.importers.postman.scripts.members import stored_or_variable
from outrider.importers.postman.scripts.request_functions import REQUEST_FUNCTIONS
from outrider.importers.postman.scripts.script_state import SentRequest, StoredValue
from outrider.importers.postman.scripts.script_values import (
    NOTHING,
    ArrayValue,
    ConstantValue,
    ObjectValue,
    ResponseValue,
    ScopeValue,
    TextValue,
    Value,
    as_text,
    parts_in,
    template_of,
    text_value,
    unknown_value,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode
from outrider.importers.postman.scripts.unencoded_forms import settle_form

Call: TypeAlias = "Callable[[Machine, list[Value], SyntaxNode], Value | None]"
_SCOPES = ("environment", "variables", "collectionVariables", "globals", "iterationData", "vault")
_WRITABLE = ("environment", "variables", "collectionVariables", "globals", "vault")
SETTERS = frozenset(
    (*(f"pm.{scope}.set" for scope in _WRITABLE), "postman.setEnvironmentVariable",
     "postman.setGlobalVariable")
)  # fmt: skip
"""What stores a value in a variable."""
ROW_SETTERS = tuple(
    f"pm.{scope}.values.{call}"
    for scope in ("environment", "variables", "collectionVariables", "globals")
    for call in ("upsert", "add", "append")
)
"""What puts a row with a key and a value among the variables of a scope."""


def _get_from(scope: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        name = evaluator.state.known_text(given[0]) if given else None
        if name is None:
            return unknown_value(node, *given)
        return stored_or_variable(evaluator, name, scope, node)

    return call


def _get_from_vault(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    name = evaluator.state.known_text(given[0]) if given else None
    if name is None:
        return unknown_value(node, *given)
    return stored_or_variable(evaluator, name, "vault", node, "vault:")


def _has_in(scope: str) -> Call:
    def call(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
        found = _get_from(scope)(evaluator, given, node)
        if not isinstance(found, TextValue):
            return unknown_value(node, *(given if found is None else (found,)))
        known = True if found.literal else evaluator.state.is_defined(found)
        return unknown_value(node, found) if known is None else ConstantValue(known)

    return call


def _all_of(scope: str) -> Call:
    return lambda *_: ScopeValue(scope)


def _set(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    state = evaluator.state
    name = state.known_text(given[0]) if given else None
    if name is None:
        state.left(node)
        return NOTHING
    value = given[1] if len(given) > 1 else NOTHING
    state.stored.append(StoredValue(name, value, node, state.branches, state.conditions))
    state.write(state.variables, name, value)
    return NOTHING


def _set_row(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    row = given[0] if given else NOTHING
    if not isinstance(row, ObjectValue):
        evaluator.state.left(node)
        return NOTHING
    key, value = row.values.get("key", NOTHING), row.values.get("value", NOTHING)
    return _set(evaluator, [key, value], node)


def _nothing(_: Machine, _given: list[Value], _node: SyntaxNode) -> Value | None:
    return NOTHING


def _unset(evaluator: Machine, given: list[Value], _node: SyntaxNode) -> Value | None:
    """What the script has set before is gone; what a variable held before that may be elsewhere."""
    name = evaluator.state.known_text(given[0]) if given else None
    if name is not None and name in evaluator.state.variables:
        evaluator.state.write(evaluator.state.variables, name, NOTHING)
    return NOTHING


def _replaced(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    first = given[0] if given else NOTHING
    text = as_text(first)
    if isinstance(first, ObjectValue):
        return filled(evaluator, first, node)
    return unknown_value(node, first) if text is None else filled(evaluator, text, node)


def _send(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    state = evaluator.state
    first = given[0] if given else NOTHING
    text = as_text(first)
    if text is not None and first != NOTHING:
        first = ObjectValue({"url": text})
    request = copied(evaluator, first, node)
    _settle_grant(evaluator, request)
    settle_form(state, request)
    number = len(state.sent) + 1
    state.sent.append(
        SentRequest(number, request, node, state.conditions, state.loops > 0, tuple(state.guards))
    )
    answer = ResponseValue(number)
    for one in given[1:2]:
        state.unthrown(partial(evaluator.call, one, [NOTHING, answer], node))
    return answer


def _settle_grant(evaluator: Machine, request: Value) -> None:
    """A grant that a variable holds: what it asks for has to be known, not only referred to."""
    body = request.values.get("body") if isinstance(request, ObjectValue) else None
    rows = body.values.get("urlencoded") if isinstance(body, ObjectValue) else None
    for row in rows.values if isinstance(rows, ArrayValue) else ():
        if isinstance(row, ObjectValue) and template_of(row.values.get("key")) == "grant_type":
            known = evaluator.state.known_text(row.values.get("value"))
            if known is not None:
                row.values["value"] = text_value(known)


def _header(evaluator: Machine, given: list[Value], node: SyntaxNode) -> Value | None:
    """``pm.request.headers.add({key, value})``: the token's place, or something else."""
    first = given[0] if given else NOTHING
    name: str | None = None
    value: Value = NOTHING
    text = as_text(first)
    if isinstance(first, ObjectValue):
        name = evaluator.state.known_text(first.values.get("key"))
        value = first.values.get("value", NOTHING)
    elif text is not None and len(given) > 1:
        name, value = evaluator.state.known_text(text), given[1]
    elif text is not None and text.pieces and isinstance(text.pieces[0], str):
        name, _, rest = text.pieces[0].partition(":")
        value = TextValue(tuple(one for one in (rest.lstrip(), *text.pieces[1:]) if one != ""))
    if name is None or not (parts_in(value) or isinstance(value, TextValue)):
        evaluator.state.left(node)
        return NOTHING
    state = evaluator.state
    state.headers.append(StoredValue(name, value, node, state.branches, state.conditions))
    return NOTHING


POSTMAN_FUNCTIONS: Mapping[str, Call] = {
    **REQUEST_FUNCTIONS,
    **{f"pm.{scope}.get": _get_from(scope) for scope in _SCOPES if scope != "vault"},
    **{f"pm.{scope}.has": _has_in(scope) for scope in _SCOPES},
    **{f"pm.{scope}.toObject": _all_of(scope) for scope in _SCOPES},
    **{f"pm.{scope}.toJSON": _all_of(scope) for scope in _SCOPES},
    **{f"pm.{scope}.replaceIn": _replaced for scope in _SCOPES},
    **{f"pm.{scope}.unset": _unset for scope in _SCOPES},
    **{f"pm.{scope}.clear": _nothing for scope in _SCOPES},
    **dict.fromkeys(SETTERS, _set),
    **dict.fromkeys(ROW_SETTERS, _set_row),
    "pm.vault.get": _get_from_vault,
    "postman.getEnvironmentVariable": _get_from("environment"),
    "postman.getGlobalVariable": _get_from("globals"),
    "postman.replaceVariables": _replaced,
    "postman.clearEnvironmentVariable": _unset,
    "postman.clearGlobalVariable": _unset,
    "pm.sendRequest": _send,
    "pm.request.headers.add": _header,
    "pm.request.headers.upsert": _header,
    "pm.request.headers.append": _header,
    "pm.request.addHeader": _header,
    "pm.request.upsertHeader": _header,
}
