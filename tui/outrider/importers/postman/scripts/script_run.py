"""A script gone through once, and what can be seen of it without taking its requests apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from outrider.importers.postman.scripts.evaluation import Evaluator
from outrider.importers.postman.scripts.partial_request import known_method, known_parts
from outrider.importers.postman.scripts.request_facts import AskedRequest
from outrider.importers.postman.scripts.script_state import EnvironmentFacts, ScriptState
from outrider.importers.postman.scripts.script_values import (
    OF_REQUEST,
    FunctionValue,
    ObjectValue,
    Scope,
    Value,
)
from outrider.importers.postman.scripts.statement_ends import ScriptThrow
from outrider.importers.postman.scripts.syntax import BrokenScript, SyntaxNode, parse
from outrider.importers.postman.scripts.token_request_reader import AUTH_METHOD
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

NOBODY: frozenset[str] = frozenset()
SENDS = "sendRequest"
"""The name of the function that sends, of whatever object."""


def run_script(
    script: str,
    facts: EnvironmentFacts | None,
    own: frozenset[str],
    answers: dict[str, Value],
    shadowed: frozenset[tuple[str, str]] = frozenset(),
    request: AskedRequest | None = None,
) -> tuple[SyntaxNode, ScriptState]:
    """The script, parsed, and what it has done at its end.

    Raises:
        UnsupportedScript: it is broken, or cannot be followed.
    """
    state = ScriptState(facts, own, shadowed, request)
    try:
        tree = parse(script)
    except BrokenScript as broken:
        reason = UnsupportedScript(broken.why, broken.line, was_parsed=False)
        raise _partly(reason, state, script) from None
    try:
        Evaluator(state, answers).function_body(tree, Scope())
    except ScriptThrow:
        # There it is over; what it has done before counts.
        pass
    except BrokenScript as broken:
        raise _partly(UnsupportedScript(broken.why, broken.line), state, script) from None
    except RecursionError:
        raise _partly(UnsupportedScript("it is nested too deeply"), state, script) from None
    return tree, state


def _partly(reason: UnsupportedScript, state: ScriptState, script: str) -> UnsupportedScript:
    """What was seen beside the place that was not understood."""
    seeming = seeming_run(script, state)
    reason.fills = {**fills_in(seeming), **fills_in(state)}
    reason.asked_facts = frozenset(state.asked_facts)
    for one in seeming.sent[:1]:
        reason.parts = known_parts(one.request)
        sure = known_parts(state.sent[0].request) if state.sent else {}
        reason.doubtful = dict.fromkeys(reason.parts.keys() - sure.keys(), reason.line)
    return reason


def seeming_run(script: str, strict: ScriptState, *, everywhere: bool = False) -> ScriptState:
    """What a script seems to do, where not all of it is understood: for people to look at.

    What is not understood changes nothing; a function that sends and is not called is called.
    With ``everywhere`` the branches are gone too that are never taken.
    """
    facts, request = (None, None) if everywhere else (strict.facts, strict.request)
    state = ScriptState(facts, strict.own, strict.shadowed, request, lenient=True)
    state.everywhere = everywhere
    scope = Scope()
    try:
        machine = Evaluator(state, {})
        machine.function_body(parse(script, broken=True), scope)
        for value in [] if state.sent else _with_members(scope.names.values()):
            if isinstance(value, FunctionValue) and SENDS in value.node.text:
                machine.call(value, [], value.node)
    except (BrokenScript, RecursionError, ScriptThrow):
        return state
    return state


def _with_members(values: Iterable[Value]) -> Iterator[Value]:
    for value in list(values):
        yield value
        if isinstance(value, ObjectValue):
            yield from list(value.values.values())


def fills_of(script: str) -> Mapping[str, int]:
    """The variables that a script sets, as far as that can be seen, with the line of each."""
    try:
        _, state = run_script(script, None, NOBODY, {})
    except UnsupportedScript:
        return {}
    return fills_in(state)


def fills_in(state: ScriptState) -> Mapping[str, int]:
    """As :func:`fills_of`."""
    return {one.name: one.node.line for one in reversed(state.stored)}


def fixed_parts(
    script: str, shadowed: frozenset[tuple[str, str]], request: AskedRequest | None = None
) -> Mapping[int, Mapping[str, str]]:
    """What is known of each request whatever an environment has, by the line that sends it.

    Of one that is sent only where something else says so than a variable of the script itself, or
    the name of the request that is sent, and of those that one line sends, no more is known than
    how the client authenticates, where that is the same in all of them.
    """
    try:
        _, state = run_script(script, None, NOBODY, {}, shadowed, request)
    except UnsupportedScript:
        return {}
    own = fills_in(state).keys() | {OF_REQUEST}
    lines = Counter(one.node.line for one in state.sent)
    methods = {known_method(one.request) for one in state.sent}
    common = {AUTH_METHOD: methods.pop()} if len(methods) == 1 else {}
    return {
        one.node.line: {**known_parts(one.request), **common}
        if lines[one.node.line] == 1
        and all(condition.asks and condition.asks <= own for condition in one.conditions)
        else common
        for one in state.sent
    }
