"""Why an API may have refused a request: the token's claims beside the API's own words.

A response with a status of 401 or 403 is a response; what is found here is a note beside it. The
claims are not verified (RFC 7519), and the API alone knows: a cause is named where the two differ.
"""

from __future__ import annotations

import re

from outrider.model.units import clock_text, span_text
from outrider.oauth.refusal_facts import (
    ApiRefusal,
    RefusalCause,
    RefusalTarget,
    TokenClaims,
    TokenOrigin,
    listed,
    shortened,
)
from outrider.oauth.rejected_audience import audience_mismatch, expected_value
from outrider.oauth.rejected_form import belongs_together, no_jwt, other_instance, other_key
from outrider.oauth.rejected_placement import placement_mismatch
from outrider.oauth.scope_to_add import scope_advice, scope_to_add

INSUFFICIENT_SCOPE = "insufficient_scope"
"""The error of RFC 6750 §3.1 for a token with too little scope."""

_CLOCKS_APART = 60.0
_DRIFT = 30.0
_ISSUER = re.compile(r"\b(iss|issuer)\b", re.IGNORECASE)


def rejected_token(
    refusal: ApiRefusal,
    token: TokenClaims,
    origin: TokenOrigin,
    now: float,
    *,
    fresh: bool = True,
    proof: RefusalCause | None = None,
) -> RefusalCause:
    """Why the API rejects a token: the first cause that applies, ``proof`` before all others.

    A ``fresh`` one is one that was fetched for this send.
    """
    what = f"The API rejected {'a fresh' if fresh else 'the'} token: {refusal.summary}"
    causes = (
        proof,
        placement_mismatch(refusal, origin),
        _other_certificate(refusal, token, origin),
        audience_mismatch(refusal, token, origin),
        _other_issuer(refusal, token, origin),
        _other_scope(refusal, token, origin),
        _other_time(refusal, token, now),
        other_key(refusal, origin),
        no_jwt(refusal),
        other_instance(refusal, origin),
    )
    silent = "" if refusal.told else "The API gave no reason."
    unknown = RefusalCause(
        "",
        "",
        why=silent,
        advice="Ask the provider of the API which audience and scope it requires.",
    )
    found = next((one for one in causes if one is not None), unknown)
    what = found.what or what
    return RefusalCause(
        "token_rejected", what, refusal.told, found.why, found.advice, found.target, found.scope
    )


def missing_scope(refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin) -> RefusalCause:
    """Which scope the token lacks (RFC 6750 §3.1)."""
    wanted = refusal.required_scope
    granted = token.scope
    lacking = [one for one in wanted if one not in (granted or frozenset())]
    missing = " ".join(map(shortened, lacking))
    has = "" if granted is None else f'the token has "{listed(granted)}"'
    code, summary = INSUFFICIENT_SCOPE, refusal.summary
    if not wanted:
        why = f"{has[:1].upper()}{has[1:]}." if has else ""
        advice = "Ask the provider of the API which scope it requires."
        return RefusalCause(code, f"The token lacks a scope: {summary}", refusal.words, why, advice)
    required = shortened(" ".join(wanted))
    why = f'The API requires "{required}"{f"; {has}" if has else ""}.'
    if not missing:
        what = f'The API requires scope "{required}": {summary}'
        advice = "Ask the provider of the API which scope it requires."
        return RefusalCause(code, what, refusal.words, why, advice)
    what = f'The token lacks scope "{missing}": {summary}'
    if origin.scope.issuperset(missing.split()):
        client = f' for client "{origin.client_id}"' if origin.client_id else ""
        advice = f'Ask the provider to allow scope "{missing}"{client}.'
        return RefusalCause(code, what, refusal.words, why, advice)
    advice, target, scope = _more_scope(lacking, token, origin)
    return RefusalCause(code, what, refusal.words, why, advice, target, scope)


def _more_scope(
    lacking: list[str], token: TokenClaims, origin: TokenOrigin
) -> tuple[str, RefusalTarget, str]:
    """The advice to request more scope, what it changes, and what can be added there."""
    if origin.has_command:
        missing = " ".join(map(shortened, lacking))
        advice = f'Change the command{{place}}: its token needs scope "{missing}".'
        return advice, RefusalTarget.COMMAND, ""
    added = scope_to_add(lacking, granted=token.scope, requested=origin.scope)
    return scope_advice(lacking, added, origin.auth, origin.scope), RefusalTarget.SCOPE, added


