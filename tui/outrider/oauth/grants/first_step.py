"""The first step of a grant, made before anything is sent: what it cannot do is told then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from outrider.model.auth import ResolvedAuth
from outrider.model.secret import reveal
from outrider.oauth.grant_flow import GrantContext, TokenRequest
from outrider.oauth.grants import Grant
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import SUFFIX, ServerEndpoints
from outrider.oauth.token_client import TokenClient

STAND_IN = "https://stand-in.invalid"


def try_first_step(
    grant: Grant,
    auth: ResolvedAuth,
    authenticate: Callable[[TokenRequest], TokenRequest],
    *,
    client: TokenClient | None = None,
    now: float = 0.0,
    certificates: str = "",
) -> None:
    """Makes the first step of a definition's grant.

    Args:
        grant: of the definition.
        auth: the definition.
        authenticate: adds the client's credentials to a request.
        client: for the words of a fault.
        now: seconds since the epoch.
        certificates: the PEM file of the environment's client certificate; empty without one.

    Raises:
        OutriderError: it cannot be made.
    """
    issuer = reveal(auth.setting("issuer"))
    written = {name: reveal(url) for name, url in auth.settings.items() if name.endswith(SUFFIX)}
    # The metadata of an issuer may name any endpoint.
    names = {field.name for field in grant.fields if field.name.endswith(SUFFIX)}
    announced = dict.fromkeys({*names, "token_endpoint"}, STAND_IN) if issuer else {}
    context = GrantContext(
        auth=auth,
        endpoints=ServerEndpoints(written, announced, issuer, auth.config.place),
        authenticate=authenticate,
        clock=lambda: now,
        random_bytes=bytes,
        proof_key=ProofKey.generate,
        is_attended=True,
        client=client,
        certificates=certificates,
    )
    with suppress(StopIteration):
        next(grant.flow(context))
