"""``client_secret_basic``: HTTP Basic with form-encoded credentials (RFC 6749 §2.3.1)."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

from msgspec.structs import replace

from outrider.errors import Fault, ResolveError
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.message import FieldLine
from outrider.model.secret import MASK, Secret, reveal
from outrider.oauth.client_auth.method_advice import MethodAdvice
from outrider.oauth.client_auth.secret_fields import CLIENT_ID, CLIENT_SECRET, has_reserved
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.token_client import TokenClient, capital

RFC6749 = "rfc6749"
RAW = "raw"

BASIC_ENCODING = Field(
    "basic_encoding",
    "Encoding",
    kind=FieldKind.CHOICE,
    default=RFC6749,
    choices=(RFC6749, RAW),
    help="raw: for servers that do not decode",
    meaning=(
        "How ID and secret are written in the Basic header: `rfc6749` encodes them as a form "
        "does (RFC 6749 §2.3.1), `raw` is for servers that do not decode them."
    ),
    example="raw",
)


class ClientSecretBasic:
    """The id and the secret in an ``Authorization: Basic`` header."""

    name = "client_secret_basic"
    summary = "Client ID and client secret in an HTTP Basic header (RFC 6749 §2.3.1)."
    fields: tuple[Field, ...] = (CLIENT_ID, CLIENT_SECRET, BASIC_ENCODING)
    sent_as = "sent in the Authorization header (client_secret_basic)"

    def authenticate(
        self, request: TokenRequest, auth: ResolvedAuth, context: ClientAuthContext
    ) -> TokenRequest:
        """Adds the header.

        A space becomes ``%20``, which servers read right whether they decode forms or percents.

        Raises:
            ResolveError: a raw client id holds a colon, which would end it (RFC 7617 §2).
        """
        client_id, secret = reveal(auth.setting("client_id")), reveal(auth.setting("client_secret"))
        if reveal(auth.setting("basic_encoding")) == RAW:
            if ":" in client_id:
                fault = Fault(
                    "client_id_colon",
                    'client_id contains a colon, which basic_encoding = "raw" cannot send.',
                    auth.config.location_of("client_id"),
                    advice='Use basic_encoding = "rfc6749" or client_secret_post.',
                )
                raise ResolveError.of([fault])
        else:
            client_id, secret = quote(client_id, safe="~"), quote(secret, safe="~")
        value = b64encode(f"{client_id}:{secret}".encode()).decode("ascii")
        line = FieldLine("Authorization", Secret(f"Basic {value}", f"Basic {MASK}"))
        return replace(request, headers=(*request.headers, line))

    def when_refused(self, client: TokenClient) -> MethodAdvice:
        """Servers disagree on reserved characters: names the other encoding first."""
        secret = client.source("client_secret")
        if not has_reserved(client.auth):
            return MethodAdvice(f"Check {secret}.", secret.step)
        is_raw = reveal(client.auth.setting("basic_encoding")) == RAW
        key, value = "basic_encoding", RFC6749 if is_raw else RAW
        if not is_raw and ":" in reveal(client.auth.setting("client_id")):
            # It would end the id in a raw header (RFC 7617 §2).
            key, value = "token_endpoint_auth_method", "client_secret_post"
        return MethodAdvice(
            f"{capital(client.assign(key, value))}; if that fails too, check {secret}.",
            client.edit(key),
            because_reserved=True,
        )
