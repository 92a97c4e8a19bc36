"""Tokens to be written, without any request for them."""

from __future__ import annotations

from outrider.auth.credential import format_credential
from outrider.cli.output.token_formats.token_format import (
    HandedToken,
    ProgramCall,
    TokenFormat,
    TokenQuery,
)
from outrider.model.auth import AuthConfig, CredentialLocation, Placement
from outrider.model.secret import Secret, reveal
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenSource, TokenUse

NOW = 1_700_000_000.0
TOKEN = "a-token.of~many/characters+=="


def handed(
    placement: Placement | None = None,
    query: TokenQuery | None = None,
    token: str = TOKEN,
    lifetime: float = 60.0,
) -> HandedToken:
    """A token as a definition with this placement has it."""
    issued = AccessToken(Secret(token), "Bearer", NOW, NOW + lifetime, False, frozenset())
    key = TokenKey("digest", (), TokenSlot("/workspace", "dev", "default"))
    return HandedToken(
        use=TokenUse(issued, key, TokenSource.EXCHANGE, "no token yet", "first_use"),
        placed=format_credential(placement or Placement(), issued.value),
        config=AuthConfig("oauth2"),
        environment="dev",
        query=query or TokenQuery(),
        now=NOW,
    )


def written(form: TokenFormat, call: ProgramCall | None = None, lifetime: float = 60.0) -> str:
    """What a format writes for a call; all of it is a secret."""
    query = form.query(call or ProgramCall())
    found = form.render(handed(query=query, lifetime=lifetime))
    assert isinstance(found, Secret)
    assert TOKEN not in f"{found} {found!r}"
    return reveal(found)


COOKIE = Placement(CredentialLocation.COOKIE, "session", "")
QUERY = Placement(CredentialLocation.QUERY, "access_token", "")
BODY = Placement(CredentialLocation.BODY, "access_token", "")
KEY = Placement(CredentialLocation.HEADER, "X-Api-Token", "")
