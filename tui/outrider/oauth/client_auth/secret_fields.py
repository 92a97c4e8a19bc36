"""The fields that methods with a client secret share, and the characters that break them."""

from __future__ import annotations

from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.secret import reveal

CLIENT_ID = Field(
    "client_id",
    "Client ID",
    required=True,
    help="from the authorization server",
    meaning="ID of the client, from the authorization server.",
    example="orders-cli",
)
CLIENT_SECRET = Field(
    "client_secret",
    "Client secret",
    kind=FieldKind.SECRET,
    required=True,
    help="a reference to a secret",
    meaning="Secret of the client: a reference to a secret.",
    example="{{client_secret}}",
)

UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""RFC 3986 §2.3: the characters that every encoding leaves alone."""


def has_reserved(auth: ResolvedAuth) -> bool:
    """Whether the client id or secret holds a character that not all servers decode."""
    both = reveal(auth.setting("client_id")) + reveal(auth.setting("client_secret"))
    return not UNRESERVED.issuperset(both)
