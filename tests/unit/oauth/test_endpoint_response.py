"""What endpoints beside the token endpoint answer, and which key their errors name."""

from __future__ import annotations

import json

import pytest

from outrider.errors import MalformedTokenResponse, SourceLocation, TokenRefused
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import ResponseMessage
from outrider.oauth.endpoint_response import EndpointResponse, redirect_words
from outrider.oauth.grant_flow import TokenRequest
from outrider.oauth.token_client import TokenClient

DEVICE = "device_authorization_endpoint"
PLACE = SourceLocation("environments/dev.toml", ("auth", "default"), 3)


def answered(status: int, body: str, **settings: str) -> EndpointResponse:
    reply = ResponseMessage(
        status, "Said", "1.1", (("Content-Type", "application/json"),), body.encode()
    )
    request = TokenRequest(
        "https://l.test/device",
        (),
        name="Device authorization request",
        endpoint_key=DEVICE,
    )
    config = AuthConfig("oauth2", settings=settings, place=PLACE)
    return EndpointResponse.to(request, reply, TokenClient(ResolvedAuth(config, settings)))


def test_the_members_of_an_object_are_read() -> None:
    response = answered(200, '\ufeff{"device_code": "d", "n": 1, "blank": " "}')
    members = response.members()
    assert response.text(members, "device_code") == "d"
    for name in ("n", "blank", "missing"):
        with pytest.raises(MalformedTokenResponse) as caught:
            response.text(members, name)
        assert caught.value.what == (
            f"The response to the device authorization request has no {name}."
        )


@pytest.mark.parametrize("body", ["", "[]", "null", "<html>", "{", "5", "[" * 5000])
def test_what_is_no_object_is_told(body: str) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        answered(200, body).members()
    assert "is not a JSON object" in caught.value.what


@pytest.mark.parametrize(
    ("settings", "named"),
    [({DEVICE: "https://l.test/device"}, DEVICE), ({"issuer": "https://l.test"}, "issuer")],
)
def test_the_key_that_led_there_is_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(MalformedTokenResponse) as caught:
        answered(200, "[]", **settings).members()
    assert caught.value.advice.startswith(f"Check {named}")
    assert "token_endpoint" not in caught.value.advice
    assert caught.value.step is not None


@pytest.mark.parametrize("status", [200, 400, 401])
def test_an_error_is_that_of_the_request(status: int) -> None:
    body = json.dumps({"error": "invalid_client", "error_description": "Unknown."})
    with pytest.raises(TokenRefused) as caught:
        answered(status, body).members()
    assert caught.value.what.startswith("Device authorization request")
    assert caught.value.server_message == "Unknown."


def test_the_words_of_a_redirect_stand_on_one_line() -> None:
    assert redirect_words("access_denied", "") == "The authorization server returned access_denied."
    said = redirect_words("server_error", "a\nb")
    assert "\n" not in said
