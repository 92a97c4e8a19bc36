"""The device code grant as a script: how often it polls, and until when (RFC 8628 §3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.unit.oauth.grants.grant_script import GIVEN, GrantScript, refused, said

from outrider.errors import MalformedTokenResponse, SignInRequired, TokenEndpointFailed
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.oauth.grant_flow import ShowUser
from outrider.oauth.grants.device_code import INTERVAL, LIFETIME

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
CODE: Mapping[str, Any] = {
    "device_code": "dev1ce",
    "user_code": "WDJB-MJHT",
    "verification_uri": "https://login.example.com/activate",
}
PENDING, SLOW = refused("authorization_pending"), refused("slow_down")


def given(**members: Any) -> ResponseMessage:
    return said(**CODE, **members)


def test_the_interval_is_kept_and_slow_down_adds_five_seconds_for_good() -> None:
    script = GrantScript(DEVICE)
    script.run([given(interval=2), PENDING, SLOW, PENDING, SLOW, PENDING, GIVEN])
    assert script.waits == [2, 2, 7, 7, 12, 12]
    assert script.grants == ["", *[DEVICE] * 6]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (None, INTERVAL),
        (0, INTERVAL),
        (-1, INTERVAL),
        (True, INTERVAL),
        ("", INTERVAL),
        ("x", INTERVAL),
        ([], INTERVAL),
        ("3", 3),
        (0.5, 0.5),
        (10**400, INTERVAL),
        (899, 899),
    ],
)
def test_an_interval_that_is_missing_or_odd_is_five_seconds(written: Any, seconds: float) -> None:
    script = GrantScript(DEVICE)
    script.run([given(interval=written), GIVEN])
    assert script.waits == [seconds]


@pytest.mark.parametrize(
    "reply",
    [said(503), said(500), said(429), said(504, error="temporarily_unavailable")],
)
def test_a_server_that_cannot_answer_for_a_moment_is_asked_less_often(
    reply: ResponseMessage,
) -> None:
    script = GrantScript(DEVICE)
    script.run([given(interval=1), reply, PENDING, GIVEN])
    assert script.waits == [1, 6, 6]


def test_a_network_that_is_away_is_asked_less_and_less_often() -> None:
    away = TokenEndpointFailed("No answer.", code="timeout")
    script = GrantScript(DEVICE)
    script.run([given(interval=5), *[away] * 6, GIVEN])
    assert script.waits == [5, 10, 20, 40, 60, 60, 60]


def test_an_endpoint_without_tls_ends_it() -> None:
    insecure = TokenEndpointFailed("Unencrypted.", code="insecure_http")
    assert GrantScript(DEVICE).failed(given(), insecure) is insecure


@pytest.mark.parametrize(
    ("lifetime", "polls"), [(20, 3), (1, 0), (5, 0), ("21", 4), (None, 179), (0, 179)]
)
def test_a_code_is_polled_for_until_it_expires(lifetime: Any, polls: int) -> None:
    script = GrantScript(DEVICE)
    error = script.failed(given(expires_in=lifetime), *[PENDING] * 1000)
    assert error.code == "expired_token"
    assert len(script.forms) - 1 == polls
    assert script.now == 1000 + (float(lifetime) if lifetime else LIFETIME)


@pytest.mark.parametrize(
    ("error", "what"),
    [
        ("expired_token", "The code expired before sign-in was finished."),
        ("access_denied", "Sign-in was declined."),
        ("authorization_declined", "Sign-in was declined."),
        ("invalid_client", "Token request refused: 400 invalid_client"),
        ("invalid_grant", "Token request refused: 400 invalid_grant"),
        ("unsupported_grant_type", "Token request refused: 400 unsupported_grant_type"),
    ],
)
def test_every_other_error_ends_it(error: str, what: str) -> None:
    script = GrantScript(DEVICE)
    assert script.failed(given(), PENDING, refused(error)).what == what
    assert len(script.waits) == 2


@pytest.mark.parametrize(
    ("status", "error", "what"),
    [
        (400, "invalid_grant", "Token request refused: 400 invalid_grant"),
        (400, "invalid_request", "Token request refused: 400 invalid_request"),
        (404, "device_not_found", "The authorization server does not know the code any more."),
    ],
)
def test_a_code_that_the_server_does_not_know_ends_it(status: int, error: str, what: str) -> None:
    # Servers agree neither on the error nor on the status.
    script = GrantScript(DEVICE)
    assert script.failed(given(), PENDING, refused(error, status)).what == what
    assert len(script.waits) == 2


@pytest.mark.parametrize(
    ("members", "scanned"),
    [
        ({}, CODE["verification_uri"]),
        ({"verification_uri_complete": "https://x/?c=1"}, "https://x/?c=1"),
        ({"verification_uri_complete": 5}, CODE["verification_uri"]),
        ({"verification_uri_complete": ""}, CODE["verification_uri"]),
    ],
)
def test_what_is_shown_leads_to_the_page(members: dict[str, Any], scanned: str) -> None:
    script = GrantScript(DEVICE)
    script.run([given(expires_in=300, **members), GIVEN])
    [shown] = [step for step in script.steps if isinstance(step, ShowUser)]
    assert (shown.url, shown.code) == (CODE["verification_uri"], "WDJB-MJHT")
    assert (shown.scanned_url, shown.expires_at) == (scanned, 1300)
    assert not shown.redirect_uri


def test_the_old_name_of_the_page_is_known() -> None:
    members = {name: value for name, value in CODE.items() if name != "verification_uri"}
    script = GrantScript(DEVICE)
    script.run([said(**members, verification_url="https://old.test/device"), GIVEN])
    assert isinstance(script.steps[1], ShowUser)
    assert script.steps[1].url == "https://old.test/device"


@pytest.mark.parametrize("missing", CODE)
def test_a_response_without_a_member_asks_for_no_token(missing: str) -> None:
    members = {name: value for name, value in CODE.items() if name != missing}
    script = GrantScript(DEVICE)
    error = script.failed(said(**members))
    assert isinstance(error, MalformedTokenResponse)
    assert f"has no {missing}" in error.what
    assert len(script.forms) == 1


def test_nobody_there_sends_nothing_and_secrets_stay_out_of_the_first_request() -> None:
    script = GrantScript(DEVICE, is_attended=False)
    assert isinstance(script.failed(), SignInRequired)
    assert not script.steps
    settings = {"scope": " a  b "}
    script = GrantScript(DEVICE, settings, (("audience", "x"), ("key", Secret("s3cret"))))
    script.run([given(), GIVEN])
    assert script.forms[0] == {"scope": "a b", "audience": "x"}
    assert script.forms[1]["key"] == "s3cret"
