"""Reads a token request as a strict authorization server does (RFC 6749 §2.3, §3.2, §4.4)."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from cryptography import x509

from outrider.demo.client_assertion import (
    ASSERTION_TYPE,
    JWT_BEARER,
    assertion_problem,
    assertion_subject,
    unverified_claims,
)
from outrider.demo.clients import (
    BASIC,
    ISSUED_CERTIFICATE,
    KEY_ASSERTION,
    POST,
    SECRET_ASSERTION,
    SELF_SIGNED,
    AuthorizationServerOptions,
    RegisteredClient,
)

FORM = "application/x-www-form-urlencoded"
GRANT_TYPES = (
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    JWT_BEARER,
)
REPEATABLE = frozenset({"resource"})
"""Parameters that may come more than once (RFC 8707 §2); all others must not (RFC 6749 §3.2)."""

NONE = "none"
_BY_CERTIFICATE = (ISSUED_CERTIFICATE, SELF_SIGNED)
BASIC_CHALLENGE = 'Basic realm="orders"'
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(eq=False)
class TokenRefusal(Exception):
    """The request is refused (RFC 6749 §5.2).

    Attributes:
        error: the error code.
        description: for people; without quotation marks and backslashes.
        status: the HTTP status.
        challenge: the value of ``WWW-Authenticate``, where there is one.
    """

    error: str
    description: str
    status: int = 400
    challenge: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorizedGrant:
    """What a token may be made of.

    Attributes:
        client: who asked and proved it.
        scopes: what was asked for, or all that the client may have.
        audiences: whom the token is for.
        renewable: whether a refresh token comes with it.
    """

    client: RegisteredClient
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    renewable: bool = False


@dataclass(frozen=True, slots=True)
class ClientProof:
    """What a client may prove itself by, beside secrets.

    Attributes:
        certificate: of the connection, as DER; empty without one.
        audiences: of which an assertion has to name one.
        now: seconds since the epoch.
        used: identifiers of assertions that came before; takes the new one.
    """

    certificate: bytes = b""
    audiences: tuple[str, ...] = ()
    now: float = 0.0
    used: set[str] = field(default_factory=set)


NO_PROOF = ClientProof()


@dataclass(frozen=True, slots=True)
class _ClientCredentials:
    client_id: str
    client_secret: str | None
    method: str
    assertion: str = ""


@dataclass(frozen=True, slots=True)
class ClientRequest:
    """A form of a client that has proved itself."""

    client: RegisteredClient
    form: Mapping[str, Sequence[str]]

    def first(self, name: str) -> str:
        """The first value of a parameter; empty without one."""
        return self.form.get(name, [""])[0]


def read_client_request(
    content_type: str | None,
    authorization: Sequence[str],
    body: bytes,
    options: AuthorizationServerOptions,
    proof: ClientProof = NO_PROOF,
) -> ClientRequest:
    """The form of a request, and the client that it is from.

    Args:
        content_type: the request's ``Content-Type``.
        authorization: every ``Authorization`` header of the request.
        body: the request's body.
        options: the registered clients.
        proof: what the connection shows, and what an assertion is checked against.

    Raises:
        TokenRefusal: the request is wrong, or its client is.
    """
    form = _form(content_type, body)
    if form.get("grant_type") == [JWT_BEARER] and "client_assertion" not in form:
        return _asserted_grant(form, options, proof)
    return ClientRequest(_authenticate(authorization, form, options, proof), form)


def read_token_request(
    request: ClientRequest,
    options: AuthorizationServerOptions,
    redeem: Callable[[RegisteredClient, Mapping[str, Sequence[str]]], tuple[str, ...]],
) -> AuthorizedGrant:
    """The grant that a token request asks for.

    Args:
        request: of a client that has proved itself.
        options: what is never granted.
        redeem: the scopes that a code or a refresh token stands for.

    Raises:
        TokenRefusal: the request is wrong, or not for this client.
    """
    client, form, grant_type = request.client, request.form, request.first("grant_type")
    if not grant_type:
        raise TokenRefusal("invalid_request", "grant_type is missing.")
    if grant_type not in GRANT_TYPES:
        raise TokenRefusal("unsupported_grant_type", "This grant type is not supported here.")
    if grant_type not in client.grant_types:
        raise TokenRefusal("unauthorized_client", "This grant type is not for this client.")
    if grant_type in (GRANT_TYPES[0], JWT_BEARER):
        scopes = granted_scopes(form, client, options.withheld_scopes)
        return AuthorizedGrant(client, scopes, _audiences(form, client))
    scopes = redeem(client, form)
    return AuthorizedGrant(client, scopes, client.audiences, renewable=True)


def _asserted_grant(
    form: Mapping[str, Sequence[str]], options: AuthorizationServerOptions, proof: ClientProof
) -> ClientRequest:
    """The request of a service account, whose assertion says who it is (RFC 7523 §3.1)."""
    assertion = form.get("assertion", [""])[0]
    claims = unverified_claims(assertion)
    client = options.client(str(claims.get("iss", "")))
    if client is None or client.public_key is None:
        raise TokenRefusal("invalid_grant", "No service account is registered as the issuer (iss).")
    why, identifier = assertion_problem(
        assertion, client.client_id, client.public_key, proof.audiences, proof.now, of_client=False
    )
    if why or identifier in proof.used:
        raise TokenRefusal("invalid_grant", why or "The jti of the assertion was used before.")
    proof.used.add(identifier)
    scope = claims.get("scope")
    return ClientRequest(client, {**form, "scope": [scope]} if isinstance(scope, str) else form)


def _form(content_type: str | None, body: bytes) -> dict[str, list[str]]:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != FORM:
        said = "The Content-Type is missing" if not media_type else "This Content-Type is not read"
        raise TokenRefusal("invalid_request", f"{said}: send {FORM}.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except (UnicodeError, ValueError):
        raise TokenRefusal("invalid_request", f"The body is not {FORM} in UTF-8.") from None
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in form and name not in REPEATABLE:
            raise TokenRefusal("invalid_request", f"{_plain(name)} is given more than once.")
        form.setdefault(name, []).append(value)
    return form


def _authenticate(
    authorization: Sequence[str],
    form: Mapping[str, Sequence[str]],
    options: AuthorizationServerOptions,
    proof: ClientProof,
) -> RegisteredClient:
    given = _credentials(authorization, form)
    challenge = BASIC_CHALLENGE if given.method == BASIC else None

    def refused(why: str) -> TokenRefusal:
        return TokenRefusal("invalid_client", why, 401, challenge)

    client = options.client(given.client_id)
    if client is None:
        raise refused("No client is registered under this client_id.")
    required, method = client.required_method, given.method
    if method == NONE and required in _BY_CERTIFICATE and proof.certificate:
        method = required
    if method == KEY_ASSERTION and required == SECRET_ASSERTION:
        method = required
    if required not in (None, method) or (required is None and method == NONE):
        wanted = required or f"{BASIC} or {POST}"
        raise refused(f"This client authenticates by {wanted}, not by {method}.")
    if method in (BASIC, POST) and not hmac.compare_digest(
        (client.client_secret or "").encode(), (given.client_secret or "").encode()
    ):
        raise refused("The client_secret is wrong.")
    if method in _BY_CERTIFICATE and not _is_certificate_of(client, proof.certificate):
        raise refused("The certificate of the connection is not the one of this client.")
    if client.assertion_key is not None:
        why, identifier = assertion_problem(
            given.assertion, client.client_id, client.assertion_key, proof.audiences, proof.now
        )
        if why or identifier in proof.used:
            raise refused(why or "The jti of the assertion was used before.")
        proof.used.add(identifier)
    return client


def _credentials(
    authorization: Sequence[str], form: Mapping[str, Sequence[str]]
) -> _ClientCredentials:
    """The credentials of exactly one method (RFC 6749 §2.3: not more than one)."""
    posted_id = form.get("client_id", [""])[0]
    posted_secret = form.get("client_secret", [""])[0]
    if len(authorization) > 1:
        raise TokenRefusal("invalid_request", "More than one Authorization header was sent.")
    if authorization:
        basic = _basic(authorization[0])
        if "client_secret" in form:
            raise TokenRefusal(
                "invalid_request", "Credentials came twice: in the header and in the body."
            )
        if posted_id and posted_id != basic.client_id:
            raise TokenRefusal("invalid_request", "The header and the body name different clients.")
        return basic
    if "client_assertion" in form:
        return _asserted(form, posted_id)
    if not posted_id:
        raise TokenRefusal("invalid_client", "The request carries no client credentials.", 401)
    if posted_secret:
        return _ClientCredentials(posted_id, posted_secret, POST)
    return _ClientCredentials(posted_id, None, NONE)


def _asserted(form: Mapping[str, Sequence[str]], posted_id: str) -> _ClientCredentials:
    """Credentials of an assertion (RFC 7521 §4.2)."""
    assertion = form["client_assertion"][0]
    if form.get("client_assertion_type", [""])[0] != ASSERTION_TYPE:
        raise TokenRefusal("invalid_request", f"client_assertion_type is not {ASSERTION_TYPE}.")
    subject = assertion_subject(assertion)
    if "client_secret" in form or (posted_id and posted_id != subject):
        raise TokenRefusal("invalid_request", "The assertion and the form differ in the client.")
    return _ClientCredentials(subject, None, KEY_ASSERTION, assertion)


def _is_certificate_of(client: RegisteredClient, certificate: bytes) -> bool:
    """Whether it is the registered one, or of the registered subject.

    The handshake has let in none but these and those of the authority.
    """
    if client.certificate:
        return certificate == client.certificate
    subject = x509.load_der_x509_certificate(certificate).subject
    return subject.rfc4514_string() == client.certificate_subject


def _basic(authorization: str) -> _ClientCredentials:
    """Credentials of a Basic header, form-decoded after base64 (RFC 6749 §2.3.1)."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        why = "The Authorization header is not of the Basic scheme."
        raise TokenRefusal("invalid_client", why, 401, BASIC_CHALLENGE)
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("ascii")
        client_id, colon, client_secret = text.partition(":")
        if not colon:
            raise ValueError("no colon")
        return _ClientCredentials(_form_decoded(client_id), _form_decoded(client_secret), BASIC)
    except (binascii.Error, ValueError):
        why = "The Basic credentials are not base64 of form-encoded client_id:client_secret."
        raise TokenRefusal("invalid_client", why, 401, BASIC_CHALLENGE) from None


