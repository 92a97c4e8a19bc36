"""Why an API rejects a token by what it is bound to."""

from __future__ import annotations

import pytest

from outrider.oauth.challenges import read_challenges
from outrider.oauth.refusal_facts import ApiRefusal, RefusalTarget, TokenOrigin
from outrider.oauth.rejected_proof import rejected_proof

ORIGIN = TokenOrigin("[auth.default]")


@pytest.mark.parametrize(
    ("challenge", "token_type", "wanted", "why", "target"),
    [
        ("DPoP", "Bearer", False, "and dpop is not set.", RefusalTarget.DPOP),
        ("DPoP", "Bearer", True, "issued a Bearer token.", RefusalTarget.NOTHING),
        ("Bearer", "DPoP", True, "asks for a Bearer token.", RefusalTarget.DPOP),
        (
            'Bearer, DPoP error="use_dpop_nonce"',
            "DPoP",
            True,
            "requires a DPoP nonce",
            RefusalTarget.NOTHING,
        ),
        (
            'DPoP error="invalid_dpop_proof"',
            "dpop",
            True,
            "rejects the DPoP proof",
            RefusalTarget.NOTHING,
        ),
    ],
)
def test_the_api_says_that_it_is_the_proof(
    challenge: str, token_type: str, wanted: bool, why: str, target: RefusalTarget
) -> None:
    refusal = ApiRefusal(401, "", "https://a.test", "a.test", read_challenges([challenge]))
    found = rejected_proof(refusal, ORIGIN, token_type, wanted=wanted)
    assert found is not None
    assert why in found.why
    assert found.advice
    assert found.target is target


@pytest.mark.parametrize(
    ("challenge", "token_type"),
    [
        ("Bearer", "Bearer"),
        ("Bearer, DPoP", "Bearer"),
        ("Bearer, DPoP", "DPoP"),
        ('DPoP error="invalid_token"', "DPoP"),
        ("Basic", "DPoP"),
    ],
)
def test_any_other_refusal_has_another_cause(challenge: str, token_type: str) -> None:
    refusal = ApiRefusal(401, "", "https://a.test", "a.test", read_challenges([challenge]))
    assert rejected_proof(refusal, ORIGIN, token_type, wanted=token_type == "DPoP") is None
