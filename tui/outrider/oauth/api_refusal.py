"""Why an API may have refused a request: the token's claims beside the API's own words.

A response with a status of 401 or 403 is a response; what is found here is a note beside it. The
claims are not verified (RFC 7519), and the API alone knows: a cause is named where the two differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

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
from outrider.oauth.scope_to_add import scope_advice, scope_to_add

INSUFFICIENT_SCOPE = "insufficient_scope"
"""The error of RFC 6750 §3.1 for a token with too little scope."""

_CLOCKS_APART = 60.0
_DRIFT = 30.0
_DEFAULT_SCOPE = "/.default"
# A value that the words say is wanted: in quotation marks, a URL, or behind a colon. A URL that
# stands by itself may as well be that of a page to read.
_EXPECTED = re.compile(
    r"\b(?:expect\w*|requir\w+|want\w*|(?:must|should) (?:be|have|contain|include))"
    r"(?:\s+(?:one of|value|to be|audiences?|aud|issuers?|iss)\b)*"
    r"(?:[\s:=(\[]*[\"'`]([^\"'`]+)[\"'`]"
    r"|[\s:=(\[]+([a-z][a-z0-9+.-]*://[^\s\"'<>,;)\]]+)"
    r"|\s*[:=]\s*([^\s\"'<>,;)\]]+))",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(r"\baud(ience)?s?\b", re.IGNORECASE)
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
        _other_certificate(refusal, token, origin),
        _other_audience(refusal, token, origin),
        _other_issuer(refusal, token, origin),
        _other_scope(refusal, token, origin),
        _other_time(refusal, token, now),
    )
    silent = "" if refusal.words else "The API gave no reason."
    unknown = RefusalCause(
        "",
        "",
        why=silent,
        advice="Ask the provider of the API which audience and scope it requires.",
    )
    found = next((one for one in causes if one is not None), unknown)
    return RefusalCause(
        "token_rejected", what, refusal.words, found.why, found.advice, found.target, found.scope
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


def _other_audience(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    named, audience = _AUDIENCE.search(refusal.words) is not None, token.audience
    if audience is None:
        return None
    wanted = _wanted_audience(refusal, audience, origin)
    asked_for_other = bool(origin.audience) and not set(origin.audience) & set(audience)
    hosts = [_host_of(one) for one in audience]
    elsewhere = bool(hosts) and all(hosts) and _host_of(refusal.url) not in hosts
    if not (named or asked_for_other or (elsewhere and not origin.audience)):
        return None
    if asked_for_other and not named:
        wanted = origin.audience[0]
    shown = f'token\'s aud is "{listed(audience)}"' if audience else "token has no aud"
    why = f'The {shown}, expected "{wanted}".'
    if any(word.endswith(_DEFAULT_SCOPE) for word in origin.scope):
        # Microsoft Entra takes the audience from the scope.
        advice = "Set scope to the application ID URI of the API and /.default{place}."
        if named and wanted != refusal.url:
            advice = f'Set scope = "{wanted.rstrip("/")}{_DEFAULT_SCOPE}"{{place}}.'
        return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.SCOPE)
    if asked_for_other and wanted in origin.audience:
        advice = f'Ask the provider to issue tokens for {origin.audience_key} "{wanted}".'
        return RefusalCause("", "", why=why, advice=advice)
    advice = (
        f'Set {origin.audience_key} = "{wanted}" in {origin.auth[:-1]}.token_parameters]{{place}}.'
    )
    return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.AUDIENCE)


def _wanted_audience(refusal: ApiRefusal, audience: Iterable[str], origin: TokenOrigin) -> str:
    """What the API wants in ``aud``: its own words, else the resource that it is."""
    for one in (refusal.challenge.parameter("resource"), _expected(refusal)):
        if one and one not in audience:
            return shortened(one)
    return refusal.url


def _expected(refusal: ApiRefusal) -> str:
    """The value that the API's words say is wanted; empty where they say none."""
    found = _EXPECTED.search(refusal.words)
    return next(filter(None, found.groups()), "").rstrip(".") if found else ""


def _other_issuer(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    expected = origin.issuer
    differs = bool(expected) and token.issuer.rstrip("/") != expected.rstrip("/")
    if not token.issuer or not (differs or _ISSUER.search(refusal.words)):
        return None
    if not differs:
        expected = _expected(refusal)
        expected = "" if expected == token.issuer else expected
    why = f'The token\'s iss is "{shortened(token.issuer)}"'
    why += (
        f', expected "{shortened(expected)}".' if expected else ", which the API does not accept."
    )
    name = f'environment "{origin.environment}"' if origin.environment else "token_endpoint"
    return RefusalCause(
        "", "", why=why, advice=f"Check {name}: its token comes from another issuer."
    )


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


def _host_of(text: str) -> str:
    """The host of a URL; empty for anything else."""
    try:
        return (urlsplit(text).hostname or "").lower() if "://" in text else ""
    except ValueError:
        return ""
