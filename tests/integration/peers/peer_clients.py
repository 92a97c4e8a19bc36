"""Clients that are registered at each authorization server that we did not write.

Standard library only: the servers' own Python imports it too.
"""

from __future__ import annotations

from dataclasses import dataclass

SCOPES = ("orders.read", "orders.write")
UNGRANTED_SCOPE = "orders.delete"
"""Known to Authlib's server, and granted to nobody."""


@dataclass(frozen=True)
class PeerClient:
    """A client; without a secret it is public."""

    client_id: str
    client_secret: str
    token_endpoint_auth_method: str


PLAIN = PeerClient("plain-client", "plain-secret", "client_secret_basic")
AWKWARD_BASIC = PeerClient("svc:orders+cli %41&b=c", "p@ss:w%rd+1 &2=%2B/~", "client_secret_basic")
AWKWARD_POST = PeerClient("post:orders+cli %41&b=c", "s:%25+ &=%zz?#/", "client_secret_post")
AWKWARD_PUBLIC = PeerClient("public:orders+cli %41&b=c", "", "none")

AWKWARD_SECRET = PeerClient("orders-cli", "p@ss:w%41d+1 &2=%2B/~", "client_secret_basic")

BY_KEY = PeerClient("key-client", "", "client_assertion_jwt")
"""Signs its assertions by the EC key of tests/rfc_keys.py; Authlib's server alone knows it."""

BY_SECRET = PeerClient(
    "jwt-client", "0123456789abcdef0123456789abcdef0123456789", "client_assertion_jwt"
)
"""Signs its assertions by its secret, there."""

SERVICE_ACCOUNTS = ("robot@orders.iam.example.com", "318214", "connected-app", "jwt-client")
"""Issuers of assertions that are grants, there: signed by the RSA key of tests/rfc_keys.py, for
themselves or for :data:`PERSON`; the second one's are for the issuer, as at Zitadel."""

PERSON = "ann@example.com"

CLIENTS = (PLAIN, AWKWARD_BASIC, AWKWARD_POST, AWKWARD_PUBLIC, AWKWARD_SECRET)
