"""Whether a script fetches tokens, which, where it puts each, and what else it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct, field, structs

from outrider.importers.postman.scripts.counted_stores import counted_stores, not_a_token
from outrider.importers.postman.scripts.partial_request import (
    ABOUT_TOKENS,
    is_about_tokens,
    known_parts,
)
from outrider.importers.postman.scripts.postman_functions import SETTERS
from outrider.importers.postman.scripts.request_facts import AskedRequest, RequestFacts
from outrider.importers.postman.scripts.script_run import (
    SENDS,
    fills_in,
    run_script,
    seeming_run,
)
from outrider.importers.postman.scripts.script_state import (
    EnvironmentFacts,
    OtherStatement,
    ScriptState,
    SentRequest,
    StoredValue,
    leftover,
)
from outrider.importers.postman.scripts.script_values import (
    AnswerPart,
    BodyValue,
    ResponseValue,
    TextValue,
    Value,
    as_text,
    comes_from_response,
    is_token_name,
    parts_in,
    template_of,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode
from outrider.importers.postman.scripts.token_request_reader import ScriptTokenRequest, read_request
from outrider.importers.postman.scripts.unsent_requests import sent_otherwise, unsent
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")
STANDARD_PATH = ("access_token",)
"""Where RFC 6749 §5.1 has the token in an answer."""


class TokenScript(Struct, frozen=True):
    """One token that a script fetches, and where it puts it.

    Attributes:
        request: what it asks for; ``None`` for a test script, whose request stands elsewhere.
        variables: what it stores, by name: ``{{access_token}}``, perhaps with words around it.
        bookkeeping: variables that it fills from the answer or the clock: when to ask again, say.
        leftovers: what else it does.
        headers: header fields that it adds to the request with the token in them.
        token_path: where the token is in the answer.
        line: where the script asks for it, from 1.
    """

    request: ScriptTokenRequest | None
    variables: Mapping[str, str]
    bookkeeping: Mapping[str, OtherStatement]
    leftovers: tuple[OtherStatement, ...]
    headers: tuple[tuple[str, str], ...] = ()
    token_path: tuple[str, ...] = STANDARD_PATH
    line: int = 1


class ScriptReading(Struct, frozen=True):
    """What was read from one script.

    Attributes:
        tokens: what was understood, in order.
        refused: token requests that were not.
        asked_facts: variables of an environment that decide something in the script; the empty
            name is the environment's own.
        fills: every variable that the script sets, with the line of that.
        unencoded: variables that stand in a form as they are, and whether their value is known.
        asked_elsewhere: those of ``asked_facts`` that another scope than the environment's has.
    """

    tokens: tuple[TokenScript, ...]
    refused: tuple[UnsupportedScript, ...] = ()
    asked_facts: frozenset[str] = frozenset()
    fills: Mapping[str, int] = field(default_factory=dict)
    unencoded: Mapping[str, bool] = field(default_factory=dict)
    asked_elsewhere: frozenset[str] = frozenset()


def mentions_token(script: str) -> bool:
    """Whether a script may be about a token at all; cheap."""
    calls = {setter.rpartition(".")[2] for setter in SETTERS} | {"values.upsert", "values.add"}
    fetches = "sendRequest" in script or any(call in script for call in calls)
    return fetches and ABOUT_TOKENS.search(script) is not None


def read_prerequest(
    script: str,
    facts: EnvironmentFacts | None = None,
    own: frozenset[str] = frozenset(),
    shadowed: frozenset[tuple[str, str]] = frozenset(),
    request: AskedRequest | None = None,
) -> ScriptReading:
    """A pre-request script that asks for tokens with ``pm.sendRequest`` and stores them.

    The facts are those of the environment that it shall be read for, where one is; ``own`` are
    variables that the script fills itself, so that their values say nothing. Without facts, what
    is ``shadowed`` in a scope is not known. ``request`` is the one that the script runs for.

    Raises:
        UnsupportedScript: it does not, or not in a way that is surely understood.
    """
    if SENDS not in script:
        raise sent_otherwise(script)
    tree, state = run_script(script, facts, own, {}, shadowed, request)
    try:
        if not state.sent:
            reason = unsent(tree)
            reason.has_token = False
            seeming = seeming_run(script, state).sent
            for one in (seeming or seeming_run(script, state, everywhere=True).sent)[:1]:
                reason.parts = known_parts(one.request)
            raise reason
        return _Assembly(state, script).reading()
    except UnsupportedScript as reason:
        reason.fills = fills_in(state)
        reason.asked_facts = frozenset(state.asked_facts)
        raise


def read_test(script: str) -> TokenScript:
    """A test script that stores the token of its own request's answer.

    Raises:
        UnsupportedScript: it does not.
    """
    answers: dict[str, Value] = {
        "pm.response": ResponseValue(0),
        "postman.response": ResponseValue(0),
        "responseBody": BodyValue(0),
    }
    unknown = AskedRequest(RequestFacts({}))
    _, state = run_script(script, None, frozenset(), answers, request=unknown)
    found = _Assembly(state).of_own_answer()
    if found is None:
        raise UnsupportedScript("it does not store an access_token")
    return found


class _Assembly:
    """Puts together which token goes where."""

    def __init__(self, state: ScriptState, script: str = "") -> None:
        self._state = state
        self._script = script
        self._tokens: dict[AnswerPart, dict[str, str]] = {}
        self._headers: dict[AnswerPart, list[tuple[str, str]]] = {}
        self._owner: dict[str, AnswerPart] = {}
        self._bookkeeping: dict[str, OtherStatement] = {}
        self._leftovers = list(state.leftovers)
        self._conflict: UnsupportedScript | None = None
        self._again: set[int] = set()
        counted = counted_stores(state.stored)
        self._stored, self._unclear = counted.stored, counted.unclear
        for one in self._stored:
            self._store(one)
        for one in state.headers:
            self._head(one)

    def reading(self) -> ScriptReading:
        """What a pre-request script does."""
        tokens: list[TokenScript] = []
        refused: list[UnsupportedScript] = []
        requests: dict[int, ScriptTokenRequest] = {}
        for sent in self._state.sent:
            if sent.number in self._again and not self._parts(sent.number):
                continue
            try:
                found = self._token(sent)
                if found is not None:
                    tokens.append(found)
                    assert found.request is not None
                    requests[sent.number] = found.request
                else:
                    read_request(sent.request)
                    none = not_a_token(self._stored, sent.number)
                    none.has_token = False
                    raise none
            except UnsupportedScript as reason:
                reason.line = reason.line or sent.node.line
                self._tell_parts(reason, sent)
                if self._parts(sent.number):
                    refused.insert(0, reason)
                elif not _is_other(sent):
                    refused.append(reason)
                else:
                    self._left(sent.node)
        if self._conflict is not None:
            raise self._conflict
        if not tokens:
            raise refused[0] if refused else UnsupportedScript(
                "it sends no token request", self._state.sent[0].node.line
            )  # fmt: skip
        first = tokens[0]
        leftovers = tuple(sorted(self._leftovers, key=lambda one: one.line))
        tokens[0] = structs.replace(first, bookkeeping=self._bookkeeping, leftovers=leftovers)
        state = self._state
        return ScriptReading(
            tuple(tokens),
            tuple(refused),
            frozenset(state.asked_facts),
            fills_in(state),
            dict(state.unencoded),
            frozenset(state.asked_elsewhere),
        )

    def _tell_parts(self, reason: UnsupportedScript, sent: SentRequest) -> None:
        sure = known_parts(sent.request)
        seeming = self._seeming.get(sent.node.first_byte, sent)
        reason.parts = {**known_parts(seeming.request), **sure}
        doubtful = reason.parts.keys() - sure.keys()
        reason.doubtful = dict.fromkeys(doubtful, self._state.unfollowed or reason.line)

    @cached_property
    def _seeming(self) -> Mapping[int, SentRequest]:
        """What is not certain of a request has a value all the same in the script as written."""
        return {one.node.first_byte: one for one in seeming_run(self._script, self._state).sent}

    def of_own_answer(self) -> TokenScript | None:
        """What a test script does with the answer of its own request."""
        for sent in self._state.sent:
            self._left(sent.node)
        found = self._parts(0)
        if not found:
            return None
        if self._conflict is not None:
            raise self._conflict
        part = found[0]
        left = tuple(sorted(self._leftovers, key=lambda one: one.line))
        return TokenScript(None, self._tokens[part], self._bookkeeping, left, token_path=part.path)

    def _parts(self, number: int) -> list[AnswerPart]:
        return [one for one in {**self._tokens, **self._headers} if one.number == number]

    def _token(self, sent: SentRequest) -> TokenScript | None:
        parts = self._parts(sent.number)
        if not parts:
            return None
        request = read_request(sent.request)
        if sent.looped:
            raise UnsupportedScript("it sends requests in a loop", sent.node.line)
        for name in self._tokens.get(parts[0], {}):
            if name in self._unclear:
                raise self._unclear[name]
        if len({one.path for one in parts}) > 1:
            raise UnsupportedScript("it stores two tokens from one response")
        variables, headers = self._tokens.get(parts[0], {}), self._headers.get(parts[0], [])
        known = request.names | self._owner.keys() | self._bookkeeping.keys()
        placed = [one for one in self._state.headers if self._with_token(one.value)[0] in parts]
        inside = (condition for one in placed for condition in one.conditions)
        for condition in (*sent.conditions, *sent.guards, *inside):
            if condition.asks - known:
                raise UnsupportedScript(
                    f"it depends on what is not known: {leftover(condition.node).text}",
                    condition.node.line,
                )
        return TokenScript(
            request, variables, {}, (), tuple(headers), parts[0].path, sent.node.line
        )

    def _store(self, one: StoredValue) -> None:
        part, written = self._with_token(one.value)
        if part is not None:
            if written is None:
                self._left(one.node)
                return
            if self._owner.setdefault(one.name, part) != part:
                self._merge_owner(one, part)
                return
            known = self._tokens.setdefault(part, {})
            if known.setdefault(one.name, written) != written:
                self._left(one.node)
        elif comes_from_response(one.value):
            self._bookkeeping.setdefault(one.name, leftover(one.node))
        elif template_of(one.value) not in {"", "null", None} or not _is_empty(one.value):
            self._left(one.node)

    def _merge_owner(self, one: StoredValue, part: AnswerPart) -> None:
        """The same variable from two requests: they have to be the same."""
        numbers = (self._owner[one.name].number, part.number)
        sent = {each.number: each for each in self._state.sent}
        try:
            first, second = (read_request(sent[number].request) for number in numbers)
        except (UnsupportedScript, KeyError):
            first, second = None, None
        if first is None or first != second or part.path != self._owner[one.name].path:
            self._conflict = self._conflict or UnsupportedScript(
                f'two requests set variable "{one.name}", and which is used is not known',
                one.node.line,
                known_parts(sent[part.number].request) if part.number in sent else {},
            )
        self._again.add(part.number)

    def _head(self, one: StoredValue) -> None:
        part, written = self._with_token(one.value)
        if part is None or written is None:
            self._left(one.node)
            return
        rows = self._headers.setdefault(part, [])
        if (one.name, written) not in rows:
            rows.append((one.name, written))

    def _with_token(self, value: Value) -> tuple[AnswerPart | None, str | None]:
        """The token in a value, and the value as a template in which that has its name."""
        whole = as_text(value) if isinstance(value, TextValue | BodyValue) else None
        if whole is None:
            return None, None
        found = {one for one in parts_in(whole) if is_token_name(one.path[-1])}
        pieces = [
            "{{access_token}}" if one in found else "Bearer" if _is_type(one) else one
            for one in whole.pieces
        ]
        for name in _names(whole.pieces):
            owner = self._owner.get(name)
            if owner is not None:
                found.add(owner)
        if len(found) != 1:
            return None, None
        [part] = found
        written = TextValue(tuple(pieces)).template
        known = self._tokens.get(part, {})
        if written is not None:
            written = _REFERENCE.sub(lambda match: known.get(match[1], match[0]), written)
        return part, written

    def _left(self, node: SyntaxNode) -> None:
        if not any(one.line == node.line for one in self._leftovers):
            self._leftovers.append(leftover(node))


def _is_type(piece: object) -> bool:
    """Whether it is the answer's ``token_type``, which is Bearer wherever it is used so."""
    return isinstance(piece, AnswerPart) and piece.path == ("token_type",)


def _names(pieces: Iterable[object]) -> set[str]:
    return {name for one in pieces if isinstance(one, str) for name in _REFERENCE.findall(one)}


def _is_empty(value: Value) -> bool:
    return as_text(value) is not None


def _is_other(sent: SentRequest) -> bool:
    """Whether a request is none for a token: it names no grant, and no endpoint for tokens."""
    return not is_about_tokens(known_parts(sent.request))
