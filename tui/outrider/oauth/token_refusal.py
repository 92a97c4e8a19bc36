"""Why a token request was refused, and the one change to make: rules, tried from the top.

A rule looks at the response, the server's words and the client, and gives a
:class:`~outrider.oauth.refusal.Cause`, or ``None`` where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from outrider.errors import AuthorizationError, MalformedTokenResponse, TokenRefused
from outrider.model.message import ResponseMessage
from outrider.oauth.refusal import (
    Cause,
    RefusedResponse,
    check_endpoint,
    code_text,
    status_line,
)
from outrider.oauth.refused_access import access_cause
from outrider.oauth.refused_assertion import assertion_cause
from outrider.oauth.refused_by_gateway import gateway_cause
from outrider.oauth.refused_by_status import (
    is_client_error,
    plain_http_cause,
    protocol_cause,
    rate_cause,
    status_cause,
    unavailable_cause,
)
from outrider.oauth.refused_certificate import certificate_cause
from outrider.oauth.refused_credentials import (
    credentials_cause,
    lacks_credentials,
    method_cause,
    names_unknown_client,
    unnamed_cause,
)
from outrider.oauth.refused_grant import grant_cause, invalid_grant_cause, unauthorized_cause
from outrider.oauth.refused_parameters import audience_cause, resource_cause, scope_cause
from outrider.oauth.refused_place import misplaced_cause
from outrider.oauth.refused_proof import proof_cause
from outrider.oauth.refused_state import state_cause
from outrider.oauth.required_fields import header_cause, parameter_cause
from outrider.oauth.server_words import RFC_ERRORS, ServerWords, shown_words
from outrider.oauth.token_client import TokenClient, capital
from outrider.oauth.whole_message import whole_message

Rule: TypeAlias = Callable[[RefusedResponse], Cause | None]

_CLIENT_CODES = frozenset({"invalid_client", "access_denied", "invalid_client_id"})
_CREDENTIALS = r"client.?(id|secret)|credential|api ?key|authenticat|password"


def refused(
    reply: ResponseMessage,
    words: ServerWords,
    endpoint: str,
    client: TokenClient,
    *,
    code: str = "token_status",
) -> AuthorizationError:
    """The error for a response that refuses; never raised here.

    Args:
        reply: the whole response.
        words: what the server said in it.
        endpoint: where the request went.
        client: for whom.
        code: of the error, where the server names none.
    """
    response = RefusedResponse(reply, words, endpoint, client)
    cause = next(found for rule in RULES if (found := rule(response)) is not None)
    advice, wait = cause.advice, response.retry
    if wait and wait not in advice and 400 <= reply.status < 500:
        advice = f"{advice} {wait}".strip()
    has_code = bool(words.code)
    error: AuthorizationError = (TokenRefused if has_code else MalformedTokenResponse)(
        cause.what or response.what,
        code="" if has_code else code,
        where=f"POST {endpoint}",
        why=cause.why,
        advice=advice,
        step=cause.step,
    )
    if isinstance(error, TokenRefused):
        error.error = words.code
    said = words.message if words.message.lower() not in _repetitions(response) else ""
    if not said and words.code not in error.what and not words.is_oauth:
        said = words.code
    error.server_message = shown_words(client.mask(said))
    error.whole_message = client.mask(whole_message(client.mask(said), words, error.server_message))
    error.see = shown_words(client.mask(words.see or cause.see))
    error.rejects_credentials = cause.rejects_credentials
    error.masked = True
    return error


def _repetitions(reply: RefusedResponse) -> frozenset[str]:
    """Words that say no more than status and reason phrase do, which are shown already."""
    status, _, reason = reply.head.lower().partition(" ")
    return frozenset({status, reason, reply.head.lower(), reply.code.lower()})


def _missing_client(reply: RefusedResponse) -> Cause | None:
    """A 404 with a code of its own may mean the client (Keystone)."""
    if reply.status != 404 or not reply.code or reply.code in RFC_ERRORS:
        return None
    client = reply.client
    identifier = client.source("client_id")
    return Cause(
        f"{code_text(reply)} is the provider's own code: the server may not know {client.named}, "
        "or this is not its token endpoint.",
        f"Check {identifier}, then the path of {client.endpoint}.",
        identifier.step,
        rejects_credentials=True,
    )


def _request(reply: RefusedResponse) -> Cause | None:
    if reply.code != "invalid_request":
        return None
    client = reply.client
    if reply.says(r"tenant\b.{0,80}(not found|invalid|unknown|not exist|neither a valid)"):
        why = "The server does not know the tenant in the URL."
        return Cause(why, *check_endpoint(client, path=True))
    if reply.says(r"encod|client.?(id|secret)|credential|authorization header"):
        return credentials_cause(reply)
    return Cause(
        "A parameter of the token request is missing, repeated or not allowed.",
        f"Check scope and token_parameters of {client.table()}.",
        client.edit("token_parameters"),
    )


def _forbidden(reply: RefusedResponse) -> Cause | None:
    if reply.code != "access_denied" or reply.status == 401:
        return None
    if reply.status != 403 and reply.says(_CREDENTIALS):
        return None
    client = reply.client
    why = f"{capital(client.named)} may not have this token."
    return Cause(why, "Check its permissions at the provider.")


def _credentials(reply: RefusedResponse) -> Cause | None:
    about_client = reply.words.is_oauth or reply.says(r"client|api ?key")
    about_client = about_client or lacks_credentials(reply.low)
    if reply.code in _CLIENT_CODES or (reply.status in (401, 403) and about_client):
        return credentials_cause(reply)
    if reply.status in (401, 403):
        return unnamed_cause(reply)
    about_client = reply.says(_CREDENTIALS) or names_unknown_client(reply)
    about_client = about_client or lacks_credentials(reply.low)
    if not is_client_error(reply) and about_client and reply.status < 500:
        return credentials_cause(reply)
    return None


def _other(reply: RefusedResponse) -> Cause:
    if not reply.code:
        if reply.status in (400, 422) and reply.reply.content.strip() in (b"", b"{}", b"null"):
            return _unexplained(reply.client)
        advice, step = check_endpoint(reply.client)
        return Cause("No OAuth error is named: this may not be a token endpoint.", advice, step)
    advice = "Look it up in the provider's documentation."
    if reply.words.see:
        advice = "Read the page that the server names."
    meaning = f"{code_text(reply)} is the provider's own code, which RFC 6749 does not define."
    if reply.words.message and not reply.words.see:
        advice = (
            "Do what the server's message asks for; if it is not clear, look the code up in the "
            "provider's documentation."
        )
    return Cause(meaning, advice)


def _unexplained(client: TokenClient) -> Cause:
    """A bad request without a word: RFC 6749 §5.2 would have the server name an error."""
    return Cause(
        "The server does not say why. A parameter that it requires is probably missing, or has a "
        "value that it rejects.",
        f"Check scope and token_parameters of {client.table()}, then {client.endpoint}.",
        client.edit("token_parameters"),
    )


def malformed(
    reply: ResponseMessage,
    what: str,
    endpoint: str,
    client: TokenClient,
    *,
    code: str,
    why: str = "",
    cause: Cause | None = None,
    message: str = "",
) -> MalformedTokenResponse:
    """The error for a successful response without a usable token; never raised here."""
    if cause is None:
        cause = Cause("", *check_endpoint(client))
    error = MalformedTokenResponse(
        what.replace("{status}", status_line(reply, client)),
        code=code,
        where=f"POST {endpoint}",
        why=client.mask(why) or cause.why,
        advice=cause.advice,
        step=cause.step,
    )
    error.server_message = shown_words(client.mask(message))
    error.whole_message = whole_message(client.mask(message), ServerWords(), error.server_message)
    error.see = shown_words(client.mask(cause.see))
    error.masked = True
    return error


RULES: tuple[Rule, ...] = (
    rate_cause,
    misplaced_cause,
    gateway_cause,
    protocol_cause,
    unavailable_cause,
    plain_http_cause,
    status_cause,
    header_cause,
    state_cause,
    access_cause,
    method_cause,
    assertion_cause,
    audience_cause,
    resource_cause,
    scope_cause,
    grant_cause,
    unauthorized_cause,
    proof_cause,
    certificate_cause,
    parameter_cause,
    invalid_grant_cause,
    _missing_client,
    _request,
    _forbidden,
    _credentials,
    _other,
)
"""Tried from the top; the last one applies to everything."""
