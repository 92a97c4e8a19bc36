"""Refresh tokens behind each grant that gets one, as scripts (RFC 6749 §6)."""

from __future__ import annotations

import pytest
from tests.unit.oauth.grants.grant_script import GIVEN, TOKEN, GrantScript, refused, said

from outrider.errors import SignInRequired, TokenRefused
from outrider.model.secret import MaybeSecret, Secret
from outrider.oauth.grant_flow import TokenRequest

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
CODE = said(device_code="d", user_code="u", verification_uri="https://login.example.com/a")
PASSWORD: dict[str, MaybeSecret] = {"username": "ann", "password": Secret("pa55")}


def reasons(script: GrantScript) -> list[str]:
    """Why each request was made, where that is its own."""
    requests = [step for step in script.steps if isinstance(step, TokenRequest)]
    return [one.reason.code if one.reason else "" for one in requests]


@pytest.mark.parametrize("grant", [DEVICE, "authorization_code", "password"])
def test_it_is_used_before_anybody_is_asked_and_without_a_scope(grant: str) -> None:
    settings: dict[str, MaybeSecret] = {**PASSWORD, "scope": "a b"}
    script = GrantScript(grant, settings, (("audience", "x"),), "refr3sh", is_attended=False)
    answer = script.run([said(**TOKEN, refresh_token="n3w")])
    assert answer.refreshed
    assert answer.refresh_token == Secret("n3w")
    assert script.forms == [
        {"grant_type": "refresh_token", "refresh_token": "refr3sh", "audience": "x"}
    ]
    assert reasons(script) == ["refreshed"]
    assert script.forgotten == 0


@pytest.mark.parametrize(
    "error",
    [
        "invalid_grant",
        "bad_refresh_token",
        "interaction_required",
        "login_required",
        "consent_required",
    ],
)
def test_one_that_is_worth_nothing_starts_again_once(error: str) -> None:
    script = GrantScript(DEVICE, refresh_token="refr3sh")
    answer = script.run([refused(error), CODE, GIVEN])
    assert not answer.refreshed
    assert script.grants == ["refresh_token", "", DEVICE]
    assert script.forgotten == 1
    assert len(set(reasons(script)[1:])) == 1
    assert reasons(script)[1] not in ("", "refreshed")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("invalid_client", 401),
        ("temporarily_unavailable", 503),
        ("invalid_scope", 400),
        ("server_error", 500),
        ("slow_down", 429),
    ],
)
def test_any_other_error_keeps_it_and_asks_nobody(error: str, status: int) -> None:
    script = GrantScript(DEVICE, refresh_token="refr3sh")
    assert isinstance(script.failed(refused(error, status)), TokenRefused)
    assert script.grants == ["refresh_token"]
    assert script.forgotten == 0


def test_where_the_sign_in_after_it_fails_it_is_forgotten_all_the_same() -> None:
    script = GrantScript(DEVICE, refresh_token="refr3sh", is_attended=False)
    assert isinstance(script.failed(refused("invalid_grant")), SignInRequired)
    assert script.forgotten == 1
    script = GrantScript("password", PASSWORD, refresh_token="refr3sh")
    error = script.failed(refused("invalid_grant"), refused("invalid_grant"))
    assert isinstance(error, TokenRefused)
    assert script.grants == ["refresh_token", "password"]
    assert script.forgotten == 1


def test_a_client_that_asks_for_itself_does_so_again() -> None:
    # Old versions of Keycloak give a refresh token with it, and keep a session for each.
    script = GrantScript("client_credentials", refresh_token="refr3sh")
    script.run([said(**TOKEN, refresh_token="n3w")])
    assert script.grants == ["client_credentials"]
