"""By what is known of an authorization server, how an audience gets into its tokens."""

from __future__ import annotations

import pytest

from outrider.oauth.token_audience import audience_rule, is_keycloak


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://id.example/realms/shop/protocol/openid-connect/token", "Keycloak"),
        ("https://id.example/auth/realms/shop", "Keycloak"),
        ("https://login.microsoftonline.com/t/oauth2/v2.0/token", "Microsoft Entra"),
        ("https://dev-1.okta.com/oauth2/v1/token", "Okta"),
        ("https://id.example/oauth2/default/v1/token", "Okta"),
        ("https://x.zitadel.cloud/oauth/v2/token", "Zitadel"),
        ("https://x.auth.eu-west-1.amazoncognito.com/oauth2/token", "Cognito"),
        ("https://id.example/connect/token", "IdentityServer"),
    ],
)
def test_a_server_that_takes_no_parameter(url: str, server: str) -> None:
    rule = audience_rule(url)
    assert rule is not None
    assert rule.server == server
    assert rule.advice
    assert is_keycloak(url) == (server == "Keycloak")


@pytest.mark.parametrize(
    "url", ["https://x.eu.auth0.com/oauth/token", "https://id.example/oauth2/token", ""]
)
def test_of_another_nothing_is_known(url: str) -> None:
    assert audience_rule(url) is None
    assert not is_keycloak(url)
