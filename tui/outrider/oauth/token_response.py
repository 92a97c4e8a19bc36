"""Reads a token endpoint's answer strictly (RFC 6749 §5.1, §5.2).

Servers answer with login pages, with errors under a status of 200, with forms instead of JSON and
with tokens that would break a header; each has its own sentence here, and nothing is guessed.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from outrider.errors import MalformedTokenResponse, TokenRefused
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse

MAX_TOKEN = 64 * 1024
MAX_LIFETIME = 24 * 3600.0
FIRST_LINE = 200

_PROTOCOL_MEMBERS = frozenset(
    {"access_token", "token_type", "expires_in", "scope", "refresh_token", "error"}
)

_LOOKED_AT = 4096
_CERTIFICATE = (
    "The server wants a client certificate, or another one: name it as client_certificate, and its "
    "key as client_key, in the environment's [tls]."
)
_ADVICE = {
    "invalid_client": "Check client_id, client_secret and token_endpoint_auth_method.",
    "unauthorized_client": "The client is not allowed this grant, or its secret is wrong: "
    "check the client's registration.",
    "access_denied": "Check the client's secret, its audience and what it is allowed.",
    "invalid_scope": "Check scope: the server does not know it, or the client may not have it.",
    "unsupported_grant_type": "The server does not offer this grant to this client.",
    "invalid_target": "Check audience and resource under token_parameters.",
    "invalid_request": "Check token_parameters, scope and token_endpoint_auth_method.",
}


def read_token_response(reply: ResponseMessage, endpoint: str) -> TokenResponse:
    """The token in a reply.

    Raises:
        TokenRefused: the server named an error, under whatever status.
        MalformedTokenResponse: the reply is neither a token nor an error.
    """
    if 300 <= reply.status < 400:
        location = (reply.header("location") or "")[:FIRST_LINE] or "nowhere"
        raise MalformedTokenResponse(
            f"The token endpoint redirects ({reply.status}) to {location} instead of answering.",
            code="token_redirect",
            where=endpoint,
            why="A token request carries the client's credentials, so its redirects are not "
            "followed.",
            advice="If that address is right, write it as token_endpoint.",
        )
    members = _members(reply, endpoint)
    if members.get("error") not in (None, ""):
        _refused(reply, members, endpoint)
    if not 200 <= reply.status < 300:
        _malformed(reply, endpoint, "it has no OAuth error in it", code="token_status")
    warnings: list[str] = []
    refresh = members.get("refresh_token")
    return TokenResponse(
        access_token=_token(reply, members, endpoint),
        token_type=_token_type(members, endpoint, warnings),
        lifetime=_lifetime(members, warnings),
        scope=_scope(members, warnings),
        refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
        warnings=tuple(warnings),
    )


def token_members(body: bytes) -> tuple[Secret, ...]:
    """Every token in an answer, however odd the rest of it is: to mask before anybody looks."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        try:
            value = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=100))
        except ValueError:
            return ()
    if not isinstance(value, dict):
        return ()
    return tuple(
        Secret(value[name])
        for name in ("access_token", "refresh_token", "id_token")
        if isinstance(value.get(name), str)
    )


def describe_response(reply: ResponseMessage) -> str:
    """Status, content type, size and first line of a reply, in one sentence."""
    media_type = _media_type(reply) or "no content type"
    status = f"{reply.status} {reply.reason}".strip()
    text = f"It answered {status}, {media_type}, {len(reply.content)} bytes"
    first = first_line(reply.content)
    return f'{text}: "{first}".' if first else f"{text}."


def _media_type(reply: ResponseMessage) -> str:
    return (reply.header("content-type") or "").split(";")[0].strip()


def first_line(body: bytes) -> str:
    """The first line with something on it, shortened, whatever its bytes are."""
    text = body[: FIRST_LINE * 8].decode("utf-8", "replace").lstrip("\ufeff")
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= FIRST_LINE else line[:FIRST_LINE] + "…"


def _malformed(reply: ResponseMessage, endpoint: str, why: str, *, code: str) -> NoReturn:
    advice = {
        404: "Check token_endpoint: nothing is there.",
        405: "Check token_endpoint: it does not take POST.",
        429: "The server asks for fewer requests: wait before the next try.",
        503: "The server is not available: wait before the next try.",
    }.get(reply.status, "Check token_endpoint: this does not answer as a token endpoint does.")
    if reply.status >= 400 and _wants_certificate(reply.content[:_LOOKED_AT].decode("latin-1")):
        advice = _CERTIFICATE
    raise MalformedTokenResponse(
        f"The token endpoint's answer is not a token: {why}.",
        code=code,
        where=endpoint,
        why=describe_response(reply),
        advice=_with_wait(advice, reply),
    )


def _wants_certificate(text: str) -> bool:
    """Whether a server asks for a client certificate (RFC 8705 §2), in its own words."""
    return re.search(r"certificate|\bm-?tls\b|mutual[ -]tls", text, re.IGNORECASE) is not None


def _with_wait(advice: str, reply: ResponseMessage) -> str:
    wait = reply.header("retry-after")
    return f"{advice} It says Retry-After: {wait[:60]}.".strip() if wait else advice


