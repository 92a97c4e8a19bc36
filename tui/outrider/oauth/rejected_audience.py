"""Whether a token that an API rejected was issued for another API (RFC 7519 §4.1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from outrider.oauth.refusal_facts import (
    ApiRefusal,
    RefusalCause,
    RefusalTarget,
    TokenClaims,
    TokenOrigin,
    listed,
    shortened,
)
from outrider.oauth.token_audience import audience_rule

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


def audience_mismatch(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    """That the token is for another API, by the API's words, or by what was requested.

    What the API wants is said only where it says so itself: its URL is no audience.
    """
    named, audience = _AUDIENCE.search(refusal.words) is not None, token.audience
    if audience is None:
        return None
    asked_for_other = bool(origin.audience) and not set(origin.audience) & set(audience)
    hosts = [_host_of(one) for one in audience]
    elsewhere = bool(hosts) and all(hosts) and _host_of(refusal.url) not in hosts
    if not (named or asked_for_other or (elsewhere and not origin.audience)):
        return None
    wanted = _wanted_audience(refusal, audience)
    if asked_for_other and not named:
        wanted = origin.audience[0]
    shown = f'token\'s aud is "{listed(audience)}"' if audience else "token has no aud"
    why = f"The {shown}, which the API does not accept."
    if wanted:
        why = f'The {shown}, expected "{wanted}".'
    elif not named:
        why = f"The {shown}; the request went to {refusal.url}."
    if asked_for_other and wanted in origin.audience and not _has_rule(origin):
        advice = f'Ask the provider to issue tokens for {origin.audience_key} "{wanted}".'
        return RefusalCause("", "", why=why, advice=advice)
    return _change(why, wanted, origin)


def _has_rule(origin: TokenOrigin) -> bool:
    return audience_rule(origin.server) is not None


def _change(why: str, wanted: str, origin: TokenOrigin) -> RefusalCause:
    """What puts another audience into the token, by the server that issues it."""
    rule = audience_rule(origin.server)
    if any(word.endswith(_DEFAULT_SCOPE) for word in origin.scope):
        # Microsoft Entra takes the audience from the scope.
        advice = "Set scope to the application ID URI of the API and /.default{place}."
        if wanted:
            advice = f'Set scope = "{wanted.rstrip("/")}{_DEFAULT_SCOPE}"{{place}}.'
        return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.SCOPE)
    if rule is not None:
        target = RefusalTarget.SCOPE if "{place}" in rule.advice else RefusalTarget.NOTHING
        if "authorization server" in rule.advice:
            target = RefusalTarget.SERVER
        return RefusalCause("", "", why=why, advice=rule.advice, target=target)
    table = f"{origin.auth[:-1]}.token_parameters]"
    key = origin.audience_key
    value = f'"{wanted}"' if wanted else "what it says"
    advice = f"Set {key} = {value} in {table}{{place}}."
    if not origin.has_parameters:
        # The table is not there yet: the place is that of the file.
        advice = f"Add {table} with {key} = {value}{{place}}."
    if not wanted:
        advice = f"Ask the provider of the API which audience it requires; {_small(advice)}"
    return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.AUDIENCE)


def _small(advice: str) -> str:
    return advice[:1].lower() + advice[1:]


def _wanted_audience(refusal: ApiRefusal, audience: Iterable[str]) -> str:
    """What the API wants in ``aud``, by its own words; empty where they do not say it."""
    for one in (refusal.challenge.parameter("resource"), expected_value(refusal)):
        if one and one not in audience:
            return shortened(one)
    return ""


def expected_value(refusal: ApiRefusal) -> str:
    """The value that the API's words say is wanted; empty where they say none."""
    found = _EXPECTED.search(refusal.words)
    return next(filter(None, found.groups()), "").rstrip(".") if found else ""


def _host_of(text: str) -> str:
    """The host of a URL; empty for anything else."""
    try:
        return (urlsplit(text).hostname or "").lower() if "://" in text else ""
    except ValueError:
        return ""
