"""Decides what to try next at a token endpoint, from what was tried: pure, and without secrets.

It climbs: a change that brings the exchange nearer to a token is kept, and what comes next is tried
on top of it. What is tried is a change of keys in the file, so that the one that leads to a token
is the one to make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from outrider.auth.origins import is_loopback, parse_origin
from outrider.engine.doctor.metadata_places import other_realm
from outrider.engine.doctor.parameter_edits import scope_edits, target_edits
from outrider.engine.doctor.probes import (
    AuthEdit,
    AuthFacts,
    Edits,
    Probe,
    ProbeKind,
    ProbeOutcome,
    ProbeTrial,
)
from outrider.oauth.endpoint_paths import possible_token_endpoints

MOST_EXCHANGES = 8
"""HTTP exchanges that a diagnosis makes at most, those for metadata among them."""

METHOD = "token_endpoint_auth_method"
ENCODING = "basic_encoding"
ENDPOINT = "token_endpoint"
ISSUER = "issuer"
AUDIENCE = "assertion_audience"
CLIENT_ID = "client_id"

_BASIC = "client_secret_basic"
_POST = "client_secret_post"
_BY_SECRET = "client_secret_jwt"
_ASSERTIONS = frozenset({"private_key_jwt", _BY_SECRET})


def next_probe(facts: AuthFacts, trials: Sequence[ProbeTrial]) -> Probe | None:
    """What to try next; ``None`` where there is nothing more worth an exchange.

    The first is the definition as it is written.
    """
    if not trials:
        return Probe()
    if any(trial.outcome.ends for trial in trials):
        return None
    best = best_trial(trials)
    tried = {_as_set(trial.probe) for trial in trials}
    # What copying left around a value is never meant: it hides what another change does.
    trims = (edit for edits in _trimmed(facts) for edit in edits)
    base = tuple({edit.key: edit for edit in (*trims, *best.probe.edits)}.values())
    now = _with_edits(facts, Probe(base))
    for edits in ((), *_candidates(now, best.outcome)):
        changed = {edit.key for edit in edits}
        kept = tuple(one for one in base if one.key not in changed)
        new = tuple(one for one in edits if not _is_as_written(one, facts))
        probe = Probe((*kept, *new))
        if _as_set(probe) not in tried:
            return probe
    return None


def best_trial(trials: Sequence[ProbeTrial]) -> ProbeTrial:
    """The trial that came nearest to a token, the first of several.

    Where a change of what was requested makes the server complain of another part of it, the first
    is mended.
    """
    best = trials[0]
    for trial in trials[1:]:
        before, after = best.outcome, trial.outcome
        is_next = {before.kind, after.kind} == {ProbeKind.SCOPE, ProbeKind.TARGET}
        if after.progress > before.progress or is_next:
            best = trial
    return best


def without_edges(text: str) -> str:
    """A text without blanks and quotation marks around it."""
    return text.strip().strip("\"'<>").strip()


def _as_set(probe: Probe) -> frozenset[AuthEdit]:
    return frozenset(probe.edits)


def _is_as_written(edit: AuthEdit, facts: AuthFacts) -> bool:
    """Whether an edit of a setting says what the file says."""
    return len(edit.key) == 1 and edit.value == facts.setting(edit.key[0])


def _with_edits(facts: AuthFacts, probe: Probe) -> AuthFacts:
    settings, endpoint = dict(facts.settings), facts.endpoint
    for edit in probe.edits:
        if len(edit.key) == 1:
            settings[edit.key[0]] = edit.value or ""
        if edit.key == (ENDPOINT,) and edit.value:
            endpoint = edit.value
    return replace(facts, settings=settings, endpoint=endpoint)


def _candidates(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[Edits]:
    """What may be meant, the likeliest first."""
    for ways in _WAYS.get(outcome.kind, ()):
        yield from ways(facts, outcome)


def is_same_server(url: str, other: str) -> bool:
    """Whether credentials that may go to one URL may be tried at another.

    It is the same host at the same port; and https where the first is, except on loopback, since
    nobody could read them on the way there.
    """
    here, there = parse_origin(url), parse_origin(other)
    if here is None or there is None or here.host != there.host:
        return False
    if there.scheme not in {"http", "https"}:
        return False
    if here.scheme == "https" and there.scheme == "http" and not is_loopback(here.host):
        return False
    return here.port == there.port or (here.port, there.port) == (80, 443)


def _at_server(facts: AuthFacts, url: str) -> Iterator[Edits]:
    if url and facts.setting(ENDPOINT) and is_same_server(facts.setting(ENDPOINT), url):
        yield (AuthEdit((ENDPOINT,), url),)


def _schemes(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[Edits]:
    """Https for http, and the other way where nobody can listen."""
    scheme, _, rest = facts.endpoint.partition("://")
    key = ENDPOINT if facts.setting(ENDPOINT) else ISSUER
    written = facts.setting(key).partition("://")[2]
    if outcome.needs_tls and scheme.lower() == "http":
        yield (AuthEdit((key,), f"https://{written or rest}"),)
    if outcome.has_no_tls and scheme.lower() == "https":
        origin = parse_origin(facts.endpoint)
        if origin is not None and is_loopback(origin.host):
            yield (AuthEdit((key,), f"http://{written or rest}"),)


def _issuers(facts: AuthFacts, _: ProbeOutcome) -> Iterator[Edits]:
    """The issuer that the metadata names."""
    if facts.announced_issuer:
        yield (AuthEdit((ISSUER,), facts.announced_issuer),)


def _announced(facts: AuthFacts, _: ProbeOutcome) -> Iterator[Edits]:
    """The endpoint that the server's own metadata names."""
    yield from _at_server(facts, facts.announced_endpoint)


