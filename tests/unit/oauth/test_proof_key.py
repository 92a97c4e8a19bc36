"""A proof of possession is what a library that we did not write accepts."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from outrider.model.secret import Secret
from outrider.oauth.proof_key import ProofFor, ProofKey, target_uri, token_hash

RFC_9449 = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0Vj"
    "NoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5"
    "VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TV"
    "CIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8"
    "lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
)
"""The proof of RFC 9449 §4.1, for a token request."""

RFC_7638 = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"
    "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz"
    "qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0"
    "fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
}
"""The key of RFC 7638 §3.1."""


def test_the_thumbprints_are_those_of_the_rfcs() -> None:
    key = ProofKey(ECKey.import_key(_public(RFC_9449)))
    assert key.thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    of_rsa = ProofKey(RSAKey.import_key(RFC_7638))  # type: ignore[arg-type]
    assert of_rsa.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_the_hash_of_a_token_is_that_of_the_rfc() -> None:
    token = Secret("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")
    assert token_hash(token) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


def test_a_proof_has_the_members_of_that_in_the_rfc() -> None:
    theirs = jwt.decode(RFC_9449, ECKey.import_key(_public(RFC_9449)), algorithms=["ES256"])
    claims = theirs.claims
    made = ProofKey.generate().proof(
        "POST",
        "https://SERVER.example.com:443/token?a#b",
        identifier=claims["jti"],
        now=claims["iat"] + 0.9,
    )
    ours = jwt.decode(made, ECKey.import_key(_public(made)), algorithms=["ES256"])
    assert ours.claims == claims
    assert set(ours.header) == set(theirs.header)
    assert set(ours.header["jwk"]) == set(theirs.header["jwk"])
    assert (ours.header["typ"], ours.header["alg"]) == ("dpop+jwt", "ES256")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.test", "https://a.test/"),
        ("https://a.test?q", "https://a.test/"),
        ("HTTPS://A.Test:443/x;p=1?q#f", "https://a.test/x;p=1"),
        ("http://a.test:80/", "http://a.test/"),
        ("https://a.test:8443/x", "https://a.test:8443/x"),
        ("https://user:pw@a.test/x", "https://a.test/x"),
        ("https://[0:0:0:0:0:0:0:1]/x", "https://[::1]/x"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ("https://bücher.test/ü b?ü", "https://xn--bcher-kva.test/%C3%BC%20b"),
        ("https://a.test/%C3%BC/%2f", "https://a.test/%C3%BC/%2f"),
        ("https://a.test/x/../y", "https://a.test/x/../y"),
    ],
)
def test_the_target_is_the_url_as_the_server_sees_it(url: str, target: str) -> None:
    assert target_uri(url) == target


@given(st.text(), st.text())
def test_no_query_and_no_fragment_is_in_a_target(path: str, rest: str) -> None:
    target = target_uri(f"https://a.test/{path}?{rest}")
    assert "?" not in target
    assert "#" not in target
    assert target.isascii() or "\\" in path


def test_a_nonce_is_for_one_server_and_one_reader() -> None:
    key = ProofKey.generate()
    key.take_nonce(ProofFor.API, "https://a.test/x?y", "one")
    key.take_nonce(ProofFor.API, "https://b.test/", "two")
    key.take_nonce(ProofFor.API, "https://a.test/z", "")
    assert key.nonce(ProofFor.API, "https://A.test:443/other") == "one"
    assert key.nonce(ProofFor.API, "https://b.test/") == "two"
    assert key.nonce(ProofFor.AUTHORIZATION_SERVER, "https://a.test/x") == ""
    assert key.nonce(ProofFor.API, "http://a.test/x") == ""
    key.take_nonce(ProofFor.API, "https://a.test/", "three")
    assert key.nonce(ProofFor.API, "https://a.test/") == "three"


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