def _refused(reply: ResponseMessage, members: dict[str, Any], endpoint: str) -> NoReturn:
    error = _as_text(members["error"])
    description = _as_text(members.get("error_description") or "")
    what = f"The authorization server refused: {error}"
    if description:
        what += f', "{" ".join(description.split())[:500]}"'
    if not what.endswith(('."', '!"', '?"')):
        what += "."
    raise TokenRefused(
        what,
        error=error,
        where=endpoint,
        why=f"Its status was {f'{reply.status} {reply.reason}'.strip()}.",
        advice=_with_wait(
            _CERTIFICATE if _wants_certificate(description) else _ADVICE.get(error, ""), reply
        ),
    )


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)[:500]


def _members(reply: ResponseMessage, endpoint: str) -> dict[str, Any]:
    """The answer's members, from JSON or, as some servers answer, from a form."""
    media_type = _media_type(reply).lower()
    form_like = media_type == "application/x-www-form-urlencoded" or (
        not media_type.endswith("json")
        and reply.content.lstrip().startswith((b"access_token=", b"error=", b"token_type="))
    )
    return _from_form(reply, endpoint) if form_like else _from_json(reply, endpoint)


def _from_form(reply: ResponseMessage, endpoint: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            reply.content.decode("utf-8").strip(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=100,
        )
    except ValueError:
        _malformed(reply, endpoint, "it is a form that cannot be read", code="token_not_json")
    return _single(reply, endpoint, list(pairs))


def _single(reply: ResponseMessage, endpoint: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members and name in _PROTOCOL_MEMBERS:
            _malformed(reply, endpoint, f"it gives {name} twice", code="token_duplicate_member")
        members[name] = value
    return members


class _JsonPairs(list[tuple[str, Any]]):
    """A JSON object with its duplicates."""


def _from_json(reply: ResponseMessage, endpoint: str) -> dict[str, Any]:
    if not reply.content.strip():
        _malformed(reply, endpoint, "it is empty", code="token_empty")
    try:
        text = reply.content.decode(json.detect_encoding(reply.content))
        value = json.loads(text, object_pairs_hook=_JsonPairs)
    except (ValueError, RecursionError):
        _malformed(reply, endpoint, "it is not JSON", code="token_not_json")
    if not isinstance(value, _JsonPairs):
        _malformed(reply, endpoint, "it is not a JSON object", code="token_not_object")
    return _single(reply, endpoint, value)


def _token(reply: ResponseMessage, members: dict[str, Any], endpoint: str) -> Secret:
    token = members.get("access_token")
    if token is None:
        names = ", ".join(sorted(str(name)[:40] for name in members)[:10]) or "none"
        raise MalformedTokenResponse(
            "The token endpoint's answer has no access_token.",
            code="token_missing",
            where=endpoint,
            why=f"Its status was {reply.status}; its members: {names}.",
            advice="Check token_endpoint and grant_type.",
        )
    if not isinstance(token, str) or not token:
        _unusable(endpoint, "access_token is not a text, or is empty.")
    if len(token) > MAX_TOKEN:
        _unusable(endpoint, f"access_token is longer than {MAX_TOKEN} characters.")
    if not all("\x21" <= character <= "\x7e" for character in token):
        _unusable(endpoint, "access_token holds a character that no header may hold.")
    return Secret(token)


def _unusable(endpoint: str, why: str) -> NoReturn:
    raise MalformedTokenResponse(
        "The token endpoint's answer holds no usable token.",
        code="token_unusable",
        where=endpoint,
        why=why,
        advice="Look at the exchange in the console, and ask the authorization server's people.",
    )


def _token_type(members: dict[str, Any], endpoint: str, warnings: list[str]) -> str:
    token_type = members.get("token_type")
    if token_type in (None, ""):
        warnings.append("The answer has no token_type: Bearer is assumed.")
        return "Bearer"
    if not isinstance(token_type, str) or token_type.lower() != "bearer":
        raise MalformedTokenResponse(
            f"The token is of type {_as_text(token_type)[:60]}, which Outrider cannot use.",
            code="unsupported_token_type",
            where=endpoint,
            why="Only Bearer tokens (RFC 6750) can be sent.",
            advice="Ask the authorization server for a Bearer token.",
        )
    return token_type


def _lifetime(members: dict[str, Any], warnings: list[str]) -> float | None:
    """Seconds; ``None`` for unknown, with a warning where the server wrote nonsense."""
    if members.get("expires_in") is None:
        return None
    written = members["expires_in"]
    seconds = _number(written)
    if seconds is None:
        shown = _as_text(written)[:60]
        warnings.append(f"expires_in is {shown}, which is not a number of seconds.")
        return None
    if seconds > MAX_LIFETIME:
        warnings.append("expires_in is more than a day: the token is kept for 24 hours.")
        return MAX_LIFETIME
    return seconds


def _number(written: object) -> float | None:
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    try:
        seconds = float(written)
    except (ValueError, OverflowError):
        # An integer too large for a float is still a large number of seconds.
        return MAX_LIFETIME + 1 if isinstance(written, int) and written > 0 else None
    if math.isinf(seconds) or math.isnan(seconds):
        return None
    return float(math.floor(seconds))


def _scope(members: dict[str, Any], warnings: list[str]) -> frozenset[str] | None:
    scope = members.get("scope")
    if scope is None:
        return None
    if isinstance(scope, str):
        return frozenset(scope.split())
    if isinstance(scope, list) and all(isinstance(word, str) for word in scope):
        return frozenset(scope)
    warnings.append("scope in the answer is not a text: what was granted is unknown.")
    return None
