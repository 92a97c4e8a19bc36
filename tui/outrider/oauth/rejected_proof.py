"""Why an API rejected a token by what it is bound to, or is not: DPoP (RFC 9449 §7)."""

from __future__ import annotations

from outrider.oauth.dpop import USE_NONCE, is_dpop
from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause, RefusalTarget, TokenOrigin

_INVALID = "invalid_dpop_proof"


def rejected_proof(
    refusal: ApiRefusal, origin: TokenOrigin, token_type: str, *, wanted: bool
) -> RefusalCause | None:
    """The cause, where the API says that it is the proof, or the lack of one.

    Args:
        refusal: what the API answered.
        origin: what the definition asked for.
        token_type: of the token that was sent.
        wanted: the definition has ``dpop = true``.
    """
    schemes = {one.scheme for one in refusal.challenges}
    if not is_dpop(token_type):
        if "dpop" not in schemes or "bearer" in schemes:
            return None
        return _without_proof(origin, wanted=wanted)
    errors = {one.parameter("error") for one in refusal.challenges} | {refusal.error}
    if USE_NONCE in errors:
        why = "The API requires a DPoP nonce, and gave none or rejects the one that it gave."
        return RefusalCause("", "", why=why, advice="Report this to the provider of the API.")
    if _INVALID in errors:
        return RefusalCause(
            "",
            "",
            why="The API rejects the DPoP proof, which is made for the URL of the request.",
            advice="Check that the API sees the URL as it is sent: a proxy in front of it may "
            "change scheme, host or path.",
        )
    if schemes == {"bearer"}:
        why = "The token is bound to a key (DPoP), and the API asks for a Bearer token."
        advice = f"Remove dpop from {origin.auth}{{place}}."
        return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.DPOP)
    return None


def _without_proof(origin: TokenOrigin, *, wanted: bool) -> RefusalCause:
    if wanted:
        return RefusalCause(
            "",
            "",
            why="The API requires DPoP, and the authorization server issued a Bearer token.",
            advice="Ask the provider to issue DPoP tokens to this client.",
        )
    return RefusalCause(
        "",
        "",
        why="The API requires DPoP (RFC 9449), and dpop is not set.",
        advice=f"Add dpop = true to {origin.auth}{{place}}.",
        target=RefusalTarget.DPOP,
    )
