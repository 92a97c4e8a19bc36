"""Whether the API will see what a token is bound to: a certificate, or a key.

RFC 8705 §3, RFC 9449 §6.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from outrider.model.console_entry import EntryKind
from outrider.model.jwt import decode_jwt
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.token import TokenResponse
from outrider.oauth.certificate_thumbprint import (
    X5T_S256,
    certificate_thumbprint,
    pem_certificates,
)
from outrider.oauth.dpop import DPOP, is_dpop


def bound_thumbprint(token: MaybeSecret) -> str:
    """The ``x5t#S256`` of a token's ``cnf``; empty for one that says nothing of it."""
    return _confirmation(token, X5T_S256)


def _confirmation(token: MaybeSecret, method: str) -> str:
    """A confirmation method of a token (RFC 7800 §3.1); empty for one that says nothing of it."""
    decoded = decode_jwt(reveal(token))
    confirmation = decoded.claims.get("cnf") if decoded is not None else None
    found = confirmation.get(method) if isinstance(confirmation, Mapping) else None
    return found if isinstance(found, str) else ""


def bound_answer(answer: TokenResponse, thumbprint: str) -> TokenResponse:
    """A token for which a proof was sent, with its type and what is to be known of it.

    A JWT says itself to which key it is bound (``cnf``, RFC 9449 §6.1); of any other the type does.

    Args:
        answer: of the authorization server.
        thumbprint: of the key of the proof (RFC 7638).
    """
    confirmed, warning = _confirmation(answer.access_token, "jkt"), ""
    if confirmed and confirmed != thumbprint:
        warning = "The token is bound to another key (cnf) than the one of the DPoP proof."
        warning += " The API will reject it."
    elif is_dpop(answer.token_type):
        return answer
    elif confirmed:
        said = f"token_type is {answer.token_type}, but the token is bound to the DPoP key (cnf)"
        return replace(
            answer, token_type=DPOP, warnings=(*answer.warnings, f"{said}: sent with a proof.")
        )
    else:
        warning = (
            f"The server issued a {answer.token_type} token, although DPoP was requested: it is "
            "not bound to a key, and is sent without a proof (RFC 9449 §5)."
        )
    return replace(answer, warnings=(*answer.warnings, warning))


def binding_note(token: Secret, certificates: str) -> tuple[str, EntryKind] | None:
    """What the console says of a token that is bound to a certificate.

    Args:
        token: as the server issued it.
        certificates: the environment's client certificate as PEM, its own first; empty without one.
    """
    thumbprint = bound_thumbprint(token)
    if not thumbprint:
        return None
    own = pem_certificates(certificates)[:1]
    if not own:
        said = "The token is bound to a client certificate (cnf), and [tls] has none."
        return f"{said} The API will reject it.", EntryKind.WARNING
    if certificate_thumbprint(own[0]) != thumbprint:
        said = "The token is bound to another certificate (cnf) than client_certificate in [tls]."
        return f"{said} The API will reject it.", EntryKind.WARNING
    return "The token is bound to the client certificate (cnf).", EntryKind.NOTE