def _form_decoded(text: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise ValueError("a percent sign that escapes nothing")
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")


def granted_scopes(
    form: Mapping[str, Sequence[str]], client: RegisteredClient, withheld: Sequence[str] = ()
) -> tuple[str, ...]:
    """What was asked for, or all that the client may have.

    Raises:
        TokenRefusal: it is not for this client.
    """
    if "scope" in form:
        asked = form["scope"][0]
        if not _SCOPE.fullmatch(asked):
            raise TokenRefusal("invalid_scope", "The scope is blank or not well formed.")
        scopes = tuple(dict.fromkeys(asked.split(" ")))
        unknown = [scope for scope in scopes if scope not in client.scopes]
        if unknown:
            raise TokenRefusal(
                "invalid_scope", f"Not for this client: {_plain(' '.join(unknown))}."
            )
    else:
        scopes = client.scopes
    return tuple(scope for scope in scopes if scope not in withheld)


def _audiences(form: Mapping[str, Sequence[str]], client: RegisteredClient) -> tuple[str, ...]:
    for resource in form.get("resource", ()):
        parts = urlsplit(resource)
        if not parts.scheme or "#" in resource:
            raise TokenRefusal(
                "invalid_target", "A resource is an absolute URI without a fragment."
            )
    asked = [*filter(None, form.get("audience", ())), *form.get("resource", ())]
    for one in asked:
        if one not in client.audiences:
            raise TokenRefusal("invalid_target", f"Not for this client: {_plain(one)}.")
    return tuple(dict.fromkeys(asked)) or client.audiences[:1]


def _plain(text: str) -> str:
    """Text in the characters that an ``error_description`` may have (RFC 6749 §5.2)."""
    kept = "".join(char if "\x20" <= char <= "\x7e" and char not in '"\\' else "?" for char in text)
    return kept[:200]
