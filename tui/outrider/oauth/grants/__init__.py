"""The grants that Outrider performs: one file each, and one line in :data:`GRANTS`."""

from __future__ import annotations

from typing import Protocol

from outrider.lazy_registry import LazyRegistry
from outrider.model.auth import Field
from outrider.oauth.grant_flow import GrantContext, GrantFlow


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


GRANTS: LazyRegistry[Grant] = LazyRegistry(
    __name__,
    {
        "client_credentials": "client_credentials:ClientCredentials",
        "authorization_code": "authorization_code:AuthorizationCode",
        "urn:ietf:params:oauth:grant-type:device_code": "device_code:DeviceCode",
        "password": "password:Password",
        "urn:ietf:params:oauth:grant-type:jwt-bearer": "jwt_bearer:JwtBearer",
        "urn:ietf:params:oauth:grant-type:token-exchange": "exchanged_token:TokenExchangeGrant",
    },
)


def find_grant(grant_type: str) -> Grant | None:
    """The registered grant with this wire name."""
    return GRANTS.find(grant_type)
