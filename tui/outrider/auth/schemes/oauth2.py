"""``oauth2``: an access token, obtained before the request is sent (RFC 6749, RFC 6750)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.auth.credential import Credentials, format_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.auth.token_tables import TOKEN_TABLES
from outrider.model.auth import Field, FieldKind, Placement, ResolvedAuth
from outrider.model.message import RequestMessage
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS, find_client_auth
from outrider.oauth.grants import GRANTS, find_grant

GRANT_TYPE = Field(
    "grant_type",
    "Grant",
    kind=FieldKind.CHOICE,
    default="client_credentials",
    choices=tuple(grant.grant_type for grant in GRANTS),
    help="OAuth 2.0 grant type",
)
CLIENT_AUTH = Field(
    "token_endpoint_auth_method",
    "Client authentication",
    kind=FieldKind.CHOICE,
    default="client_secret_basic",
    choices=tuple(method.name for method in CLIENT_AUTH_METHODS),
    help="how the client authenticates",
)
ENDPOINTS = (
    Field(
        "token_endpoint",
        "Token endpoint",
        kind=FieldKind.URL,
        help="URL of the token endpoint",
    ),
    Field(
        "issuer",
        "Issuer",
        kind=FieldKind.URL,
        help="instead of token_endpoint",
    ),
)
MANAGEMENT_ENDPOINTS = (
    Field(
        "introspection_endpoint",
        "Introspection endpoint",
        kind=FieldKind.URL,
        help="URL; else the issuer's metadata",
    ),
    Field(
        "revocation_endpoint",
        "Revocation endpoint",
        kind=FieldKind.URL,
        help="URL; else the issuer's metadata",
    ),
)
WARM = Field(
    "warm",
    "Fetch ahead",
    kind=FieldKind.BOOLEAN,
    default="false",
    help="true: fetch and renew before sends",
)
SCOPE = Field("scope", "Scope", help="space-separated; empty: not sent")
TOKEN_TYPE = Field(
    "token_type",
    "Token type",
    kind=FieldKind.CHOICE,
    default="bearer",
    choices=("bearer", "any"),
    help="any: also unregistered types",
)


class OAuth2(Scheme):
    """A Bearer token that the token worker fetches, caches and renews."""

    type = "oauth2"
    summary = "An access token, fetched before the send and cached (RFC 6749)."
    placement = Placement()
    uses_token = True
    token_tables = TOKEN_TABLES

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The common keys, and those of the table's grant and client authentication method."""
        grant = find_grant(str(table.get("grant_type", GRANT_TYPE.default)))
        method = find_client_auth(str(table.get("token_endpoint_auth_method", CLIENT_AUTH.default)))
        return (
            GRANT_TYPE,
            *ENDPOINTS,
            CLIENT_AUTH,
            *(method.fields if method else ()),
            SCOPE,
            *(grant.fields if grant else ()),
            WARM,
            TOKEN_TYPE,
            *MANAGEMENT_ENDPOINTS,
        )

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The token, placed (RFC 6750 §2)."""
        if context.token is None:
            return Credentials()
        return format_credential(auth.placement or Placement(), context.token)
