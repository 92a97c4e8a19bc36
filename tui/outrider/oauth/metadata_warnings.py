"""What an issuer's metadata denies and the definition has: tried all the same, and said.

Metadata informs and does not decide: servers take what they do not list, and list what they do not
take.
"""

from __future__ import annotations

from collections.abc import Iterator

from outrider.model.console_entry import EntryKind
from outrider.model.secret import reveal
from outrider.oauth.dpop import wants_dpop
from outrider.oauth.metadata import METHODS, ServerMetadata
from outrider.oauth.proof_key import ALGORITHM
from outrider.oauth.token_client import TokenClient

_SHOWN = 200


def metadata_warnings(
    metadata: ServerMetadata, client: TokenClient
) -> Iterator[tuple[str, EntryKind]]:
    """What the console says before a token request that the metadata does not list.

    A scope is a note only: servers may support more than they list (RFC 8414 §2).
    """
    checks = [(METHODS, client.method), ("grant_types_supported", client.grant)]
    algorithm = reveal(client.auth.setting("token_endpoint_auth_signing_alg"))
    if algorithm:
        checks.append(("token_endpoint_auth_signing_alg_values_supported", algorithm))
    if wants_dpop(client.auth):
        checks.append(("dpop_signing_alg_values_supported", ALGORITHM))
    for name, used in checks:
        listed = metadata.supported.get(name, ())
        if listed and used not in listed:
            has = client.mask(", ".join(listed))[:_SHOWN]
            what = f"{used} is not in {name} of the issuer metadata ({has}). It is tried."
            yield what, EntryKind.WARNING
    scopes = metadata.supported.get("scopes_supported", ())
    missing = [one for one in client.shown("scope").split() if one not in scopes]
    if scopes and missing:
        what = f"Not in scopes_supported of the issuer metadata: {', '.join(missing)[:_SHOWN]}."
        yield what, EntryKind.NOTE
