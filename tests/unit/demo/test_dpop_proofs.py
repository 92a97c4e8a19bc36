"""What the demo's servers ask of a proof (RFC 9449 §4.3)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from outrider.demo.dpop_proofs import USE_NONCE, ProofChecker, ProofRefused

URL = "https://api.test/orders"
KEY = ECKey.generate_key("P-256")
NOW = 1_000_000.0
TOKEN = "abc"
ATH = urlsafe_b64encode(sha256(TOKEN.encode()).digest()).decode().rstrip("=")


def proof(checker: ProofChecker, header: dict[str, Any] | None = None, **more: Any) -> str:
    claims = {"htm": "GET", "htu": URL, "iat": NOW, "jti": "1", "nonce": checker.nonce, "ath": ATH}
    written = {"alg": "ES256", "typ": "dpop+jwt", "jwk": KEY.as_dict(private=False)}
    kept = {name: value for name, value in {**claims, **more}.items() if value is not None}
    return jwt.encode({**written, **(header or {})}, kept, KEY)


@pytest.fixture
def checker() -> ProofChecker:
    return ProofChecker(lambda: NOW)


def test_a_proof_names_its_key_once(checker: ProofChecker) -> None:
    sent = proof(checker)
    assert checker.thumbprint([sent], "GET", URL, TOKEN) == KEY.thumbprint()
    with pytest.raises(ProofRefused, match="used before"):
        checker.thumbprint([sent], "GET", URL, TOKEN)
    at_the_token_endpoint = proof(checker, ath=None, jti="2")
    assert checker.thumbprint([at_the_token_endpoint], "GET", URL) == KEY.thumbprint()


@pytest.mark.parametrize(
    ("header", "claims", "error", "words"),
    [
        ({}, {"nonce": None}, USE_NONCE, "the nonce of DPoP-Nonce"),
        ({}, {"nonce": "old"}, USE_NONCE, "the nonce of DPoP-Nonce"),
        ({}, {"htm": "POST"}, "invalid_dpop_proof", "another request"),
        ({}, {"htu": f"{URL}?x=1"}, "invalid_dpop_proof", "another request"),
        ({}, {"iat": NOW - 301}, "invalid_dpop_proof", "too old"),
        ({}, {"iat": "now"}, "invalid_dpop_proof", "too old"),
        ({}, {"jti": None}, "invalid_dpop_proof", "used before"),
        ({}, {"ath": None}, "invalid_dpop_proof", "another access token"),
        ({}, {"ath": "é"}, "invalid_dpop_proof", "another access token"),
        ({"typ": "JWT"}, {}, "invalid_dpop_proof", "its own key has signed"),
        ({"jwk": KEY.as_dict(private=True)}, {}, "invalid_dpop_proof", "its own key has signed"),
        (
            {"jwk": ECKey.generate_key("P-256").as_dict(private=False)},
            {},
            "invalid_dpop_proof",
            "its own key has signed",
        ),
    ],
)
def test_another_proof_is_refused(
    header: dict[str, Any], claims: dict[str, Any], error: str, words: str, checker: ProofChecker
) -> None:
    with pytest.raises(ProofRefused, match=words) as raised:
        checker.thumbprint([proof(checker, header, **claims)], "GET", URL, TOKEN)
    assert raised.value.error == error


@pytest.mark.parametrize("proofs", [[], ["a", "b"], [""], ["a.b.c"], ["é"], ["e30.e30.e30"]])
def test_what_is_no_proof_is_refused(proofs: list[str], checker: ProofChecker) -> None:
    with pytest.raises(ProofRefused):
        checker.thumbprint(proofs, "GET", URL, TOKEN)
