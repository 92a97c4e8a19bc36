"""Private keys in all the ways that people have them, and what is said of texts that are none."""

from __future__ import annotations

import json
from base64 import b64encode, encodebytes
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey
from tests.rfc_keys import (
    CERTIFICATE,
    EC_JWK,
    EC_SIGNATURE,
    EC_TEXT,
    ED_JWK,
    ED_SIGNATURE,
    ED_TEXT,
    PAYLOAD,
    RSA_JWK,
    RSA_SIGNATURE,
    RSA_TEXT,
    RSA_THUMBPRINT_JWK,
)

from outrider.oauth.client_auth.private_keys import PrivateKeyProblem, read_private_key

RSA: Any = RSAKey.import_key(RSA_JWK).private_key  # type: ignore[arg-type]
EC: Any = ECKey.import_key(EC_JWK).private_key  # type: ignore[arg-type]
ED: Any = OKPKey.import_key(ED_JWK).private_key  # type: ignore[arg-type]
LOCK = BestAvailableEncryption(b"pass word\xc3\xa9")
PASSWORD = "pass wordé"


def pem(
    key: Any,
    form: PrivateFormat = PrivateFormat.PKCS8,
    lock: KeySerializationEncryption | None = None,
) -> str:
    made: bytes = key.private_bytes(Encoding.PEM, form, lock or NoEncryption())
    return made.decode()


def public_pem(key: Any) -> str:
    made: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return made.decode()


