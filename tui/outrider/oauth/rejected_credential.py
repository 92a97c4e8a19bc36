"""Why an API may reject a credential that the user has given: a token, a password, a key."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.units import moment_text
from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause, RefusalTarget, TokenClaims


class GivenCredential(Struct, frozen=True):
    """A credential that is sent as it is.

    Attributes:
        name: what people call it: ``key``.
        auth: how its definition is called: ``[auth.default]``.
        type: of the definition.
        sources: where its parts come from, in words, the secret one first.
        claims: of a token that can be read.
    """

    name: str
    auth: str
    type: str
    sources: tuple[str, ...]
    claims: TokenClaims = TokenClaims()


def rejected_credential(
    refusal: ApiRefusal, credential: GivenCredential, now: float
) -> RefusalCause:
    """What is said of a 401 for a given credential; ``now`` is in seconds since the epoch.

    Where the challenge names another scheme, and that can be configured, so does the advice.
    """
    what = f"The API rejected the {credential.name}: {refusal.summary}"
    why, advice = _time(credential.claims, now), f"Check {', and '.join(credential.sources)}"
    target, other = RefusalTarget.CREDENTIAL, refusal.other_scheme(credential.type)
    if why:
        advice = advice.replace("Check", "Replace", 1)
    elif other:
        why = f"The API asks for {other.title()} authentication."
        if other in {"basic", "bearer", "digest"}:
            change = f'set type = "{other}" in {credential.auth}{{place}}'
            advice, target = f"{advice}; if that is right, {change}", RefusalTarget.TYPE
    elif not refusal.words:
        why = "The API gave no reason."
    return RefusalCause("credential_rejected", what, refusal.words, why, f"{advice}.", target)


def _time(claims: TokenClaims, now: float) -> str:
    """Whether a token's time is over, or has not come (RFC 7519 §4.1)."""
    if claims.expires is not None and claims.expires <= now:
        return f"The token expired at {moment_text(claims.expires, now)}."
    if claims.begins is not None and claims.begins > now:
        return f"The token is not valid before {moment_text(claims.begins, now)}."
    return ""
