"""The grants that Outrider performs: one file each, and one line in :data:`GRANTS`."""

from __future__ import annotations

from typing import Protocol

from outrider.model.auth import Field
from outrider.oauth.grant_flow import GrantContext, GrantFlow
from outrider.oauth.grants.authorization_code import AuthorizationCode
from outrider.oauth.grants.client_credentials import ClientCredentials
from outrider.oauth.grants.device_code import DeviceCode
from outrider.oauth.grants.exchanged_token import TokenExchangeGrant
from outrider.oauth.grants.jwt_bearer import JwtBearer
from outrider.oauth.grants.password import Password


class Grant(Protocol):
    """A way to obtain an access token (RFC 6749 §1.3).

    Attributes:
        grant_type: the wire name.
        fields: the keys that it adds to an ``oauth2`` definition; all of them are part of the
            token key.
    """

    grant_type: str
    summary: str
    fields: tuple[Field, ...]

    def flow(self, context: GrantContext) -> GrantFlow:
        """The steps to a token.

        Raises:
            TokenRefused: from the generator, when the server refuses.
            MalformedTokenResponse: from the generator, when the answer is neither.
        """


GRANTS: tuple[Grant, ...] = (
    ClientCredentials(),
    AuthorizationCode(),
    DeviceCode(),
    Password(),
    JwtBearer(),
    TokenExchangeGrant(),
)


def find_grant(grant_type: str) -> Grant | None:
    """The registered grant with this wire name."""
    return next((grant for grant in GRANTS if grant.grant_type == grant_type), None)
