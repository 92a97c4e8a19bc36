"""A client assertion that comes from elsewhere: read for each token request (RFC 7521 §4.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

from msgspec.structs import replace

from outrider.engine.tokens.jwt_claims import claim_text
from outrider.errors import Fault, ResolveError
from outrider.lazy_pattern import lazy_pattern
from outrider.model.console_entry import EntryKind
from outrider.model.jwt import decode_jwt, numeric_date
from outrider.model.secret import LaterSecret, MaybeSecret, Secret, complete, reveal
from outrider.model.units import distance_text
from outrider.model.workspace import SecretRef
from outrider.oauth.grant_flow import TokenRequest
from outrider.oauth.token_client import TokenClient

ReadSource: TypeAlias = Callable[[SecretRef], Awaitable[tuple[Secret, list[Fault]]]]
"""What a source gives now, and warnings about it."""

_JWT = lazy_pattern(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2}(?:(?:\.[A-Za-z0-9_-]*){2})?")
"""A signed JWT, or an encrypted one (RFC 7515 §3.1, RFC 7516 §3.1)."""

_SHOWN = 120


async def read_assertion_sources(
    request: TokenRequest,
    client: TokenClient,
    read: ReadSource,
    log: Callable[[str, EntryKind], None],
    now: float,
) -> TokenRequest:
    """The request with each parameter in it that was left for later, read from its source.

    Args:
        request: a parameter of it that is a :class:`~outrider.model.secret.LaterSecret` has the
            name of its source.
        client: whose definition names the sources.
        read: see :data:`ReadSource`.
        log: takes what the console is to say.
        now: seconds since the epoch.

    Raises:
        SecretError: a source gives nothing.
        TrustRequiredError: the user has not agreed to it.
        ResolveError: what it gives is no assertion.
    """
    parameters: list[tuple[str, MaybeSecret]] = []
    for name, value in request.parameters:
        known = value
        if isinstance(value, LaterSecret):
            secret, warnings = await read(client.auth.config.sources[name])
            for warning in warnings:
                log(warning.what, EntryKind.WARNING)
            known = complete(value, reveal(secret).strip())
            for said, kind in _told(name, reveal(known), client, now):
                log(said, kind)
        parameters.append((name, known))
    return replace(request, parameters=tuple(parameters))


def _told(
    name: str, assertion: str, client: TokenClient, now: float
) -> Iterator[tuple[str, EntryKind]]:
    """Where it was read, whom it is about, and whether it is still good."""
    source = client.source(name)
    if not _JWT.fullmatch(assertion):
        what = f"{name} is not a JWT."
        place = client.auth.config.location_of(name)
        raise ResolveError.of([Fault("client_assertion", what, place, advice=f"Check {source}.")])
    decoded = decode_jwt(assertion)
    claims = decoded.claims if decoded is not None else {}
    known = [
        f"{claim} {client.mask(claim_text(claims[claim]))[:_SHOWN]}"
        for claim in ("iss", "sub", "aud")
        if claim in claims
    ]
    yield f"Read {source}: {', '.join(known) or 'its claims are not readable'}.", EntryKind.NOTE
    expires = numeric_date(claims.get("exp"))
    if expires is not None and expires <= now:
        yield f"{name} expired {distance_text(expires, now)}.", EntryKind.WARNING
