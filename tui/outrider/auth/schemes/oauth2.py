"""``oauth2``: an access token, obtained before the request is sent (RFC 6749, RFC 6750)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from outrider.auth.credential import Credential, Credentials, are_overridden, format_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.auth.token_tables import TOKEN_TABLES
from outrider.model.auth import CredentialLocation, Field, FieldKind, Placement, ResolvedAuth
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage
from outrider.model.secret import Secret, reveal
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS, find_client_auth
from outrider.oauth.dpop import (
    DPOP,
    NEW_NONCE,
    PROOF_FIELD,
    given_nonce,
    is_dpop,
    proof_key_of,
    wants_dpop,
    wants_nonce_for_api,
)
from outrider.oauth.grants import GRANTS, find_grant
from outrider.oauth.proof_key import ProofFor

GRANT_TYPE = Field(
    "grant_type",
    "Grant",
    kind=FieldKind.CHOICE,
    default="client_credentials",
    choices=GRANTS.names,
    help="OAuth 2.0 grant type",
    meaning="The OAuth 2.0 grant type: how the token is requested.",
    example="authorization_code",
)
CLIENT_AUTH = Field(
    "token_endpoint_auth_method",
    "Client authentication",
    kind=FieldKind.CHOICE,
    default="client_secret_basic",
    choices=CLIENT_AUTH_METHODS.names,
    help="how the client authenticates",
    meaning=(
        "The client authentication method: how the client proves itself at the token endpoint."
    ),
    example="client_secret_post",
)
ENDPOINTS = (
    Field(
        "token_endpoint",
        "Token endpoint",
        kind=FieldKind.URL,
        help="URL of the token endpoint",
        meaning="URL of the token endpoint. Either this or `issuer`.",
        example="https://login.example.com/token",
    ),
    Field(
        "issuer",
        "Issuer",
        kind=FieldKind.URL,
        help="instead of token_endpoint",
        meaning=(
            "Issuer whose metadata names the endpoints (OpenID Connect Discovery, RFC 8414), "
            "exactly as the metadata has it. Either this or `token_endpoint`."
        ),
        example="https://login.example.com",
    ),
)
MANAGEMENT_ENDPOINTS = (
    Field(
        "introspection_endpoint",
        "Introspection endpoint",
        kind=FieldKind.URL,
        help="URL; else the issuer's metadata",
        meaning=(
            "URL that says what a token is (RFC 7662). Without it, that of the issuer's metadata."
        ),
        example="https://login.example.com/introspect",
    ),
    Field(
        "revocation_endpoint",
        "Revocation endpoint",
        kind=FieldKind.URL,
        help="URL; else the issuer's metadata",
        meaning="URL that revokes a token (RFC 7009). Without it, that of the issuer's metadata.",
        example="https://login.example.com/revoke",
    ),
)
WARM = Field(
    "warm",
    "Fetch ahead",
    kind=FieldKind.BOOLEAN,
    default="false",
    help="true: fetch and renew before sends",
    meaning=(
        "`true`: the workbench fetches the token when the environment is chosen, and renews "
        "it before it expires."
    ),
    example=True,
)
SCOPE = Field(
    "scope",
    "Scope",
    help="space-separated; empty: not sent",
    meaning="Requested scopes, with spaces between; empty: none is sent.",
    example="orders.read orders.write",
)
TOKEN_TYPE = Field(
    "token_type",
    "Token type",
    kind=FieldKind.CHOICE,
    default="bearer",
    choices=("bearer", "any"),
    help="any: also unregistered types",
    meaning="`any` accepts token types that are not registered, without a warning.",
    example="any",
)


DPOP_BOUND = Field(
    "dpop",
    "Bind to a key",
    kind=FieldKind.BOOLEAN,
    default="false",
    help="true: DPoP tokens (RFC 9449)",
    meaning=(
        "`true`: the token is bound to a key, which each request proves (RFC 9449). It needs "
        "the extra `jwt`."
    ),
    example=True,
)


class OAuth2(Scheme):
    """A Bearer or DPoP token that the token worker fetches, caches and renews."""

    type = "oauth2"
    summary = "An access token, fetched before the send and cached (RFC 6749)."
    placement = Placement()
    uses_token = True
    token_tables = TOKEN_TABLES
    answers = True
    answer_reason = NEW_NONCE

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The common keys, and those of the table's grant and client authentication method.

        A grant that has a default client authentication method of its own declares it as a field.
        """
        method = table.get(CLIENT_AUTH.name)
        grant = str(table.get("grant_type", GRANT_TYPE.default))
        return _fields_of(grant, None if method is None else str(method))

    def needs(self, field: Field, table: Mapping[str, Any]) -> str:
        """The key of the client authentication method or of the grant, with its value."""
        chosen = {one.name: one.default for one in self.fields(table)} | dict(table)
        method = find_client_auth(str(chosen[CLIENT_AUTH.name]))
        by_method = method is not None and field in method.fields
        key = (CLIENT_AUTH if by_method else GRANT_TYPE).name
        return f'{key} "{chosen[key]}"'

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The token, placed (RFC 6750 §2); with a proof where it is bound to a key (RFC 9449 §7).

        Where the message has an ``Authorization`` of its own that names the token, only the proof
        is added.
        """
        if context.token is None:
            return Credentials()
        placement = auth.placement or Placement()
        if not _is_bound(auth, context):
            return format_credential(placement, context.token)
        if placement.location is CredentialLocation.HEADER and placement.prefix.lower() == "bearer":
            placement = replace(placement, prefix=DPOP)
        placed = format_credential(placement, context.token)
        if context.token_is_written and are_overridden(message, placed):
            placed = Credentials()
        return Credentials((*placed.parts, _proof(message, auth, context)))

    def answer(
        self,
        message: RequestMessage,
        response: ResponseMessage,
        auth: ResolvedAuth,
        context: SchemeContext,
    ) -> Credentials | None:
        """The same with the newest nonce that the API gave for the proof (RFC 9449 §9)."""
        if context.token is None or not _is_bound(auth, context):
            return None
        if not wants_nonce_for_api(response):
            return None
        return self.credentials(message, auth, context)

    def redirected(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> RequestMessage:
        """With a proof of its own: method and URL may be others."""
        if not _has_proof(message) or not _is_bound(auth, context):
            return message
        proof = _proof(message, auth, context)
        kept = (line for line in message.headers if line.name != PROOF_FIELD)
        return replace(message, headers=(*kept, FieldLine(proof.name, proof.value)))

    def asks_again(self, message: RequestMessage, response: ResponseMessage) -> bool:
        """Where the API wants another nonce in a proof (RFC 9449 §9)."""
        return _has_proof(message) and wants_nonce_for_api(response)

    def learn(
        self,
        message: RequestMessage,
        response: ResponseMessage,
        auth: ResolvedAuth,
        context: SchemeContext,
    ) -> None:
        """Keeps the nonce for the next proof (RFC 9449 §9), which any response may have."""
        if _has_proof(message) and wants_dpop(auth):
            _take_nonce(message, response, auth, context)


def _is_bound(auth: ResolvedAuth, context: SchemeContext) -> bool:
    """Whether the token is bound to the key; nobody knows its type before it is fetched."""
    return wants_dpop(auth) and (not context.token_type or is_dpop(context.token_type))


def _has_proof(message: RequestMessage) -> bool:
    """Whether a request has a proof that was made here."""
    return any(
        line.name == PROOF_FIELD and isinstance(line.value, Secret) for line in message.headers
    )


def _take_nonce(
    message: RequestMessage, response: ResponseMessage, auth: ResolvedAuth, context: SchemeContext
) -> None:
    key = proof_key_of(auth, context.proof_key)
    key.take_nonce(ProofFor.API, reveal(message.url), given_nonce(response))


def _proof(message: RequestMessage, auth: ResolvedAuth, context: SchemeContext) -> Credential:
    key, url = proof_key_of(auth, context.proof_key), reveal(message.url)
    proof = key.proof(
        message.method,
        url,
        identifier=context.random_bytes(16).hex(),
        now=context.now,
        access_token=context.token,
        nonce=key.nonce(ProofFor.API, url),
    )
    return Credential(CredentialLocation.HEADER, PROOF_FIELD, Secret(proof))


@lru_cache(maxsize=256)
def _fields_of(grant_type: str, method_name: str | None) -> tuple[Field, ...]:
    """The keys of a grant and a client authentication method; ``None`` for the grant's default."""
    grant = find_grant(grant_type)
    of_grant = {field.name: field for field in grant.fields} if grant else {}
    client_auth = CLIENT_AUTH
    if (own := of_grant.pop(CLIENT_AUTH.name, None)) is not None:
        client_auth = replace(CLIENT_AUTH, default=own.default)
    chosen = str(client_auth.default if method_name is None else method_name)
    method = find_client_auth(chosen)
    of_method = {field.name: field for field in method.fields} if method else {}
    if own is not None and chosen == own.default:
        # The grant says what it needs to know of the client.
        of_method = {name: of_grant.get(name, field) for name, field in of_method.items()}
    return (
        GRANT_TYPE,
        *ENDPOINTS,
        client_auth,
        *of_method.values(),
        SCOPE,
        *(field for name, field in of_grant.items() if name not in of_method),
        WARM,
        TOKEN_TYPE,
        *MANAGEMENT_ENDPOINTS,
        DPOP_BOUND,
    )
