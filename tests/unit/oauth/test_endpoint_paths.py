"""Which endpoint a URL seems to be, and which token endpoint is beside it."""

from __future__ import annotations

import pytest

from outrider.oauth.endpoint_paths import (
    endpoint_kind,
    is_same_endpoint,
    is_sign_in,
    likely_issuer,
    likely_token_endpoint,
    may_be_token_endpoint,
    possible_token_endpoints,
    product_token_endpoint,
)

HOST = "https://id.example"


@pytest.mark.parametrize(
    ("path", "token"),
    [
        ("/tenant/oauth2/v2.0/authorize", "/tenant/oauth2/v2.0/token"),
        ("/realms/x/protocol/openid-connect/auth", "/realms/x/protocol/openid-connect/token"),
        ("/as/authorization.oauth2", "/as/token.oauth2"),
        ("/login/oauth/authorize", "/login/oauth/access_token"),
        ("/authorize?x=1", "/oauth/token"),
        ("/oauth2/auth/", "/oauth2/token"),
        ("/oauth2/v1/userinfo", "/oauth2/v1/token"),
        ("/connect/introspect", "/connect/token"),
        ("/jwks.json", ""),
        ("/oauth2/token", ""),
        ("/api/auth", ""),
        ("/auth/token", ""),
        ("/", ""),
        ("", ""),
    ],
)
def test_the_token_endpoint_beside_another(path: str, token: str) -> None:
    assert likely_token_endpoint(HOST + path) == (HOST + token if token else "")


@pytest.mark.parametrize(
    ("path", "tried"),
    [
        ("/as/authorization.oauth2", ["/as/token.oauth2"]),
        ("/oauth2/v1/userinfo", ["/oauth2/v1/token"]),
        ("/connect/deviceauthorization", ["/connect/token"]),
        ("/authorize", ["/oauth/token", "/token"]),
        ("/connect/tokens", ["/connect/token"]),
        ("/Connect/Token-Endpoint/", ["/Connect/token"]),
        ("/oauth2/auth", ["/oauth2/token"]),
        ("/api/auth?x=1", ["/api/token"]),
        ("/tokens", ["/token"]),
        ("/jwks.json", []),
        ("/login/oauth/access_token", []),
        ("/oauth2/token", []),
        ("", []),
    ],
)
def test_where_the_token_endpoint_may_be(path: str, tried: list[str]) -> None:
    assert list(possible_token_endpoints(HOST + path)) == [HOST + one for one in tried]


@pytest.mark.parametrize(
    "target",
    [
        "/login",
        "/users/sign_in",
        "/saml2/idp/SSOService.php",
        "/oauth2/start?rd=%2F",
        "/cdn-cgi/access/login/x",
        "/adfs/ls/?wa=wsignin1.0",
        "/oauth2/authorize?client_id=x",
        "/u?redirect_uri=https%3A%2F%2Fa",
        "/sso",
        "/.auth/login/aad",
    ],
)
def test_a_page_where_people_sign_in_is_offered_to_nobody(target: str) -> None:
    assert is_sign_in(HOST + target)
    assert not may_be_token_endpoint(HOST + target)


@pytest.mark.parametrize("target", ["/oauth2/token", "/v1/token/", "/login/oauth/access_token"])
def test_what_may_be_a_token_endpoint(target: str) -> None:
    assert may_be_token_endpoint(HOST + target)
    assert not is_sign_in(HOST + target)


def test_a_slash_a_host_and_a_scheme_make_no_other_endpoint() -> None:
    assert is_same_endpoint("http://a.example/t/", "https://b.example/t")
    assert not is_same_endpoint("https://a.example/t", "https://a.example/login")


def test_what_is_no_url_is_nothing() -> None:
    bad = "https://[x/authorize"
    assert list(possible_token_endpoints(bad)) == []
    assert (endpoint_kind(bad), likely_token_endpoint(bad), is_sign_in(bad)) == ("", "", False)


@pytest.mark.parametrize(
    ("path", "token"),
    [
        ("/adfs/services/trust/13/usernamemixed", "/adfs/oauth2/token"),
        ("/adfs/ls/", "/adfs/oauth2/token"),
        ("/auth/realms/x/protocol/saml", "/auth/realms/x/protocol/openid-connect/token"),
        ("/idp/SSO.saml2", "/as/token.oauth2"),
        ("/services/Soap/u/60.0", "/services/oauth2/token"),
        ("/samlsso", "/oauth2/token"),
        ("/adfs/oauth2/token", ""),
        ("/realms/x/protocol/openid-connect/token", ""),
        ("/oauth2/token", ""),
    ],
)
def test_the_token_endpoint_of_a_product_by_another_of_its_addresses(path: str, token: str) -> None:
    found = HOST + token if token else ""
    assert product_token_endpoint(HOST + path) == found
    assert list(possible_token_endpoints(HOST + path))[:1] == ([found] if found else [])


@pytest.mark.parametrize(
    ("path", "issuer"),
    [
        ("/realms/orders/protocol/openid-connect/token", "/realms/orders"),
        ("/oauth2/default/v1/token", "/oauth2/default"),
        ("/oauth2/v1/token", ""),
        ("/connect/token", ""),
        ("/as/token.oauth2", ""),
    ],
)
def test_the_issuer_of_a_token_endpoint_whose_product_is_known(path: str, issuer: str) -> None:
    assert likely_issuer(HOST + path) == HOST + issuer


def test_the_issuer_of_an_unknown_product_is_not_known() -> None:
    assert likely_issuer(HOST + "/oauth2/token") == likely_issuer("https://[") == ""
