"""Requests about a token that was issued: introspection (RFC 7662) and revocation (RFC 7009)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import urljoin

from msgspec import Struct

from outrider.errors import (
    AuthorizationError,
    MalformedTokenResponse,
    TokenRefused,
)
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.next_steps import NextStep
from outrider.oauth.body_text import is_html, page_text
from outrider.oauth.challenges import read_challenges
from outrider.oauth.grant_flow import TokenRequest
from outrider.oauth.refusal import RefusedResponse, status_line
from outrider.oauth.refused_by_status import plain_http_cause
from outrider.oauth.server_endpoints import INTROSPECTION, REVOCATION
from outrider.oauth.server_words import shown_words, words_of_members, words_of_page
from outrider.oauth.token_client import TokenClient, capital
from outrider.oauth.token_refusal import refused

UNSUPPORTED_TOKEN_TYPE = "unsupported_token_type"
"""The error of a server that does not revoke tokens of this kind (RFC 7009 §2.2.1)."""

_NAMES = {INTROSPECTION: "introspection", REVOCATION: "revocation"}
_SIGNED = "application/token-introspection+jwt"
_NOT_ALLOWED = frozenset({401, 403})
_JWT = re.compile(rb"eyJ[\w-]*\.[\w-]*\.[\w-]*")
_REFRESH = "refresh_token"


class TokenIntrospection(Struct, frozen=True):
    """What the authorization server says of a token (RFC 7662 §2.2).

    Attributes:
        active: the server accepts the token now.
        members: all members of the response.
    """

    active: bool
    members: Mapping[str, Any] = MappingProxyType({})


def about_token(key: str, endpoint: str, token: Secret, hint: str = "access_token") -> TokenRequest:
    """The request about a token, without the client's credentials (RFC 7662 §2.1, 7009 §2.1).

    Args:
        key: of the endpoint: ``INTROSPECTION`` or ``REVOCATION``.
        endpoint: its URL.
        token: which it is about.
        hint: what kind of token that is.
    """
    name = _NAMES[key]
    leg = "refresh token" if hint == _REFRESH else ""
    form = (("token", token), ("token_type_hint", hint))
    return TokenRequest(endpoint, form, leg=leg, name=f"{capital(name)} request")


def read_introspection(
    reply: ResponseMessage, endpoint: str, client: TokenClient
) -> TokenIntrospection:
    """What an introspection response says (RFC 7662 §2.2).

    Args:
        reply: the whole response.
        endpoint: where the request went.
        client: for whom; its ``endpoint_key`` is that of this endpoint.

    Raises:
        TokenRefused: the server named an error.
        MalformedTokenResponse: the response says nothing of a token.
    """
    answer = _Answer(reply, endpoint, client)
    members = answer.members()
    status = status_line(reply, client)
    if members is None:
        if _JWT.fullmatch(reply.content.strip()) or _SIGNED in _media_type(reply):
            answer.fail(
                "The introspection response is signed (RFC 9701).",
                why="Outrider reads introspection responses in JSON only.",
                advice="Ask the provider to set introspection_signed_response_alg to none for "
                f"{client.named}.",
            )
        if not reply.content.strip():
            answer.fail(
                f"The introspection endpoint returned an empty body: {status}",
                why="RFC 7662 requires a JSON object that says whether the token is active.",
            )
        line = shown_words(page_text(reply, client.mask), 80)
        answer.fail(
            f"The introspection response is not a JSON object: {status}",
            why=f'The response was "{line}".' if line else "",
        )
    active = members.get("active")
    if not isinstance(active, bool):
        names = shown_words(client.mask(", ".join(map(str, members))), 120)
        answer.fail(
            f"The introspection response does not say whether the token is active: {status}",
            why=f"The member active is {_shown(active)}, not true or false."
            if "active" in members
            else f"The JSON has: {names}."
            if names
            else "The JSON object is empty.",
        )
    return TokenIntrospection(active, members)


def read_revocation(
    reply: ResponseMessage, endpoint: str, client: TokenClient, hint: str = "access_token"
) -> None:
    """Makes sure that a token was revoked: a status of success says so (RFC 7009 §2.2).

    Raises:
        TokenRefused: the server named an error.
        MalformedTokenResponse: the response is that of something else.
    """
    answer = _Answer(reply, endpoint, client)
    try:
        answer.members()
    except TokenRefused as error:
        if error.error == UNSUPPORTED_TOKEN_TYPE:
            what = "refresh tokens" if hint == _REFRESH else "access tokens"
            error.why = f"The server does not revoke {what}."
            error.advice = "The token is valid until it expires. Clear it to stop using it here."
            error.step = None
        raise


class _Answer(Struct):
    """A response of such an endpoint, and for whom it is."""

    reply: ResponseMessage
    endpoint: str
    client: TokenClient

    def members(self) -> Mapping[str, Any] | None:
        """The JSON object of a response of success; ``None`` where the body is none.

        Raises:
            AuthorizationError: the server refuses, or is another than was meant.
        """
        reply = self.reply
        if 300 <= reply.status < 400:
            self._redirected()
        found = _json_object(reply)
        is_success = 200 <= reply.status < 300
        if is_success and is_html(reply):
            what = f"The {self.client.endpoint_words} returned an HTML page: "
            self.fail(what + status_line(reply, self.client), why="It is probably a login page.")
        if is_success and "error" not in (found or {}):
            return found
        raise self._refused(found)

    @property
    def name(self) -> str:
        """Of the request, at the start of a sentence."""
        return f"{capital(_NAMES[self.client.endpoint_key])} request"

    def fail(
        self, what: str, *, why: str = "", advice: str = "", step: NextStep | None = None
    ) -> NoReturn:
        """Raises for a response that is of no use."""
        source = self.client.endpoint
        error = MalformedTokenResponse(
            what,
            code="malformed_response",
            where=f"POST {self.endpoint}",
            why=why,
            advice=advice or f"Check {source}.",
            step=step or (None if advice else source.step),
        )
        error.masked = True
        raise error

    def _redirected(self) -> NoReturn:
        key, client = self.client.endpoint_key, self.client
        try:
            target = urljoin(self.endpoint, self.reply.header("location") or "")
        except ValueError:
            target = ""
        shown = client.mask(target)[:500]
        is_other = target not in ("", self.endpoint)
        self.fail(
            f"The {self.client.endpoint_words} redirects{f' to {shown}' if is_other else ''} "
            f"({self.reply.status}).",
            why="Outrider does not follow it: the request carries the client's credentials.",
            advice=f"If you trust that address, {client.assign(key, shown)}." if is_other else "",
            step=client.edit(key),
        )

    def _refused(self, found: Mapping[str, Any] | None) -> AuthorizationError:
        """The error of a response that refuses; the client is one that has got a token."""
        reply, client = self.reply, self.client
        if found is not None:
            words = words_of_members(reply, found)
        else:
            words = words_of_page(reply, client.mask)
        error = refused(reply, words, self.endpoint, client)
        error.what = error.what.replace("Token request", self.name, 1)
        error.args = (error.what,)
        plain_http = plain_http_cause(RefusedResponse(reply, words, self.endpoint, client))
        if plain_http is None and not _speaks_for_itself(reply.status):
            error.rejects_credentials = False
            if reply.status in _NOT_ALLOWED or words.code == "invalid_client":
                error.why, error.advice, error.step = self._not_allowed(), self._allow, None
            else:
                source = client.endpoint
                error.why, error.step = "", source.step
                error.advice = f"Check {source} against the provider's documentation."
        return error

    def _not_allowed(self) -> str:
        """Why a client is refused whose credentials the token endpoint accepts."""
        client = self.client
        schemes = {
            one.scheme for one in read_challenges(self.reply.headers_named("www-authenticate"))
        }
        if schemes and not schemes - {"bearer", "dpop"}:
            return "This endpoint requires an access token of its own, not a client's credentials."
        if client.method == "none":
            named = capital(client.named)
            return f'{named} does not authenticate (token_endpoint_auth_method = "none").'
        return (
            f"The token endpoint accepts {client.named}, but this endpoint does not: it may be for "
            "other clients only."
        )

    @property
    def _allow(self) -> str:
        what = _NAMES[self.client.endpoint_key]
        return f"Ask the provider to allow {what} for {self.client.named}."


def _speaks_for_itself(status: int) -> bool:
    """Whether a status says the same of every endpoint: of a path, a proxy, a server in trouble."""
    return status in {404, 405, 407, 410, 429} or status >= 500


def _json_object(reply: ResponseMessage) -> Mapping[str, Any] | None:
    try:
        found = json.loads(reply.content.decode(json.detect_encoding(reply.content)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _media_type(reply: ResponseMessage) -> str:
    return (reply.header("content-type") or "").partition(";")[0].strip().lower()


def _shown(value: object) -> str:
    return shown_words(json.dumps(value, ensure_ascii=False), 40)
