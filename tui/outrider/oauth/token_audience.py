"""How authorization servers decide for which API a token is, by what is known of them."""

from __future__ import annotations

import re

from msgspec import Struct


class AudienceRule(Struct, frozen=True):
    """How a server puts an audience into its tokens.

    Attributes:
        server: its name.
        advice: what changes the audience; empty where the parameter ``audience`` does.
    """

    server: str
    advice: str


_KEYCLOAK = r"/realms/[^/]+(?:/protocol/openid-connect/.*)?\Z"
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "Keycloak",
        _KEYCLOAK,
        "Have the API added to the token at Keycloak: an audience mapper for the client, or a "
        "client scope with one.",
    ),
    (
        "Microsoft Entra",
        r"://login\.microsoftonline\.|/oauth2/v2\.0/(?:token|authorize)\Z",
        "Set scope to the application ID URI of the API and /.default{place}.",
    ),
    (
        "Okta",
        r"://[^/]+\.okta(?:preview)?\.com/|/oauth2/[\w-]+/v1/token\Z",
        "Use the authorization server of Okta that has the API's audience{place}.",
    ),
    (
        "Zitadel",
        r"://[^/]+\.zitadel\.cloud/|/oauth/v2/token\Z",
        "Add urn:zitadel:iam:org:project:id:PROJECT:aud of the API's project to scope{place}.",
    ),
    (
        "Cognito",
        r"://[^/]+\.amazoncognito\.com/",
        "Ask the provider of the API which client and scope it requires: Cognito's access tokens "
        "have no audience.",
    ),
    (
        "IdentityServer",
        r"/connect/token\Z",
        "Add the scope that belongs to the API to scope{place}.",
    ),
    (
        "UAA",
        r"://[^/]+\.(?:authentication|uaa|login)\.[^/]+/oauth/token\Z",
        "Add the scope that belongs to the API to scope{place}.",
    ),
)


def audience_rule(endpoint: str) -> AudienceRule | None:
    """How the server of a token endpoint, or an issuer, does it.

    ``None`` where nothing is known of the server: most take a parameter of the token request.
    """
    url = endpoint.partition("?")[0].lower()
    for server, pattern, advice in _RULES:
        if re.search(pattern, url):
            return AudienceRule(server, advice)
    return None


def is_keycloak(endpoint: str) -> bool:
    """Whether the server of a token endpoint may be Keycloak, by its path."""
    return re.search(_KEYCLOAK, endpoint.partition("?")[0].lower()) is not None
