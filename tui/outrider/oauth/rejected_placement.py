"""Whether an API looks for its token under another scheme than it was sent (RFC 9110 §11.6.2)."""

from __future__ import annotations

import re

from outrider.oauth.refusal_facts import (
    TOKEN_SCHEMES,
    ApiRefusal,
    RefusalCause,
    RefusalTarget,
    TokenOrigin,
)

_OF_CREDENTIALS = frozenset({"basic", "digest", "negotiate", "ntlm", "hoba", "mutual", "kerberos"})
"""Schemes that carry no token."""

_NO_PREFIX = re.compile(
    r"aws4|hmac|signature|scram|vapid|cookie|session|form|xbasic|privatetoken|\A(?:key|api-?key"
    r"|azureapimanagementkey|apikey)\Z|\Ax-",
    re.IGNORECASE,
)
"""Schemes that carry something else, or have no header of their own."""

_ABSENT = r"(?:found|provided|supplied|sent|present)"
_NOT_FOUND = re.compile(
    rf"credentials were not provided|no (?:valid )?(?:\w+ )?token (?:was )?{_ABSENT}"
    r"|(?:missing|no) (?:authori[sz]ation|auth|bearer|access|jwt)\W?(?: header| token)"
    rf"|(?:token|authori[sz]ation header) (?:is |was )?(?:missing|absent|not {_ABSENT})"
    r"|not authenticated|jwt (?:must be provided|is missing)",
    re.IGNORECASE,
)
"""How an API says that it was sent no token."""


def placement_mismatch(refusal: ApiRefusal, origin: TokenOrigin) -> RefusalCause | None:
    """That the challenges name another scheme than that under which the token was sent."""
    sent = origin.prefix.lower()
    named = [one for one in refusal.challenges if one.scheme]
    schemes = [one.scheme for one in named]
    if sent in schemes or "dpop" in schemes:
        return None
    if not schemes:
        return _not_found(refusal, origin)
    if TOKEN_SCHEMES.intersection(schemes):
        return None if sent in TOKEN_SCHEMES else _prefix("Bearer", origin)
    first = named[0]
    if first.scheme in _OF_CREDENTIALS:
        name = first.scheme.title()
        what = f"The API asks for {name} authentication: {refusal.summary}"
        why = "It was sent a token, which its challenge (WWW-Authenticate) does not name."
        advice = "Check the URL; if it is right, ask the provider how the API authenticates."
        if first.scheme in {"basic", "digest"}:
            advice = f'Set type = "{first.scheme}" in {origin.auth}{{place}}, or check the URL.'
            return RefusalCause("", what, why=why, advice=advice, target=RefusalTarget.TYPE)
        return RefusalCause("", what, why=why, advice=advice)
    if _NO_PREFIX.search(first.scheme):
        return None
    return _prefix(first.written or first.scheme, origin)


def _prefix(wanted: str, origin: TokenOrigin) -> RefusalCause:
    shown = re.sub(r"[^\w.+-]", "", wanted)[:40]
    sent = f'"{origin.prefix}"' if origin.prefix else "no prefix"
    why = f'The API asks for "{shown}" before the token; it was sent with {sent}.'
    placement = f'{{ in = "header", name = "Authorization", prefix = "{shown}" }}'
    advice = f"Set placement = {placement} in {origin.auth}{{place}}."
    return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.PLACEMENT)


def _not_found(refusal: ApiRefusal, origin: TokenOrigin) -> RefusalCause | None:
    """The API says that there was no token, where one was sent."""
    if not _NOT_FOUND.search(refusal.words):
        return None
    where = f"{origin.header}: {origin.prefix}" if origin.prefix else origin.header
    return RefusalCause(
        "",
        "",
        why=f"The API found no token where it looks; it was sent as {where}.",
        advice=f"Ask the provider of the API where it expects the token, and set placement in "
        f"{origin.auth}{{place}}.",
        target=RefusalTarget.PLACEMENT,
    )
