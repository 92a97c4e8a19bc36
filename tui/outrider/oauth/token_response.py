"""Reads a token response strictly (RFC 6749 §5.1, §5.2).

Servers answer with login pages, with errors under a status of 200, with forms instead of JSON and
with tokens that would break a header; each has its own sentence, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from outrider.model.member_path import path_text
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.oauth.response_members import (
    ResponseMembers,
    holds_json,
    json_kind,
    read_members,
)
from outrider.oauth.token_client import TokenClient
from outrider.oauth.token_lifetime import token_lifetime
from outrider.oauth.token_type import token_type
from outrider.oauth.unusable_response import ResponseReading, reject_page

MAX_TOKEN = 64 * 1024


def read_token_response(
    reply: ResponseMessage, endpoint: str, client: TokenClient | None = None
) -> TokenResponse:
    """The token in a reply.

    Args:
        reply: the whole response.
        endpoint: where the request went.
        client: for whom, so that a refusal can say what to change; its definition says where the
            server keeps what RFC 6749 §5.1 names.

    Raises:
        TokenRefused: the server named an error, under whatever status.
        MalformedTokenResponse: the reply is neither a token nor an error.
    """
    reading = ResponseReading(reply, endpoint, client or TokenClient())
    if 300 <= reply.status < 400:
        from outrider.oauth.refused_place import redirected

        raise redirected(reply, endpoint, reading.client)
    found = read_members(reading)
    if found is None:
        reject_page(reading, is_json=holds_json(reply))
    members = found.named
    _refuse_errors(reading, members)
    refresh = members.get("refresh_token")
    token = _token(reading, found)
    warnings = [f"{name}: {words}" for name, words in found.not_found.items()]
    return TokenResponse(
        access_token=token,
        token_type=token_type(reading, members, warnings),
        lifetime=token_lifetime(reading, members, warnings),
        scope=_scope(members, warnings),
        refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
        warnings=tuple(warnings),
    )


def _refuse_errors(reading: ResponseReading, members: Mapping[str, Any]) -> None:
    """Raises where the server refuses: by its status, or by an error under whatever status."""
    if reading.is_success and "error" not in members and "access_token" in members:
        return
    from outrider.oauth.server_words import (
        names_error,
        rejects_credentials,
        words_of_members,
    )
    from outrider.oauth.token_refusal import refused

    words = words_of_members(reading.reply, members)
    refuses = names_error(members) or not reading.is_success
    if refuses or ("access_token" not in members and rejects_credentials(words, members)):
        raise refused(reading.reply, words, reading.endpoint, reading.client)


def _token(reading: ResponseReading, found: ResponseMembers) -> Secret:
    token = found.named.get("access_token")
    if token is None:
        from outrider.oauth.token_place import reject_tokenless

        reject_tokenless(reading, found.own, found.not_found.get("access_token", ""))
    if not isinstance(token, str):
        _unusable(reading, "is not a string.", f"It is {json_kind(token)} in the JSON.")
    if not token:
        _unusable(reading, "is empty.", "The server returned no token in it.")
    if len(token) > MAX_TOKEN:
        _unusable(reading, f"is longer than {MAX_TOKEN} characters.", "No header can carry it.")
    if re.match(r"bearer\s", token, re.IGNORECASE):
        why = "The server repeats the token type in the token itself."
        _unusable(reading, f'begins with "{token[:6]} ".', why)
    if not all("\x21" <= character <= "\x7e" for character in token):
        what = "contains a space."
        if "\n" in token or "\r" in token:
            what = "contains a line break."
        elif not token.isascii() or not token.isprintable():
            what = "contains a character that a header cannot carry."
        _unusable(reading, what, "A Bearer token cannot contain it (RFC 6750 §2.1).")
    return Secret(token)


def _unusable(reading: ResponseReading, what: str, why: str) -> NoReturn:
    """Raises for a token that cannot be sent; the definition may have named another member."""
    client = reading.client
    path = client.auth.config.token_response.get("access_token")
    if path is None:
        advice, step = "Report this to the provider.", None
    else:
        source = client.response_member("access_token")
        advice, step = f"Check {source}.", client.edit("access_token", "token_response")
    subject = "access_token" if path is None else f'"{path_text(path)}"'
    reading.fail(f"{subject} {what}", code="token_unusable", why=why, advice=advice, step=step)


def _scope(members: Mapping[str, Any], warnings: list[str]) -> frozenset[str] | None:
    """The granted scope; servers also write it with commas, or as an array."""
    scope = members.get("scope")
    if scope is None:
        return None
    if isinstance(scope, str):
        return frozenset(re.split(r"[\s,]+", scope)) - {""}
    if isinstance(scope, list) and all(isinstance(word, str) for word in scope):
        return frozenset(word for one in scope for word in re.split(r"[\s,]+", one)) - {""}
    warnings.append('"scope" in the token response is not a string: granted scope unknown.')
    return None
