"""Token types: Bearer, those that can only mean it, and those that mean something else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.oauth.response_readings import reading_of

from outrider.errors import MalformedTokenResponse
from outrider.next_steps import EditKey


def body(token_type: Any) -> dict[str, Any]:
    return {"access_token": "abc", "token_type": token_type, "expires_in": 60}


LIKE_BEARER = [
    "BearerToken",
    "bearer_token",
    "jwt",
    "JWT",
    "at+jwt",
    "Bearer JWT",
    "token",
    "access_token",
    "urn:ietf:params:oauth:token-type:access_token",
    "urn:ietf:params:oauth:token-type:jwt",
]


@pytest.mark.parametrize("token_type", LIKE_BEARER)
def test_what_can_only_mean_bearer_is_sent_so_and_said(token_type: str) -> None:
    found = reading_of(body(token_type))
    assert found.token_type == token_type
    assert found.warnings == (
        f'token_type is "{token_type}": sent as Bearer; token_type = "any" accepts it.',
    )


@pytest.mark.parametrize("token_type", ["Bearer ", " bearer", "Bearer\n"])
def test_spaces_around_it_are_said(token_type: str) -> None:
    found = reading_of(body(token_type))
    assert found.token_type == token_type.strip()
    (warning,) = found.warnings
    assert "with a space around it: sent as Bearer" in warning


@pytest.mark.parametrize("token_type", [*LIKE_BEARER, "Bearer ", "bot", "user", "", None, 5, ["x"]])
def test_any_type_is_taken_in_silence_where_the_definition_says_so(token_type: Any) -> None:
    assert reading_of(body(token_type), token_type="any").warnings == ()


OTHERS = ["mac", "MAC", "N_A", "n_a", "PoP", "hmac", "bearer_dpop", "mac bearer"]


@pytest.mark.parametrize("setting", ["", "bearer", "any"])
@pytest.mark.parametrize("token_type", OTHERS)
def test_a_type_of_another_kind_is_refused_whatever_is_set(token_type: str, setting: str) -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body(token_type), token_type=setting)
    assert raised.value.what == f"Unsupported token type: {token_type}"
    assert raised.value.why
    assert raised.value.advice.startswith("Ask the provider to issue ")


@pytest.mark.parametrize("token_type", ["bot", "OAuth", 5, ["Bearer"], True])
def test_a_type_that_nobody_knows_is_refused_with_the_line_to_write(token_type: Any) -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body(token_type))
    assert raised.value.code == "unsupported_token_type"
    assert raised.value.advice == (
        'If the API accepts it as a Bearer token, add token_type = "any" to [auth.default] '
        "(environments/dev.toml:5)."
    )
    assert raised.value.step == EditKey("environments/dev.toml", 5, "auth.default.token_type")


@pytest.mark.parametrize("setting", ["", "bearer", "any"])
@pytest.mark.parametrize("token_type", ["DPoP", "dpop", "DPOP"])
def test_a_bound_token_needs_the_setting(token_type: str, setting: str) -> None:
    with pytest.raises(MalformedTokenResponse) as raised:
        reading_of(body(token_type), token_type=setting)
    assert raised.value.advice == "Add dpop = true to [auth.default] (environments/dev.toml:5)."
    assert raised.value.step == EditKey("environments/dev.toml", 5, "auth.default.dpop")
    found = reading_of(body(token_type), token_type=setting, dpop="true")
    assert (found.token_type, found.warnings) == ("DPoP", ())


@pytest.mark.parametrize(("dpop", "assumed"), [("true", "DPoP"), ("false", "Bearer")])
def test_without_a_type_it_is_what_was_asked_for(dpop: str, assumed: str) -> None:
    found = reading_of(body(None), dpop=dpop)
    assert found.token_type == assumed
    assert found.warnings == (f"No token_type in the token response: assuming {assumed}.",)
