"""A proof of possession is what a library that we did not write accepts."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from joserfc import jwt
from joserfc.jwk import ECKey

from outrider.model.secret import Secret
from outrider.oauth.proof_key import ProofKey


def test_a_proof_is_signed_by_the_key_that_it_names_and_binds_request_and_token() -> None:
    key = ProofKey.generate()
    proof = key.proof(
        "POST",
        "https://a.test/x?q=1#f",
        identifier="id-1",
        now=1000.5,
        access_token=Secret("t"),
        nonce="n",
    )
    unverified = jwt.decode(proof, ECKey.import_key(_public(proof)), algorithms=["ES256"])
    assert unverified.header["typ"] == "dpop+jwt"
    assert "d" not in unverified.header["jwk"]
    digest = urlsafe_b64encode(sha256(b"t").digest()).rstrip(b"=").decode()
    assert unverified.claims == {
        "jti": "id-1",
        "htm": "POST",
        "htu": "https://a.test/x",
        "iat": 1000,
        "ath": digest,
        "nonce": "n",
    }
    assert ECKey.import_key(unverified.header["jwk"]).thumbprint() == key.thumbprint


def _public(proof: str) -> dict[str, str | list[str]]:
    head = proof.partition(".")[0]
    header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    public: dict[str, str | list[str]] = header["jwk"]
    return public
