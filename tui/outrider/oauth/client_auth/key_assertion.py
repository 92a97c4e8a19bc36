"""A JWT that a private key signs: its header, and what is wrong with the key (RFC 7523 §3).

A client signs with it who it is, or for whom it wants a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from outrider.errors import Fault, ResolveError
from outrider.model.auth import Field, FieldKind
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.oauth.certificate_thumbprint import (
    X5T,
    X5T_S256,
    certificate_thumbprint,
    pem_certificates,
)
from outrider.oauth.client_auth.assertion import SIGNING_ALG
from outrider.oauth.client_auth.private_keys import (
    ALGORITHMS,
    PrivateKey,
    PrivateKeyProblem,
    read_private_key,
)
from outrider.oauth.token_client import TokenClient

PASSWORD = Field(
    "private_key_password",
    "Key password",
    kind=FieldKind.SECRET,
    help="of an encrypted PEM",
    meaning="Password of an encrypted PEM: a reference to a secret.",
    example="{{key_password}}",
)
ALGORITHM = Field(
    SIGNING_ALG,
    "Signing algorithm",
    kind=FieldKind.CHOICE,
    choices=ALGORITHMS,
    help="that of the key, unless set",
    meaning=(
        "Algorithm that signs. Without it, that of the key: RS256 for RSA, by the curve for "
        "EC, EdDSA for Ed25519."
    ),
    example="ES256",
)
KEY_ID = Field(
    "key_id",
    "Key ID",
    help="kid; that of the JWK, unless set",
    meaning=("ID of the key in the header (kid). Without it, that of the JWK or key file."),
    example="2026-11",
)
THUMBPRINT = Field(
    "x5t",
    "Certificate thumbprint",
    kind=FieldKind.CHOICE,
    choices=(X5T, X5T_S256),
    help="names the key's certificate",
    meaning=(
        "Names the certificate of the key in the header, as Microsoft Entra ID wants it: the "
        "one beside the key, else `client_certificate` in [tls]."
    ),
    example="x5t#S256",
)

WRONG_PASSWORD = "private_key_password"
"""The code of the fault of a password that may have been mistyped."""

KEY_FAULTS = frozenset({"private_key", WRONG_PASSWORD})
"""The codes of what is wrong with a key, or with what has to suit it."""


class KeyText(SafeRepr, frozen=True):
    """A private key before it is read.

    Attributes:
        text: PEM or a JWK.
        setting: the key of the definition that has it.
        named: what faults call it: ``private_key``.
        key_id: which one it is, where that is known beside the text and the definition.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"text"})

    text: MaybeSecret
    setting: str = "private_key"
    named: str = "private_key"
    key_id: str = ""


def signed_jwt(
    claims: Mapping[str, Any], source: KeyText, client: TokenClient, certificates: str
) -> Secret:
    """A JWT with these claims; its header names the key as far as key and settings do.

    Args:
        claims: as they are signed.
        source: the key.
        client: whose definition says how to sign.
        certificates: the PEM file of the environment's client certificate; empty without one.

    Raises:
        ResolveError: the key cannot sign, or not by the algorithm that is set.
        ImportError: the package that signs is not installed.
    """
    key, auth = _read(source, client), client.auth
    header: dict[str, Any] = {"typ": "JWT", "alg": _algorithm(key, source, client)}
    identifier = reveal(auth.setting(KEY_ID.name)) or source.key_id or key.key_id
    if identifier:
        header["kid"] = identifier
    thumbprint = reveal(auth.setting(THUMBPRINT.name))
    if thumbprint:
        header[thumbprint] = _thumbprint(thumbprint, key, source, client, certificates)
    try:
        return Secret(key.sign(header, claims))
    except ValueError:
        what = f"{source.named} is too small for {header['alg']}."
        advice = "Use a key of 2048 bits or more."
        raise key_error(client, source.setting, what, advice) from None


def _read(source: KeyText, client: TokenClient) -> PrivateKey:
    auth = client.auth
    password, key_id = (reveal(auth.setting(one.name)) for one in (PASSWORD, KEY_ID))
    try:
        return read_private_key(reveal(source.text), password, key_id or source.key_id)
    except PrivateKeyProblem as problem:
        setting = problem.setting if client.is_written(problem.setting) else source.setting
        advice = problem.advice or f"Check {client.source(setting)}."
        raise key_error(client, setting, f"{source.named} {problem.what}.", advice) from None


def _algorithm(key: PrivateKey, source: KeyText, client: TokenClient) -> str:
    """The algorithm that is set, else the key's own (RFC 7518 §3.1)."""
    chosen = reveal(client.auth.setting(SIGNING_ALG))
    if chosen in key.algorithms:
        return chosen
    if not chosen:
        return key.algorithms[0]
    suited = ", ".join(key.algorithms)
    raise key_error(
        client,
        SIGNING_ALG,
        f'{SIGNING_ALG} "{chosen}" does not suit {source.named}, which is {key.kind}.',
        f"Remove it, or use {'one of ' if len(key.algorithms) > 1 else ''}{suited}.",
    )


def _thumbprint(
    name: str, key: PrivateKey, source: KeyText, client: TokenClient, environments: str
) -> str:
    """The thumbprint of the key's certificate.

    The certificate is the one beside the key, in its PEM or JWK; else the client certificate of the
    environment, where that is of the same key.
    """
    if name in key.thumbprints:
        return key.thumbprints[name]
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    def is_own(der: bytes) -> bool:
        try:
            public = x509.load_der_x509_certificate(der).public_key()
        except ValueError:
            return False
        form = PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(Encoding.DER, form) == key.public_key

    others = pem_certificates(environments)
    for der in (*key.certificates, *others):
        if is_own(der):
            return certificate_thumbprint(der, name)
    there = "and it was not found"
    if key.certificates:
        there = "and the one beside it is of another key"
    elif others:
        there = "and client_certificate in [tls] is of another key"
    what = f"x5t needs the certificate of {source.named}, {there}."
    raise key_error(client, "x5t", what, _CERTIFICATE_ADVICE)


_CERTIFICATE_ADVICE = (
    "Add the certificate to the PEM of private_key, or set client_certificate in [tls]."
)


def key_error(client: TokenClient, setting: str, what: str, advice: str) -> ResolveError:
    """The error for a setting that has no usable key, or does not suit it; never raised here."""
    place = client.auth.config.location_of(setting)
    code = WRONG_PASSWORD if setting == PASSWORD.name else "private_key"
    return ResolveError.of([Fault(code, what, place, advice=advice)])