def token_required(
    refusal: ApiRefusal,
    why: str,
    advice: str,
    target: RefusalTarget,
    *,
    credential: str = "a token",
) -> RefusalCause:
    """That no ``credential`` was sent to an API that requires one."""
    other = refusal.other_scheme()
    if other and target is RefusalTarget.AUTH:
        name = other.title()
        why = f"{why[:-1]}, and the API asks for {name} authentication." if why else ""
        advice = "Set the auth of the request{place}."
        if other == "basic":
            advice = 'Set the auth of the request to type = "basic"{place}.'
        what = f"The API requires credentials: {refusal.summary}"
        return RefusalCause("credentials_required", what, refusal.words, why, advice, target)
    what = f"The API requires {credential}: {refusal.summary}"
    return RefusalCause("token_required", what, refusal.words, why, advice, target)


def clock_apart(refusal: ApiRefusal) -> RefusalCause | None:
    """That this machine's clock and the API's differ; ``None`` where they do not by much."""
    ahead = refusal.ahead
    if ahead is None or abs(ahead) <= _CLOCKS_APART:
        return None
    how = "behind" if ahead > 0 else "ahead of"
    what = f"The clock of this machine is {span_text(abs(ahead))} {how} {refusal.host}."
    return RefusalCause(
        "clock", what, why="Tokens may look expired.", advice="Set the clock of this machine."
    )


def _other_certificate(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    """A bound token is good on connections with its certificate only (RFC 8705 §3)."""
    if not token.bound:
        return None
    if token.bound == origin.certificate:
        if not origin.proxy:
            return None
        why = f"The token is bound to the client certificate, which proxy {origin.proxy} may hide."
        return RefusalCause("", "", why=why, advice=f"Add {refusal.host} to no_proxy.")
    why = "The token is bound to a client certificate (cnf), and none was sent."
    if origin.certificate:
        why = "The token is bound to another client certificate (cnf) than the one that was sent."
    return RefusalCause("", "", why=why, advice="Check client_certificate in [tls].")


def _other_issuer(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    expected = origin.issuer
    differs = bool(expected) and token.issuer.rstrip("/") != expected.rstrip("/")
    if not token.issuer or not (differs or _ISSUER.search(refusal.words)):
        return None
    if not differs:
        expected = expected_value(refusal)
        expected = "" if expected == token.issuer else expected
    why = f'The token\'s iss is "{shortened(token.issuer)}"'
    why += (
        f', expected "{shortened(expected)}".' if expected else ", which the API does not accept."
    )
    advice = f"Check that {belongs_together(origin)}: the token is of another issuer."
    return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.SERVER)


def _other_scope(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    wanted = refusal.required_scope
    if token.scope is None or token.scope.issuperset(wanted):
        return None
    lacking = [one for one in wanted if one not in token.scope]
    why = (
        f'The token\'s scope is "{listed(token.scope)}", expected "{shortened(" ".join(wanted))}".'
    )
    if origin.scope.issuperset(lacking):
        missing = " ".join(map(shortened, lacking))
        client = f' for client "{origin.client_id}"' if origin.client_id else ""
        advice = f'Ask the provider to allow scope "{missing}"{client}.'
        return RefusalCause("", "", why=why, advice=advice)
    advice, target, scope = _more_scope(lacking, token, origin)
    return RefusalCause("", "", why=why, advice=advice, target=target, scope=scope)


def _other_time(refusal: ApiRefusal, token: TokenClaims, now: float) -> RefusalCause | None:
    """Whether the token's time has not come, or is over, by the API's clock."""
    there, where = now + (refusal.ahead or 0.0), refusal.host
    if refusal.ahead is None:
        where = "this machine"
    clock = f"the clock of {where} says {clock_text(there)}"
    if token.begins is not None and token.begins > there:
        late = span_text(token.begins - there)
        why = f"The token is not valid before {clock_text(token.begins)}: {clock}, {late} behind."
    elif token.expires is not None and token.expires <= there:
        why = f"The token expired at {clock_text(token.expires)}: {clock}."
    else:
        return None
    advice = "Set the clock of this machine."
    if refusal.ahead is not None and abs(refusal.ahead) < _DRIFT:
        # Two of three agree.
        advice = "Ask the provider of the authorization server to set its clock."
    return RefusalCause("", "", why=why, advice=advice)
