"""The cause of a token request that was refused for its proof, or for want of one (RFC 9449 §5)."""

from __future__ import annotations

from outrider.oauth.clock_difference import clock_difference, difference_text
from outrider.oauth.dpop import USE_NONCE, given_nonce, wants_dpop
from outrider.oauth.refusal import Cause, RefusedResponse
from outrider.oauth.token_client import capital

_INVALID = "invalid_dpop_proof"
_URL = r"\b(htu|htm|ur[li])\b"


def proof_cause(reply: RefusedResponse) -> Cause | None:
    """What is wrong with the proof; ``None`` where the server does not speak of one."""
    client = reply.client
    if reply.code not in (USE_NONCE, _INVALID) and not reply.says(r"\bdpop\b"):
        return None
    if not wants_dpop(client.auth):
        return Cause(
            "The client is registered for DPoP (RFC 9449), and dpop is not set.",
            f"{capital(client.assign_written('dpop', 'true'))}.",
            client.edit("dpop"),
        )
    if reply.code == USE_NONCE:
        given = "rejects the one that it gave" if given_nonce(reply.reply) else "gives none"
        header = "" if given_nonce(reply.reply) else ": its response has no DPoP-Nonce header"
        why = f"The server requires a DPoP nonce, and {given}{header}."
        return Cause(why, "Report this to the provider.")
    ahead = clock_difference(reply.reply, client.clock()) if client.clock is not None else 0.0
    if ahead:
        why = f"{difference_text(ahead, reply.host)} The DPoP proof was not valid there."
        return Cause(why, "Set the clock.")
    if reply.says(_URL):
        why = "The DPoP proof names the URL of the request; the server expects another."
        advice = f"Check {client.endpoint}; if it is right, ask the provider."
        return Cause(why, advice, client.endpoint.step)
    return Cause(
        "The server rejects the DPoP proof.",
        f"Check what the provider requires of {client.named}.",
    )
