"""The JWT bearer grant (RFC 7523 §2.1): service accounts, and clients that act for a user."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from outrider.errors import Fault, ResolveError
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.oauth.client_auth.assertion import AUDIENCE, LIFETIME, not_installed, timed_claims
from outrider.oauth.client_auth.key_assertion import (
    ALGORITHM,
    KEY_ID,
    PASSWORD,
    THUMBPRINT,
    KeyText,
    key_error,
    signed_jwt,
)
from outrider.oauth.client_auth.private_key_jwt import PRIVATE_KEY
from outrider.oauth.client_auth.secret_fields import CLIENT_ID
from outrider.oauth.grant_flow import GrantContext, GrantFlow, TokenRequest, expect
from outrider.oauth.grants.service_account import (
    ServiceAccount,
    ServiceAccountProblem,
    read_service_account,
)
from outrider.oauth.token_client import JWT_BEARER, SERVICE_ACCOUNT, TokenClient
from outrider.oauth.token_refresh import requested_scope

ISSUER, SUBJECT = "assertion_issuer", "assertion_subject"


class JwtBearer:
    """A short-lived statement, signed with a private key, is traded for a token."""

    grant_type = JWT_BEARER
    summary = "A signed assertion is traded for a token: service accounts (RFC 7523 §2.1)."
    fields: tuple[Field, ...] = (
        Field(
            "token_endpoint_auth_method",
            "Client authentication",
            kind=FieldKind.CHOICE,
            default="none",
            meaning=(
                "The client authentication method. This grant needs none: the assertion proves who "
                "it is for."
            ),
            example="client_secret_post",
        ),
        replace(CLIENT_ID, required=False, help="sent where the server wants it"),
        Field(
            SERVICE_ACCOUNT,
            "Service account",
            kind=FieldKind.SECRET,
            help="its JSON key file: a {{reference}}",
            alternative=PRIVATE_KEY.name,
            meaning=(
                "JSON key file of a service account of Google or Zitadel: a reference to a secret. "
                "Either this or `private_key`."
            ),
            example="{{robot}}",
        ),
        replace(PRIVATE_KEY, alternative=SERVICE_ACCOUNT),
        PASSWORD,
        Field(
            ISSUER,
            "Issuer of the assertion",
            help="iss; the client ID, unless set",
            meaning=(
                "Issuer of the assertion (iss). Without it, that of the key file, else `client_id`."
            ),
            example="orders-cli",
        ),
        Field(
            SUBJECT,
            "Subject",
            help="sub; for whom, if for another",
            meaning=(
                "For whom the token is (sub). Without it, that of the key file, else the issuer."
            ),
            example="ann@example.com",
        ),
        ALGORITHM,
        KEY_ID,
        THUMBPRINT,
        AUDIENCE,
        LIFETIME,
    )

    def flow(self, context: GrantContext) -> GrantFlow:
        """One request, one answer, with a new assertion for each request (RFC 7523 §2.1).

        Raises:
            ResolveError: from the generator, where key or key file cannot be used.
            UnsupportedConfiguration: from the generator, where no package signs.
        """
        from outrider.oauth.token_response import read_token_response

        endpoint = context.endpoints.need("token_endpoint")
        request = _request(context, endpoint)
        reply = expect(ResponseMessage, (yield context.authenticate(request)))
        return read_token_response(reply, endpoint, context.client)


def _request(context: GrantContext, endpoint: str) -> TokenRequest:
    auth = context.auth
    client = context.client or TokenClient(auth)
    account = _account(auth, client)
    assertion = _assertion(context, client, account)
    form: list[tuple[str, MaybeSecret]] = [("grant_type", JWT_BEARER), ("assertion", assertion)]
    if account is None or not account.scope_is_claim:
        form += requested_scope(context)
    return TokenRequest(
        endpoint,
        (*form, *auth.token_parameters),
        renew=lambda: _request(context, endpoint),
    )


def _account(auth: ResolvedAuth, client: TokenClient) -> ServiceAccount | None:
    text = reveal(auth.setting(SERVICE_ACCOUNT))
    if not text.strip():
        return None
    try:
        return read_service_account(text)
    except ServiceAccountProblem as problem:
        advice = problem.advice or f"Check {client.source(SERVICE_ACCOUNT)}."
        what = f"{SERVICE_ACCOUNT} {problem.what}."
        raise key_error(client, SERVICE_ACCOUNT, what, advice) from None


def _assertion(
    context: GrantContext, client: TokenClient, account: ServiceAccount | None
) -> Secret:
    auth, endpoint = context.auth, context.endpoints.need("token_endpoint")
    issuer, subject = reveal(auth.setting(ISSUER)), reveal(auth.setting(SUBJECT))
    audience, key = endpoint, KeyText(auth.setting(PRIVATE_KEY.name))
    claims: dict[str, Any] = {}
    if account is not None:
        named = f"private_key of {SERVICE_ACCOUNT}"
        key = KeyText(account.key, SERVICE_ACCOUNT, named, account.key_id)
        issuer, subject = issuer or account.issuer, subject or account.subject
        scope = " ".join(reveal(auth.setting("scope")).split())
        if account.scope_is_claim and scope:
            claims["scope"] = scope
        if account.for_issuer:
            audience = reveal(auth.setting("issuer")) or _origin(endpoint)
    else:
        issuer = issuer or reveal(auth.setting(CLIENT_ID.name))
        subject = subject or issuer
    claims |= {"iss": issuer, "sub": subject} if subject else {"iss": issuer}
    identifier = context.random_bytes(16).hex()
    claims |= timed_claims(auth, audience, context.clock(), identifier)
    try:
        assertion = signed_jwt(claims, key, client, context.certificates)
    except ImportError:
        raise not_installed(auth, "The JWT bearer grant", "grant_type") from None
    if not issuer:
        raise _without_issuer(auth)
    return assertion


def _without_issuer(auth: ResolvedAuth) -> ResolveError:
    place = auth.config.place
    what = f"[{place.dotted_key or 'auth'}] has no {ISSUER} and no client_id."
    advice = f'Add {ISSUER} = "…", or {SERVICE_ACCOUNT}.'
    return ResolveError.of([Fault("auth_missing_key", what, place, advice=advice)])


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