def _siblings(facts: AuthFacts, _: ProbeOutcome) -> Iterator[Edits]:
    """The token endpoint beside another endpoint, or under its usual name."""
    for url in possible_token_endpoints(facts.setting(ENDPOINT)):
        yield from _at_server(facts, url)


def _endpoints(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[Edits]:
    yield from _at_server(facts, outcome.location)
    yield from _announced(facts, outcome)
    yield from _siblings(facts, outcome)
    written = facts.setting(ENDPOINT)
    scheme, separator, rest = written.partition("://")
    if "//" in rest:
        yield from _at_server(facts, f"{scheme}{separator}{re.sub('/+', '/', rest)}")
    yield from _at_server(facts, other_realm(written))
    if written and "?" not in written:
        yield from _at_server(facts, written[:-1] if written.endswith("/") else f"{written}/")
    yield from _schemes(facts, outcome)


def _authentications(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[Edits]:
    """The ways to authenticate for which the definition has what they need."""
    yield from _trimmed(facts)
    current = facts.setting(METHOD) or _BASIC
    named = [one for one in outcome.methods if one != current and _is_possible(one, facts)]
    # Words may list what was tried as well as what is wanted: one name alone is a demand.
    if len(named) == 1:
        yield (AuthEdit((METHOD,), named[0]),)
    if current == _BASIC and facts.has_reserved:
        yield (_other_encoding(facts),)
    if current in _ASSERTIONS:
        yield from _audiences(facts)
    for method in _in_order(facts, named):
        if method != current:
            yield (AuthEdit((METHOD,), method),)
    if current != _BASIC and facts.has_reserved and _is_possible(_BASIC, facts):
        yield AuthEdit((METHOD,), _BASIC), _other_encoding(facts)


def _trimmed(facts: AuthFacts, _: ProbeOutcome | None = None) -> Iterator[Edits]:
    """A key without what copying left around its value."""
    for key in (ENDPOINT, ISSUER, CLIENT_ID):
        written = facts.setting(key)
        trimmed = without_edges(written)
        if trimmed and trimmed != written:
            yield (AuthEdit((key,), trimmed),)


def _strays(facts: AuthFacts, _: ProbeOutcome) -> Iterator[Edits]:
    """A key that means nothing where it is, under the name that it probably should have."""
    yield from facts.strays


def _other_readings(facts: AuthFacts, _: ProbeOutcome) -> Iterator[Edits]:
    """The secret spelled otherwise, where the server says that it is not the right one."""
    current = facts.setting(METHOD) or _BASIC
    if current == _BASIC and facts.has_reserved:
        yield (_other_encoding(facts),)
    if current in (_BASIC, _POST, _BY_SECRET):
        yield from ((AuthEdit((METHOD,), one),) for one in (_BASIC, _POST) if one != current)


def _other_encoding(facts: AuthFacts) -> AuthEdit:
    return AuthEdit((ENCODING,), "rfc6749" if facts.setting(ENCODING) == "raw" else "raw")


def _audiences(facts: AuthFacts) -> Iterator[Edits]:
    """For whom an assertion may be: the token endpoint, or the issuer (RFC 7523 §3)."""
    if facts.setting(AUDIENCE):
        yield (AuthEdit((AUDIENCE,), None),)
    for audience in (facts.announced_issuer, facts.endpoint):
        if audience and audience != facts.setting(AUDIENCE):
            yield (AuthEdit((AUDIENCE,), audience),)


def _in_order(facts: AuthFacts, named: Sequence[str]) -> Iterator[str]:
    """The methods that can be tried, the likeliest first."""
    always = (_BASIC, _POST)
    listed = tuple(one for one in facts.methods if one != "none")
    others = tuple(one for one in _OTHERS if one in listed or not facts.methods)
    public = ("none",) if "none" in facts.methods else ()
    order = (*named, *(one for one in always if one in listed), *always, *others, *public)
    # A key or a certificate in the file is there to be used.
    order = (*(one for one in others if _PROOFS[one] in facts.material), *order)
    return (one for one in dict.fromkeys(order) if _is_possible(one, facts))


def possible_methods(facts: AuthFacts) -> tuple[str, ...]:
    """The client authentication methods for which a definition has what they need.

    The likeliest comes first; a public client, which needs nothing, is not among them.
    """
    return tuple(_in_order(facts, ()))


_OTHERS = (
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "client_secret_jwt",
)
_PROOFS = {
    "private_key_jwt": "private_key",
    "tls_client_auth": "certificate",
    "self_signed_tls_client_auth": "certificate",
    "client_secret_jwt": "",
}


def _is_possible(method: str, facts: AuthFacts) -> bool:
    """Whether the definition has what a method needs."""
    material = facts.material
    if "client_id" not in material:
        return False
    match method:
        case "client_secret_basic" | "client_secret_post" | "client_secret_jwt":
            return "client_secret" in material
        case "private_key_jwt":
            return bool({"private_key", "client_assertion"} & material)
        case "tls_client_auth" | "self_signed_tls_client_auth":
            return facts.has_certificate
        case "none":
            return True
    return False


def _members(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[Edits]:
    """The place at which the token seems to be; or where RFC 6749 §5.1 has it."""
    if outcome.token_path:
        yield (AuthEdit(("token_response", "access_token"), outcome.token_path),)
    for name in facts.response_members:
        yield (AuthEdit(("token_response", name), None),)


_WAYS: Mapping[ProbeKind, tuple[Callable[[AuthFacts, ProbeOutcome], Iterator[Edits]], ...]] = {
    ProbeKind.IMPOSSIBLE: (_authentications,),
    ProbeKind.UNREACHABLE: (_trimmed, _schemes),
    ProbeKind.ISSUER: (_trimmed, _issuers),
    ProbeKind.MISPLACED: (_endpoints,),
    ProbeKind.CREDENTIALS: (_announced, _siblings, _strays, _authentications),
    ProbeKind.SECRET: (_other_readings,),
    ProbeKind.UNCLEAR: (
        _announced,
        _siblings,
        _schemes,
        _strays,
        scope_edits,
        _authentications,
        target_edits,
    ),
    ProbeKind.SCOPE: (_strays, scope_edits),
    ProbeKind.TARGET: (_strays, target_edits),
    ProbeKind.MEMBER: (_members,),
}
"""What each outcome lets try, in this order."""
