"""What providers answer when they issue a token, by their documentation or as it was seen."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct
from tests.unit.oauth.response_readings import reading_of

TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
ASSUMED = "No token_type in the token response: assuming Bearer."
CAPPED = "expires_in is longer than a day: caching the token for 24 h."


class Issued(Struct, frozen=True):
    """A response, and what is made of it; ``scope`` as one text, ``None`` for unknown."""

    body: Any
    lifetime: float | None = 3600.0
    scope: str | None = None
    kind: str = "application/json"
    warnings: tuple[str, ...] = ()
    paths: dict[str, object] = {}
    token_type: str = "Bearer"


def bearer(**more: Any) -> dict[str, Any]:
    return {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600, **more}


ISSUED: dict[str, Issued] = {
    "Duende, 75 s": Issued(bearer(expires_in=75, scope="api"), 75, "api"),
    "Keycloak": Issued(
        bearer(
            expires_in=300,
            refresh_expires_in=0,
            scope="profile email",
            **{"not-before-policy": 0},
        ),
        300,
        "profile email",
    ),
    "Keycloak, before 12: a session for each token": Issued(
        bearer(
            expires_in=60,
            refresh_expires_in=1800,
            refresh_token="r",
            session_state="8d8f2ba6",
            scope="email profile",
            **{"not-before-policy": 0},
        ),
        60,
        "profile email",
    ),
    "Entra v2: ext_expires_in is for outages": Issued(
        bearer(expires_in=3599, ext_expires_in=86399), 3599
    ),
    "Entra v1: every number is a string": Issued(
        bearer(
            expires_in="3599",
            ext_expires_in="3599",
            expires_on="1790003600",
            not_before="1789999999",
            resource="https://graph.example.com",
        ),
        3599,
    ),
    "Entra managed identity": Issued(
        bearer(expires_in="86399", expires_on="1790086399", resource="https://vault.example.com"),
        86399,
    ),
    "Auth0": Issued(bearer(expires_in=86400, scope="read:orders"), 86400, "read:orders"),
    "Okta": Issued(bearer(scope="orders.read"), scope="orders.read"),
    "Cognito": Issued(bearer()),
    "AWS IAM Identity Center": Issued(
        {"accessToken": TOKEN, "expiresIn": 28800, "tokenType": "Bearer"},
        28800,
        paths={
            "access_token": "accessToken",
            "expires_in": "expiresIn",
            "token_type": "tokenType",
        },
    ),
    "Google": Issued(bearer(expires_in=3599), 3599),
    "Salesforce: no expires_in": Issued(
        {
            "access_token": TOKEN,
            "signature": "c2ln",
            "scope": "api",
            "instance_url": "https://acme.my.salesforce.example",
            "id": "https://login.salesforce.example/id/1/2",
            "token_type": "Bearer",
            "issued_at": "1790000000000",
        },
        None,
        "api",
    ),
    "Spotify": Issued(bearer()),
    "SoundCloud": Issued(bearer(expires_in=3599, refresh_token="r", scope=""), 3599, ""),
    "PayPal": Issued(
        bearer(
            scope="https://uri.paypal.example/services/invoicing openid",
            app_id="APP-1",
            nonce="2026-09-21T14:13:20Zabc",
            expires_in=32400,
        ),
        32400,
        "https://uri.paypal.example/services/invoicing openid",
    ),
    "PayPal, once": Issued(bearer(expires_in="32400"), 32400),
    "Zitadel": Issued(bearer(expires_in=43199), 43199),
    "Hydra, Glewlwyd": Issued(
        bearer(token_type="bearer", scope="a b"), scope="a b", token_type="bearer"
    ),
    "Hydra: more than was asked for": Issued(
        bearer(token_type="bearer", expires_in=3599, scope="offline a"),
        3599,
        "a offline",
        token_type="bearer",
    ),
    "PingFederate": Issued(bearer(expires_in=7199), 7199),
    "GitHub, without Accept": Issued(
        f"access_token={TOKEN}&scope=repo%2Cgist&token_type=bearer",
        None,
        "gist repo",
        "application/x-www-form-urlencoded; charset=utf-8",
        token_type="bearer",
    ),
    "GitHub Apps": Issued(
        {"token": TOKEN, "expires_at": "2026-09-21T15:13:20Z", "permissions": {"issues": "read"}},
        3600,
        warnings=(ASSUMED,),
        paths={"access_token": "token"},
    ),
    "Facebook, long ago": Issued(
        f"access_token={TOKEN}&expires=5183999",
        86400,
        kind="text/plain; charset=UTF-8",
        warnings=(ASSUMED, CAPPED),
        paths={"expires_in": "expires"},
    ),
    "Strava": Issued(
        bearer(expires_at=1790021600, expires_in=21600, refresh_token="r"),
        21600,
    ),
    "Apigee": Issued(
        {
            "refresh_token_expires_in": "0",
            "api_product_list": "[x]",
            "developer.email": "a@b.example",
            "token_type": "BearerToken",
            "issued_at": "1420262924658",
            "access_token": TOKEN,
            "scope": "",
            "expires_in": "1799",
            "status": "approved",
        },
        1799,
        "",
        warnings=('token_type is "BearerToken": sent as Bearer; token_type = "any" accepts it.',),
        token_type="BearerToken",
    ),
    "Slack: words of the scope with commas": Issued(
        {"ok": True, "access_token": TOKEN, "token_type": "Bearer", "scope": "chat:write,users"},
        None,
        "chat:write users",
    ),
    "Doorkeeper: the same token, a second later": Issued(bearer(expires_in=7199), 7199),
    "Stripe": Issued(
        bearer(
            livemode=False,
            refresh_token="r",
            stripe_user_id="acct_1",
            scope="read_write",
            token_type="bearer",
        ),
        3600,
        "read_write",
        token_type="bearer",
    ),
    "Dropbox": Issued(
        bearer(token_type="bearer", expires_in=14400, uid="1", account_id="dbid:1", scope=""),
        14400,
        "",
        token_type="bearer",
    ),
    "Canaille: ten days": Issued(bearer(expires_in=864000), 86400, warnings=(CAPPED,)),
    "node-oauth2-server: rounded down": Issued(bearer(expires_in=2), 2),
    "LemonLDAP: other order, and more": Issued(bearer(scope="b c a"), scope="a b c"),
    "oidc-provider: an unknown scope is dropped in silence": Issued(bearer()),
    "an OpenID provider": Issued(
        bearer(access_token="opaque", id_token=TOKEN), paths={"access_token": "id_token"}
    ),
    "an envelope": Issued(
        {"code": 0, "msg": "success", "data": {"tenant_token": TOKEN, "expire": 7200}},
        7200,
        warnings=(ASSUMED,),
        paths={"access_token": "data.tenant_token", "expires_in": "data.expire"},
    ),
}


@pytest.mark.parametrize("provider", ISSUED)
def test_a_token_is_read_as_its_provider_writes_it(provider: str) -> None:
    issued = ISSUED[provider]
    found = reading_of(issued.body, issued.paths, kind=issued.kind)
    assert found.access_token.reveal() == TOKEN
    assert found.lifetime == issued.lifetime
    assert found.token_type == issued.token_type
    assert found.scope == (None if issued.scope is None else frozenset(issued.scope.split()))
    assert found.warnings == issued.warnings
