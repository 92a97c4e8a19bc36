"""What a script does for each of the requests that it runs for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, structs

from outrider.importers.building.item_builders import (
    CollectionBuilder,
    ItemBuilder,
    RequestBuilder,
)
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.environment_readings import (
    EnvironmentReadings,
    read_for_environments,
)
from outrider.importers.postman.request_items import facts_of_request
from outrider.importers.postman.scripts.recognition import ScriptReading, TokenScript
from outrider.importers.postman.scripts.request_facts import AskedRequest, Fact
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.importers.postman.token_usage import is_inside

_ASKS = re.compile(r"\bpm\s*\.\s*(?:info|request)\b|\brequest\b|\bpm\b(?!\s*\.)")
"""What a script has to write to ask anything of its request."""
_MOST_READ = 400_000
"""Characters of one script that are read for all requests between which it differs."""
_Outcome = EnvironmentReadings | UnsupportedScript
_NOBODY: Mapping[int, frozenset[str]] = MappingProxyType({})


class RequestReadings(Struct, frozen=True):
    """A script, read.

    Attributes:
        found: what it does for the requests that get its tokens.
        without: the requests that it gives none, by the number of the token in the script.
    """

    found: EnvironmentReadings
    without: Mapping[int, frozenset[str]] = _NOBODY


def read_for_requests(
    script: str, draft: ItemBuilder, drafts: CollectionBuilder, imported: ImportedScopes
) -> RequestReadings:
    """The script as it is for all requests below a folder, or for those that get a token.

    Raises:
        UnsupportedScript: it gives none of them a token, or not in a way that is surely
            understood, or one request another token than another.
    """
    requests = [one for one in drafts.requests if one is draft or is_inside(one, draft)]
    if not requests or _ASKS.search(script) is None:
        return RequestReadings(read_for_environments(script, draft, drafts, imported))
    outcomes = _outcomes(script, draft, drafts, imported, requests)
    with_tokens = [one for one in outcomes.values() if isinstance(one, EnvironmentReadings)]
    reasons = [one for one in outcomes.values() if isinstance(one, UnsupportedScript)]
    for reason in reasons:
        if reason.has_token or not with_tokens:
            raise reason
    main = max(with_tokens, key=lambda one: len(one.readings[0].tokens))
    matched = {
        request_id: _matched(main.readings, _readings_of(outcome))
        for request_id, outcome in outcomes.items()
    }
    without: dict[int, frozenset[str]] = {}
    headers: list[tuple[tuple[str, str], ...]] = []
    for index, token in enumerate(main.readings[0].tokens):
        given = {request_id: tokens[index] for request_id, tokens in matched.items()}
        placed = {one.headers for one in given.values() if one is not None and one.headers}
        if len(placed) > 1:
            raise _differs(token)
        headers.append(placed.pop() if placed else ())
        # Where the script itself puts the token in, it reaches those requests and no other.
        without[index] = frozenset(
            request_id
            for request_id, one in given.items()
            if one is None or one.headers != headers[index]
        )
    found = structs.replace(main, readings=[_with_headers(one, headers) for one in main.readings])
    return RequestReadings(found, without)


def _readings_of(outcome: _Outcome) -> Sequence[ScriptReading]:
    return outcome.readings if isinstance(outcome, EnvironmentReadings) else ()


def _outcomes(
    script: str,
    draft: ItemBuilder,
    drafts: CollectionBuilder,
    imported: ImportedScopes,
    requests: Sequence[RequestBuilder],
) -> Mapping[str, _Outcome]:
    """What the script does for each request; read once for those between which it cannot differ."""
    known: list[tuple[Mapping[str, tuple[bool, Fact]], _Outcome]] = []
    outcomes: dict[str, _Outcome] = {}
    for one in requests:
        facts = facts_of_request(one.source)
        for key, outcome in known:
            if all(facts.held(asked) == held for asked, held in key.items()):
                outcomes[one.id] = outcome
                break
        else:
            if (len(known) + 1) * len(script) > _MOST_READ:
                raise UnsupportedScript("it differs between too many requests")
            request = AskedRequest(facts)
            outcome = _read(script, draft, drafts, imported, request)
            known.append(({asked: facts.held(asked) for asked in request.asked}, outcome))
            outcomes[one.id] = outcome
    return outcomes


def _read(
    script: str,
    draft: ItemBuilder,
    drafts: CollectionBuilder,
    imported: ImportedScopes,
    request: AskedRequest,
) -> _Outcome:
    try:
        return read_for_environments(script, draft, drafts, imported, request)
    except UnsupportedScript as reason:
        return reason


def _matched(
    main: Sequence[ScriptReading], other: Sequence[ScriptReading]
) -> Sequence[TokenScript | None]:
    """For each token of a script what it is for another request; ``None`` where it gets none.

    Raises:
        UnsupportedScript: it gets another one.
    """
    if not other:
        return [None] * len(main[0].tokens)
    # Where an environment decides nothing for one request, it may for another one.
    pairs = [(one, other[index if len(other) > 1 else 0]) for index, one in enumerate(main)]
    rest = list(range(len(other[0].tokens)))
    matched: list[TokenScript | None] = []
    for index in range(len(main[0].tokens)):
        at = next(
            (
                number
                for number in rest
                if all(_is_same(one.tokens[index], each.tokens[number]) for one, each in pairs)
            ),
            None,
        )
        if at is not None:
            rest.remove(at)
        matched.append(None if at is None else other[0].tokens[at])
    if rest:
        raise _differs(other[0].tokens[rest[0]])
    return matched


def _is_same(one: TokenScript, other: TokenScript) -> bool:
    is_same_token = one.request == other.request and one.token_path == other.token_path
    return is_same_token and one.variables == other.variables


def _differs(token: TokenScript) -> UnsupportedScript:
    parts = token.request.parts if token.request is not None else {}
    return UnsupportedScript("what it fetches differs between requests", token.line, parts)


def _with_headers(
    reading: ScriptReading, headers: Sequence[tuple[tuple[str, str], ...]]
) -> ScriptReading:
    tokens = (
        structs.replace(one, headers=headers[index]) for index, one in enumerate(reading.tokens)
    )
    return structs.replace(reading, tokens=tuple(tokens))
