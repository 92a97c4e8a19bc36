"""What a token says of itself: a JWT's header and claims, read without verifying (RFC 7519).

Nothing here is proof of anything: the signature is not checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.model.jwt import DecodedJwt, numeric_date
from outrider.model.units import countdown, distance_text, relative_time, span_text

CLOCK_DRIFT = 30.0
"""Seconds by which clocks may differ before it is worth a word."""

_TIMES = {"exp": "expires", "nbf": "not before", "iat": "issued", "auth_time": "signed in"}


def claim_text(value: Any) -> str:
    """A claim's value as text."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "(too deep to show)"


def claim_lines(claims: Mapping[str, Any], now: float) -> Iterator[tuple[str, str]]:
    """Each claim and its value; times in words."""
    for name, value in claims.items():
        moment = numeric_date(value) if name in _TIMES else None
        if moment is None:
            yield name, claim_text(value)
        else:
            yield name, f"{value} ({relative_time(moment, now)})"


class ExpectedClaims(Struct, frozen=True):
    """What a token should say of itself.

    Attributes:
        audience: one of these is to be in ``aud``; empty where nothing says so.
        issuer: is to be ``iss``; empty where nothing says so.
        scope: words that were asked for; looked for where the token names any at all.
        expires_at: when its life ends by what the server said beside it; ``None`` where it did
            not say.
        ahead: seconds that the server's clock is ahead of this machine's.
    """

    audience: tuple[str, ...] = ()
    issuer: str = ""
    scope: frozenset[str] = frozenset()
    expires_at: float | None = None
    ahead: float = 0.0


def claim_problems(token: DecodedJwt, expected: ExpectedClaims, now: float) -> Iterator[str]:
    """What a resource server might object to."""
    claims = token.claims
    yield from _wrong_times(claims, expected, now)
    if str(token.header.get("alg", "")).lower() == "none":
        yield 'The JWT is not signed (alg "none").'
    named = claims.get("aud")
    names = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    wanted = set(expected.audience)
    if wanted and named is not None and wanted.isdisjoint(map(str, names)):
        yield f"Its aud is {claim_text(named)}, not {' or '.join(expected.audience)}."
    issuer = claims.get("iss")
    if expected.issuer and issuer is not None and issuer != expected.issuer:
        yield f"Its iss is {claim_text(issuer)}, not {expected.issuer}."
    granted = token_scope(claims)
    missing = sorted(expected.scope - granted) if granted is not None else []
    if missing:
        yield f"Its scope lacks {' '.join(missing)}."


def _wrong_times(claims: Mapping[str, Any], expected: ExpectedClaims, now: float) -> Iterator[str]:
    """Times are compared with the server's clock, as far as it is known."""
    there = now + expected.ahead
    expires, begins = numeric_date(claims.get("exp")), numeric_date(claims.get("nbf"))
    issued = numeric_date(claims.get("iat"))
    if expires is not None and expires <= there:
        yield f"It expired {distance_text(expires, there)} (exp)."
    if begins is not None and begins > there:
        yield f"Not valid for another {countdown(begins - there)} (nbf)."
    if issued is not None and issued > there + CLOCK_DRIFT:
        yield f"Its iat is in the future: issued {distance_text(issued, there)}."
    if (
        expires is not None
        and expires > there
        and expected.expires_at is not None
        and expected.expires_at + expected.ahead - expires > CLOCK_DRIFT
    ):
        early = span_text(expected.expires_at + expected.ahead - expires)
        yield f"Its exp is {early} before the end given by expires_in."


def token_scope(claims: Mapping[str, Any]) -> frozenset[str] | None:
    """The scope that a token names (RFC 9068 §2.2.3, or ``scp``); ``None`` where it names none."""
    for name in ("scope", "scp"):
        value = claims.get(name)
        if isinstance(value, str):
            return frozenset(value.split())
        if isinstance(value, list):
            return frozenset(str(one) for one in value)
    return None
