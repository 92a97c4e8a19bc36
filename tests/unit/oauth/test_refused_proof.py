"""What is said of a token request that was refused for its proof, or for want of one."""

from __future__ import annotations

import pytest
from tests.unit.oauth.response_readings import client_with, response_of

from outrider.errors import TokenRefused
from outrider.oauth.token_response import read_token_response

ADD = "Add dpop = true to [auth.default] (environments/dev.toml:5)."
DATE = "Mon, 21 Sep 2026 14:13:20 GMT"
LATE = "Mon, 21 Sep 2026 12:13:20 GMT"


@pytest.mark.parametrize(
    ("error", "words", "dpop", "fields", "said"),
    [
        ("use_dpop_nonce", "", "", {}, f"dpop is not set. | {ADD}"),
        ("invalid_dpop_proof", "", "false", {}, f"dpop is not set. | {ADD}"),
        ("invalid_request", "DPoP proof is required", "", {}, f"dpop is not set. | {ADD}"),
        ("invalid_grant", "missing DPoP header", "", {}, f"dpop is not set. | {ADD}"),
        (
            "use_dpop_nonce",
            "",
            "true",
            {},
            "gives none: its response has no DPoP-Nonce header. | Report this to the provider.",
        ),
        (
            "use_dpop_nonce",
            "",
            "true",
            {"DPoP-Nonce": "n"},
            "a DPoP nonce, and rejects the one that it gave. | Report this to the provider.",
        ),
        (
            "invalid_dpop_proof",
            "iat is not recent enough",
            "true",
            {"Date": LATE},
            "The clock of this machine is 2 h ahead of login.example.com. The DPoP proof was not "
            "valid there. | Set the clock.",
        ),
        (
            "invalid_dpop_proof",
            "DPoP proof htu mismatch",
            "true",
            {"Date": DATE},
            "the server expects another. | Check token_endpoint",
        ),
        (
            "invalid_dpop_proof",
            "",
            "true",
            {},
            "The server rejects the DPoP proof. | Check what the provider requires of client",
        ),
    ],
)
def test_the_cause_is_told_by_what_was_sent(
    error: str, words: str, dpop: str, fields: dict[str, str], said: str
) -> None:
    reply = response_of({"error": error, "error_description": words}, 400, **fields)
    client = client_with(client_id="m2m", dpop=dpop)
    with pytest.raises(TokenRefused) as raised:
        read_token_response(reply, "https://login.example.com/token", client)
    assert said in f"{raised.value.why} | {raised.value.advice}"
    assert (raised.value.step is not None) == (ADD in said or "token_endpoint" in said)