TRADITIONAL = PrivateFormat.TraditionalOpenSSL
WAYS = {
    "pkcs1": (RSA, pem(RSA, TRADITIONAL), ""),
    "pkcs8": (RSA, pem(RSA), ""),
    "sec1": (EC, pem(EC, TRADITIONAL), ""),
    "pkcs8 ec": (EC, pem(EC), ""),
    "pkcs8 ed": (ED, pem(ED), ""),
    "encrypted pkcs8": (EC, pem(EC, lock=LOCK), PASSWORD),
    "encrypted pkcs1": (RSA, pem(RSA, TRADITIONAL, LOCK), PASSWORD),
    "encrypted sec1": (EC, pem(EC, TRADITIONAL, LOCK), PASSWORD),
    "a password that nothing asks for": (EC, pem(EC), PASSWORD),
    "with a certificate before it": (EC, CERTIFICATE + pem(EC), ""),
    "with EC PARAMETERS before it": (
        EC,
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        + pem(EC, TRADITIONAL),
        "",
    ),
    "with attributes": (EC, "Bag Attributes\n  friendlyName: x\n" + pem(EC), ""),
    "DOS lines": (EC, pem(EC).replace("\n", "\r\n"), ""),
    "a variable's \\n": (EC, pem(EC).replace("\n", "\\n"), ""),
    "a variable's \\r\\n": (RSA, pem(RSA).replace("\n", "\\r\\n"), ""),
    "blanks for line ends": (RSA, pem(RSA).replace("\n", " "), ""),
    "indented": (EC, pem(EC).replace("\n", "\n    "), ""),
    "one long line": (EC, pem(EC).replace("\n", "").replace("KEY-----M", "KEY-----\nM"), ""),
    "base64 of PEM": (EC, b64encode(pem(EC).encode()).decode(), ""),
    "base64 of PEM in lines": (RSA, encodebytes(pem(RSA, TRADITIONAL).encode()).decode(), ""),
    "base64 of a jwk": (EC, b64encode(EC_TEXT.encode()).decode(), ""),
    "jwk": (RSA, RSA_TEXT, ""),
    "jwk ec": (EC, f"\n{EC_TEXT}\n", ""),
    "jwk ed": (ED, ED_TEXT, ""),
    "jwk without its primes": (
        RSA,
        json.dumps({name: RSA_JWK[name] for name in ("kty", "n", "e", "d")}),
        "",
    ),
    "jwk for signing only": (
        EC,
        json.dumps({**EC_JWK, "use": "sig", "key_ops": ["sign"], "alg": "ES256"}),
        "",
    ),
    "jwk set": (EC, json.dumps({"keys": [RSA_THUMBPRINT_JWK, EC_JWK]}), ""),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_key_is_read_however_it_is_written(way: str) -> None:
    raw, text, password = WAYS[way]
    key = read_private_key(text, password)
    public = raw.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert key.public_key == public


def test_rs256_signs_as_rfc_7515_does() -> None:
    key = read_private_key(RSA_TEXT)
    signed = jws.serialize_compact({"alg": "RS256"}, PAYLOAD, key.key)
    assert signed.rpartition(".")[2] == RSA_SIGNATURE
    assert signed.startswith(
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQog"
    )


def test_es256_verifies_what_rfc_7515_signed() -> None:
    key = read_private_key(EC_TEXT)
    head = jws.serialize_compact({"alg": "ES256"}, PAYLOAD, key.key).rpartition(".")[0]
    assert jws.deserialize_compact(f"{head}.{EC_SIGNATURE}", key.key).payload == PAYLOAD


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_eddsa_signs_as_rfc_8037_does() -> None:
    key = read_private_key(ED_TEXT)
    signed = jws.serialize_compact(
        {"alg": "EdDSA"}, b"Example of Ed25519 signing", key.key, algorithms=["EdDSA"]
    )
    assert signed == f"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.{ED_SIGNATURE}"


def test_the_thumbprint_of_a_key_is_that_of_rfc_7638() -> None:
    public = RSAKey.import_key(RSA_THUMBPRINT_JWK)  # type: ignore[arg-type]
    assert public.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def curve_key(curve: ec.EllipticCurve) -> str:
    return pem(ec.generate_private_key(curve))


@pytest.mark.parametrize(
    ("text", "kind", "algorithms"),
    [
        (RSA_TEXT, "an RSA key", ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
        (EC_TEXT, "an EC key on P-256", ("ES256",)),
        (curve_key(ec.SECP384R1()), "an EC key on P-384", ("ES384",)),
        (curve_key(ec.SECP521R1()), "an EC key on P-521", ("ES512",)),
        (ED_TEXT, "an Ed25519 key", ("EdDSA",)),
        (pem(ed448.Ed448PrivateKey.generate()), "an Ed448 key", ("EdDSA",)),
        (
            json.dumps({**RSA_JWK, "alg": "PS384"}),
            "an RSA key",
            ("PS384", "RS256", "RS384", "RS512", "PS256", "PS512"),
        ),
        (json.dumps({**EC_JWK, "alg": "RS256"}), "an EC key on P-256", ("ES256",)),
    ],
    ids=["rsa", "p-256", "p-384", "p-521", "ed25519", "ed448", "its own alg", "alg of another"],
)
def test_a_key_knows_its_algorithms_and_signs_by_each(
    text: str, kind: str, algorithms: tuple[str, ...]
) -> None:
    key = read_private_key(text)
    assert (key.kind, key.algorithms) == (kind, algorithms)
    for algorithm in algorithms:
        assert key.sign({"alg": algorithm}, {"a": 1}).count(".") == 2


def test_identifier_certificate_and_thumbprints_come_from_a_jwk() -> None:
    der = "".join(CERTIFICATE.splitlines()[1:-1])
    more = {"kid": "k-1", "x5c": [der], "x5t": "abc", "x5t#S256": 5}
    key = read_private_key(json.dumps({**EC_JWK, **more}))
    assert key.key_id == "k-1"
    assert len(key.certificates) == 1
    assert key.thumbprints == {"x5t": "abc"}


def test_a_set_gives_the_key_that_is_meant() -> None:
    one, other = {**EC_JWK, "kid": "one"}, {**ED_JWK, "kid": "other"}
    keys = json.dumps({"keys": [one, other, {**RSA_JWK, "use": "enc"}, "nonsense"]})
    assert read_private_key(keys, key_id="other").kind == "an Ed25519 key"
    assert read_private_key(keys, key_id="one").key_id == "one"
    encrypting = json.dumps({"keys": [{**RSA_JWK, "use": "enc"}, one]})
    assert read_private_key(encrypting, key_id="named by the provider").key_id == "one"


OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----\n"
DSA = pem(dsa.generate_private_key(1024))
NONE: dict[str, tuple[str, str, str, str]] = {
    "a word": ("hunter2hunter2", "", "is neither PEM nor a JWK", "private_key"),
    "base64 of something": (b64encode(b"nothing" * 9).decode(), "", "is neither", "private_key"),
    "base64 of bytes": (b64encode(b"\xff" * 60).decode(), "", "is neither PEM", "private_key"),
    "a path": ("keys/orders.pem", "", "is the path of a file, not a key", "private_key"),
    "a path from home": ("~/keys/my key.json", "", "is the path of a file", "private_key"),
    "a public key": (public_pem(EC), "", "is a public key", "private_key"),
    "a certificate": (CERTIFICATE, "", "is a certificate without its private key", "private_key"),
    "half of it": (pem(EC)[:80], "", "is damaged: its PEM has no whole block", "private_key"),
    "damaged": (pem(EC).replace("M", "N"), "", "is damaged: its PEM cannot", "private_key"),
    "openssh": (OPENSSH, "", "is an OpenSSH key, not PEM", "private_key"),
    "dsa": (DSA, "", "is of a kind that signs no assertion", "private_key"),
    "x25519": (pem(x25519.X25519PrivateKey.generate()), "", "is of a kind that", "private_key"),
    "another curve": (curve_key(ec.SECP256K1()), "", "is on the curve secp256k1", "private_key"),
    "locked": (
        pem(EC, lock=LOCK),
        "",
        "is encrypted, and private_key_password is not set",
        "private_key_password",
    ),
    "locked, old": (
        pem(RSA, TRADITIONAL, LOCK),
        "",
        "is encrypted, and private_key_password is not set",
        "private_key_password",
    ),
    "wrong password": (
        pem(EC, lock=LOCK),
        "wrong",
        "is encrypted, and private_key_password does not decrypt it",
        "private_key_password",
    ),
    "wrong password, old": (
        pem(RSA, TRADITIONAL, LOCK),
        "wrong",
        "is encrypted, and private_key_password does not decrypt it",
        "private_key_password",
    ),
    "not JSON": ('{"kty":', "", "begins as a JWK, and is not JSON", "private_key"),
    "deep": ("{" + '"a":[' * 100_000, "", "begins as a JWK, and is not JSON", "private_key"),
    "no kty": ("{}", "", "is JSON, and not a JWK", "private_key"),
    "a list for kty": ('{"kty": []}', "", "is JSON, and not a JWK", "private_key"),
    "symmetric": ('{"kty": "oct", "k": "AAAA"}', "", "is a symmetric key", "private_key"),
    "a service account": (
        '{"type": "service_account", "private_key": "…"}',
        "",
        "is the key file of a service account",
        "private_key",
    ),
    "a public jwk": (json.dumps(RSA_THUMBPRINT_JWK), "", "is a public key", "private_key"),
    "for encryption": (json.dumps({**RSA_JWK, "use": "enc"}), "", "is for encry", "private_key"),
    "a jwk without x": ('{"kty": "EC", "crv": "P-256", "d": "AA"}', "", "is a dam", "private_key"),
    "numbers that are none": (json.dumps({**RSA_JWK, "n": 5}), "", "is a damaged", "private_key"),
    "a point elsewhere": (json.dumps({**EC_JWK, "x": "AAAA"}), "", "is a damaged", "private_key"),
    "a curve that is none": (json.dumps({**EC_JWK, "crv": "x"}), "", "is a damag", "private_key"),
    "an empty set": ('{"keys": []}', "", "is a JWK set without a private key", "private_key"),
    "a set of public keys": (
        json.dumps({"keys": [RSA_THUMBPRINT_JWK]}),
        "",
        "is a JWK set without a private key",
        "private_key",
    ),
    "a set of two": (
        json.dumps({"keys": [EC_JWK, ED_JWK]}),
        "",
        "is a JWK set with several private keys",
        "key_id",
    ),
}


@pytest.mark.parametrize("case", NONE)
def test_what_is_no_private_key_is_told_apart(case: str) -> None:
    text, password, what, setting = NONE[case]
    with pytest.raises(PrivateKeyProblem) as caught:
        read_private_key(text, password)
    assert caught.value.what.startswith(what)
    assert caught.value.setting == setting
    said = f"{caught.value.what} {caught.value.advice}"
    assert "hunter2" not in said
    assert not said.endswith("..")


def test_a_set_without_the_key_that_is_meant_says_so() -> None:
    with pytest.raises(PrivateKeyProblem, match="without a private key of this key_id") as caught:
        read_private_key(json.dumps({"keys": [EC_JWK, ED_JWK]}), key_id="x")
    assert caught.value.setting == "key_id"


@given(st.text() | st.text().map(lambda text: f"-----BEGIN PRIVATE KEY-----{text}") | st.text())
def test_any_text_is_a_key_or_a_problem(text: str) -> None:
    with pytest.raises(PrivateKeyProblem):
        read_private_key(text)


@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "d", "x", "y", "n", "e", "use", "keys", "kid", "x5c"]),
        st.sampled_from(["RSA", "EC", "OKP", "P-256", "Ed25519", "X25519", "AQAB", "", "é"])
        | st.none()
        | st.integers()
        | st.lists(st.text(max_size=3), max_size=2),
    )
)
def test_any_json_is_a_key_or_a_problem(members: dict[str, object]) -> None:
    with suppress(PrivateKeyProblem):
        assert read_private_key(json.dumps(members)).algorithms


def test_a_key_that_is_too_small_does_not_sign() -> None:
    small = rsa.generate_private_key(65537, 1024)
    with pytest.raises(ValueError, match="too long for key size"):
        read_private_key(pem(small)).sign({"alg": "PS512"}, {})
