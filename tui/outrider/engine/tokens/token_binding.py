"""Whether the API will see the certificate that a token is bound to (RFC 8705 §3)."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.engine.tokens.jwt_claims import decode_jwt
from outrider.model.console_entry import EntryKind
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.oauth.certificate_thumbprint import (
    X5T_S256,
    certificate_thumbprint,
    pem_certificates,
)


def bound_thumbprint(token: MaybeSecret) -> str:
    """The ``x5t#S256`` of a token's ``cnf``; empty for one that says nothing of it."""
    decoded = decode_jwt(reveal(token))
    confirmation = decoded.claims.get("cnf") if decoded is not None else None
    found = confirmation.get(X5T_S256) if isinstance(confirmation, Mapping) else None
    return found if isinstance(found, str) else ""


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
