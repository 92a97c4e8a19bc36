"""The assertion of private_key_jwt, read back with a library that checks it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from tests.rfc_keys import CERTIFICATE, EC_JWK, EC_TEXT, ED_JWK, ED_TEXT, RSA_JWK, RSA_TEXT

from outrider.errors import ResolveError, SourceLocation
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.secret import MaybeSecret, Secret, masked, reveal
from outrider.oauth.certificate_thumbprint import certificate_thumbprint, pem_certificates
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

ENDPOINT = "https://login.example.com/token"
PLACE = SourceLocation("environments/dev.toml", ("auth", "default"))
RSA = RSAKey.import_key(RSA_JWK)  # type: ignore[arg-type]


def settings(key: str, **more: str) -> ResolvedAuth:
    values: dict[str, MaybeSecret] = {"client_id": "orders", "private_key": Secret(key), **more}
    written = {name: masked(value) for name, value in values.items()}
    return ResolvedAuth(AuthConfig("oauth2", written, place=PLACE), values)


def dressed(key: str, certificates: str = "", **more: str) -> TokenRequest:
    method = find_client_auth("private_key_jwt")
    assert method is not None
    auth = settings(key, **more)
    made = iter(range(9))
    context = ClientAuthContext(1_000.9, lambda: f"id-{next(made)}", certificates=certificates)
    return method.authenticate(TokenRequest(ENDPOINT, (("grant_type", "x"),)), auth, context)


def assertion(key: str, certificates: str = "", **more: str) -> str:
    parameters = dict(dressed(key, certificates, **more).parameters)
    return reveal(parameters["client_assertion"])


def header(token: str) -> dict[str, Any]:
    from joserfc.jws import extract_compact

    return dict(extract_compact(token.encode()).protected)


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize(
    ("key", "public", "chosen", "algorithm"),
    [
        (RSA_TEXT, RSA, "", "RS256"),
        (EC_TEXT, ECKey.import_key(EC_JWK), "", "ES256"),  # type: ignore[arg-type]
        (ED_TEXT, OKPKey.import_key(ED_JWK), "", "EdDSA"),  # type: ignore[arg-type]
        *(
            (RSA_TEXT, RSA, one, one)
            for one in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
        ),
        (json.dumps({**RSA_JWK, "alg": "PS256"}), RSA, "", "PS256"),
    ],
)
def test_the_assertion_says_who_for_whom_and_how_long(
    key: str, public: Any, chosen: str, algorithm: str
) -> None:
    request = dressed(key, token_endpoint_auth_signing_alg=chosen)
    parameters = {name: reveal(value) for name, value in request.parameters}
    token = jwt.decode(parameters["client_assertion"], public, algorithms=[algorithm])
    assert token.header == {"typ": "JWT", "alg": algorithm}
    assert token.claims == {
        "iss": "orders",
        "sub": "orders",
        "aud": ENDPOINT,
        "jti": "id-0",
        "iat": 1000,
        "nbf": 1000,
        "exp": 1060,
    }
    assert parameters["client_assertion_type"].endswith(":jwt-bearer")
    assert parameters["client_id"] == "orders"
    assert not request.headers
    assert parameters["client_assertion"] not in repr(request)


def test_audience_lifetime_and_key_id_can_be_chosen() -> None:
    token = assertion(
        EC_TEXT, assertion_audience="https://a.test\n\n https://b.test ", assertion_lifetime="3600"
    )
    claims = jwt.decode(token, ECKey.import_key(EC_JWK)).claims  # type: ignore[arg-type]
    assert claims["aud"] == ["https://a.test", "https://b.test"]
    assert claims["exp"] - claims["iat"] == 3600
    with_kid = json.dumps({**EC_JWK, "kid": "from the key"})
    assert header(assertion(with_kid))["kid"] == "from the key"
    assert header(assertion(with_kid, key_id="written"))["kid"] == "written"
    assert header(assertion(EC_TEXT, key_id="written"))["kid"] == "written"


def fault(key: str, certificates: str = "", **more: str) -> tuple[str, str, str]:
    with pytest.raises(ResolveError) as caught:
        dressed(key, certificates, **more)
    (found,) = caught.value.faults
    assert found.place is not None
    return found.what, found.place.dotted_key, found.advice


@pytest.mark.parametrize(
    ("key", "algorithm", "words", "advice"),
    [
        (EC_TEXT, "RS256", "an EC key on P-256", "Remove it, or use ES256."),
        (EC_TEXT, "ES384", "an EC key on P-256", "Remove it, or use ES256."),
        (ED_TEXT, "ES256", "an Ed25519 key", "Remove it, or use EdDSA."),
        (RSA_TEXT, "EdDSA", "an RSA key", "Remove it, or use one of RS256, RS384, RS512, PS256,"),
    ],
)
def test_an_algorithm_that_does_not_suit_the_key_is_told_at_its_line(
    key: str, algorithm: str, words: str, advice: str
) -> None:
    what, place, then = fault(key, token_endpoint_auth_signing_alg=algorithm)
    named = f'token_endpoint_auth_signing_alg "{algorithm}" does not suit private_key'
    assert what == f"{named}, which is {words}."
    assert place == "auth.default.token_endpoint_auth_signing_alg"
    assert then.startswith(advice)


def test_a_key_that_is_none_is_told_at_its_line_without_its_text() -> None:
    what, place, advice = fault("CANARY-of-this-test")
    assert (what, place) == ("private_key is neither PEM nor a JWK.", "auth.default.private_key")
    assert "CANARY" not in advice
    keys = json.dumps({"keys": [EC_JWK, ED_JWK]})
    assert fault(keys)[1] == "auth.default.private_key"
    assert fault(keys, key_id="x")[1] == "auth.default.key_id"


def certified(name: str) -> tuple[str, str]:
    """A key and its certificate, as PEM."""
    key = rsa.generate_private_key(65537, 1024)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1)
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return text, certificate


KEY, ITS_CERTIFICATE = certified("mine")
_, ANOTHERS = certified("another's")


@pytest.mark.parametrize("name", ["x5t", "x5t#S256"])
@pytest.mark.parametrize(
    ("key", "certificates"),
    [
        (KEY + ITS_CERTIFICATE, ""),
        (ITS_CERTIFICATE + KEY, ANOTHERS),
        (KEY, ITS_CERTIFICATE),
        (KEY + CERTIFICATE, ITS_CERTIFICATE),
        (KEY + ANOTHERS + ITS_CERTIFICATE, ""),
    ],
    ids=["in its PEM", "not of [tls]", "of [tls]", "another's beside it", "in a chain"],
)
def test_the_certificate_of_the_key_is_named(name: str, key: str, certificates: str) -> None:
    (der,) = pem_certificates(ITS_CERTIFICATE)
    said = header(assertion(key, certificates, x5t=name))
    assert said == {"typ": "JWT", "alg": "RS256", name: certificate_thumbprint(der, name)}


def test_a_jwk_names_its_certificate() -> None:
    key = json.dumps({**EC_JWK, "x5t#S256": "as the provider has it"})
    assert header(assertion(key, x5t="x5t#S256"))["x5t#S256"] == "as the provider has it"


@pytest.mark.parametrize(
    ("key", "certificates", "words"),
    [
        (KEY, "", "and it was not found"),
        (KEY + ANOTHERS, "", "and the one beside it is of another key"),
        (KEY, ANOTHERS, "and client_certificate in [tls] is of another key"),
        (EC_TEXT, "nonsense", "and it was not found"),
        (KEY, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END", "is of another key"),
    ],
)
def test_a_thumbprint_without_the_certificate_is_told_at_its_line(
    key: str, certificates: str, words: str
) -> None:
    what, place, advice = fault(key, certificates, x5t="x5t")
    assert words in what
    assert place == "auth.default.x5t"
    assert "client_certificate in [tls]" in advice


def test_a_key_that_is_too_small_is_told() -> None:
    what, place, _ = fault(KEY, token_endpoint_auth_signing_alg="PS512")
    assert (what, place) == ("private_key is too small for PS512.", "auth.default.private_key")


def test_what_to_check_where_it_is_refused() -> None:
    method = find_client_auth("private_key_jwt")
    assert method is not None
    said = method.when_refused(TokenClient(settings(EC_TEXT, issuer="https://login.example.com")))
    assert said.text == (
        "Check that the provider has the public key of private_key (environments/dev.toml); if it "
        'has, add assertion_audience = "https://login.example.com" to [auth] '
        "(environments/dev.toml)."
    )
