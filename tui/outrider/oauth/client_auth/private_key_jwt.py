"""``private_key_jwt``: an assertion signed with the client's private key (RFC 7523 §2.2)."""

from __future__ import annotations

from typing import Any

from outrider.errors import Fault, ResolveError
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.secret import LaterSecret, Secret, reveal
from outrider.oauth.certificate_thumbprint import (
    X5T,
    X5T_S256,
    certificate_thumbprint,
    pem_certificates,
)
from outrider.oauth.client_auth.assertion import (
    AUDIENCE,
    LIFETIME,
    SIGNING_ALG,
    assertion_claims,
    not_installed,
    other_audience,
    with_assertion,
)
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.private_keys import (
    ALGORITHMS,
    PrivateKey,
    PrivateKeyProblem,
    read_private_key,
)
from outrider.oauth.client_auth.secret_fields import CLIENT_ID
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient

PRIVATE_KEY = Field(
    "private_key",
    "Private key",
    kind=FieldKind.SECRET,
    required=True,
    help="PEM or JWK: a {{reference}}",
    alternative="client_assertion",
)
CLIENT_ASSERTION = Field(
    "client_assertion",
    "Client assertion",
    kind=FieldKind.SOURCE,
    choices=("file", "env", "command"),
    help="or: file PATH, env NAME, command …",
    alternative="private_key",
)
PASSWORD = Field(
    "private_key_password",
    "Key password",
    kind=FieldKind.SECRET,
    help="of an encrypted PEM",
)
ALGORITHM = Field(
    SIGNING_ALG,
    "Signing algorithm",
    kind=FieldKind.CHOICE,
    choices=ALGORITHMS,
    help="that of the key, unless set",
)
KEY_ID = Field("key_id", "Key ID", help="kid; that of the JWK, unless set")
THUMBPRINT = Field(
    "x5t",
    "Certificate thumbprint",
    kind=FieldKind.CHOICE,
    choices=(X5T, X5T_S256),
    help="names the key's certificate",
)


class PrivateKeyJwt:
    """The private key signs a short-lived statement; the provider has the public key."""

    name = "private_key_jwt"
    summary = "A short-lived assertion signed with the client's private key (RFC 7523 §2.2)."
    fields: tuple[Field, ...] = (
        CLIENT_ID,
        PRIVATE_KEY,
        CLIENT_ASSERTION,
        PASSWORD,
        ALGORITHM,
        KEY_ID,
        THUMBPRINT,
        AUDIENCE,
        LIFETIME,
    )
    sent_as = "sent as a signed assertion (private_key_jwt)"

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the assertion; its header names the key as far as key and settings do.

        One that comes from elsewhere is read when the request is sent.

        Raises:
            ResolveError: the key cannot sign, or not by the algorithm that is set.
            UnsupportedConfiguration: the package that signs is not installed.
        """
        if CLIENT_ASSERTION.name in auth.config.sources:
            return with_assertion(request, auth, LaterSecret(str, "a.b.c"))
        client = context.client or TokenClient(auth)
        try:
            key = _read(client)
        except ImportError:
            raise not_installed(auth, self.name) from None
        header: dict[str, Any] = {"typ": "JWT", "alg": _algorithm(key, client)}
        identifier = reveal(auth.setting(KEY_ID.name)) or key.key_id
        if identifier:
            header["kid"] = identifier
        thumbprint = reveal(auth.setting(THUMBPRINT.name))
        if thumbprint:
            header[thumbprint] = _thumbprint(thumbprint, key, client, context.certificates)
        claims = assertion_claims(request, auth, context)
        claims["nbf"] = claims["iat"]
        try:
            assertion = key.sign(header, claims)
        except ValueError:
            what = f"private_key is too small for {header['alg']}."
            advice = "Use a key of 2048 bits or more."
            raise _error(client, "private_key", what, advice) from None
        return with_assertion(request, auth, Secret(assertion))

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """The provider may have another key, or want another audience; servers rarely say which."""
        if client.has(CLIENT_ASSERTION.name):
            source = client.source(CLIENT_ASSERTION.name)
            return MethodAdvice(
                f"Check that the provider trusts the iss, sub and aud of {source}.", source.step
            )
        key = client.source("private_key")
        return MethodAdvice(
            f"Check that the provider has the public key of {key}; if it has, "
            f"{other_audience(client)}.",
            key.step,
        )


def _read(client: TokenClient) -> PrivateKey:
    auth = client.auth
    names = ("private_key", "private_key_password", "key_id")
    try:
        return read_private_key(*(reveal(auth.setting(name)) for name in names))
    except PrivateKeyProblem as problem:
        setting = problem.setting if client.is_written(problem.setting) else "private_key"
        advice = problem.advice or f"Check {client.source(setting)}."
        raise _error(client, setting, f"private_key {problem.what}.", advice) from None


WRONG_PASSWORD = "private_key_password"
"""The code of the fault of a password that may have been mistyped."""

KEY_FAULTS = frozenset({"private_key", WRONG_PASSWORD})
"""The codes of what is wrong with a key, or with what has to suit it."""


def _algorithm(key: PrivateKey, client: TokenClient) -> str:
    """The algorithm that is set, else the key's own (RFC 7518 §3.1)."""
    chosen = reveal(client.auth.setting(SIGNING_ALG))
    if chosen in key.algorithms:
        return chosen
    if not chosen:
        return key.algorithms[0]
    suited = ", ".join(key.algorithms)
    raise _error(
        client,
        SIGNING_ALG,
        f'{SIGNING_ALG} "{chosen}" does not suit private_key, which is {key.kind}.',
        f"Remove it, or use {'one of ' if len(key.algorithms) > 1 else ''}{suited}.",
    )


def _thumbprint(name: str, key: PrivateKey, client: TokenClient, environments: str) -> str:
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
    what = f"x5t needs the certificate of private_key, {there}."
    raise _error(client, "x5t", what, _CERTIFICATE_ADVICE)


_CERTIFICATE_ADVICE = (
    "Add the certificate to the PEM of private_key, or set client_certificate in [tls]."
)


def _error(client: TokenClient, setting: str, what: str, advice: str) -> ResolveError:
    place = client.auth.config.location_of(setting)
    code = WRONG_PASSWORD if setting == PASSWORD.name else "private_key"
    return ResolveError.of([Fault(code, what, place, advice=advice)])
