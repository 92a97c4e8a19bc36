"""Whether tokens are bound to a key of the client's, and what servers ask of its proofs (RFC 9449).

A proof shows that whoever sends a request has the key; the nonce that a server gives shows that the
proof is new.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from outrider.errors import Fault, UnsupportedConfiguration
from outrider.lazy_pattern import lazy_pattern
from outrider.model.auth import ResolvedAuth
from outrider.model.message import ResponseMessage
from outrider.model.reason import Reason
from outrider.model.secret import reveal
from outrider.oauth.challenges import read_challenges

if TYPE_CHECKING:
    from outrider.oauth.proof_key import ProofKey

DPOP = "DPoP"
"""The token type, the scheme of its credentials, and the header field of a proof."""

PROOF_FIELD = "DPoP"
USE_NONCE = "use_dpop_nonce"
NEW_NONCE = Reason("dpop_nonce", "the server requires its DPoP nonce")

_NONCE = lazy_pattern(r"[\x21\x23-\x5b\x5d-\x7e]{1,4096}")


def wants_dpop(auth: ResolvedAuth) -> bool:
    """Whether the tokens of a definition are to be bound to a key of the environment."""
    return reveal(auth.setting("dpop")) == "true"


def is_dpop(token_type: str) -> bool:
    """Whether a token of this type goes with a proof; the type is compared without its case."""
    return token_type.strip().lower() == "dpop"


def proof_key_of(auth: ResolvedAuth, make: Callable[[], ProofKey]) -> ProofKey:
    """The key by which a definition proves that its tokens are its own.

    Raises:
        UnsupportedConfiguration: the package that signs is not installed.
    """
    try:
        return make()
    except ImportError:
        fault = Fault(
            "unsupported",
            "DPoP needs the optional package joserfc.",
            auth.config.location_of("dpop"),
            advice='Install it with: pipx install "outrider[jwt]".',
        )
        raise UnsupportedConfiguration.of([fault]) from None


def given_nonce(reply: ResponseMessage) -> str:
    """The nonce for the next proof (RFC 9449 §8.2); empty where the server gives none."""
    found = reply.headers_named("dpop-nonce")
    nonce = found[0].strip() if len(found) == 1 else ""
    return nonce if _NONCE.fullmatch(nonce) else ""


def wants_nonce_for_token(reply: ResponseMessage) -> bool:
    """Whether a token request is to be sent again with the nonce that is given (RFC 9449 §8)."""
    if reply.status not in (400, 401) or not given_nonce(reply):
        return False
    try:
        members = json.loads(reply.content.decode(json.detect_encoding(reply.content)))
    except (ValueError, RecursionError):
        members = None
    named = members.get("error") if isinstance(members, dict) else None
    return named == USE_NONCE or _challenges_for_nonce(reply)


def wants_nonce_for_api(reply: ResponseMessage) -> bool:
    """Whether an API request is to be sent again with the nonce that is given (RFC 9449 §9)."""
    return reply.status == 401 and bool(given_nonce(reply)) and _challenges_for_nonce(reply)


def _challenges_for_nonce(reply: ResponseMessage) -> bool:
    challenges = read_challenges(reply.headers_named("www-authenticate"))
    return any(one.scheme == "dpop" and one.parameter("error") == USE_NONCE for one in challenges)
