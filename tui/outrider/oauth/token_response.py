"""Reads a token response strictly (RFC 6749 §5.1, §5.2).

Servers answer with login pages, with errors under a status of 200, with forms instead of JSON and
with tokens that would break a header; each has its own sentence, and nothing is guessed.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.oauth.token_client import TokenClient
from outrider.oauth.unusable_response import (
    ResponseReading,
    reject_page,
    reject_tokenless,
)

MAX_TOKEN = 64 * 1024
MAX_LIFETIME = 24 * 3600.0

_PROTOCOL_MEMBERS = frozenset(
    {"access_token", "token_type", "expires_in", "scope", "refresh_token", "error"}
)
_REPORT = "Report this to the provider."


def read_token_response(
    reply: ResponseMessage, endpoint: str, client: TokenClient | None = None
) -> TokenResponse:
    """The token in a reply.

    Args:
        reply: the whole response.
        endpoint: where the request went.
        client: for whom, so that a refusal can say what to change.

    Raises:
        TokenRefused: the server named an error, under whatever status.
        MalformedTokenResponse: the reply is neither a token nor an error.
    """
    reading = ResponseReading(reply, endpoint, client or TokenClient())
    if 300 <= reply.status < 400:
        from outrider.oauth.token_refusal import redirected

        raise redirected(reply, endpoint, reading.client)
    members = _members(reading)
    if members is None:
        reject_page(reading, is_json=_is_json(reply))
    _refuse_errors(reading, members)
    warnings: list[str] = []
    refresh = members.get("refresh_token")
    return TokenResponse(
        access_token=_token(reading, members),
        token_type=_token_type(reading, members, warnings),
        lifetime=_lifetime(members, warnings),
        scope=_scope(members, warnings),
        refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
        warnings=tuple(warnings),
    )


def _refuse_errors(reading: ResponseReading, members: dict[str, Any]) -> None:
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


def _members(reading: ResponseReading) -> dict[str, Any] | None:
    """The members, from JSON or, as some servers answer, from a form; ``None`` for neither."""
    reply = reading.reply
    kind = reply.media_type
    form_like = kind == "application/x-www-form-urlencoded" or (
        not kind.endswith("json")
        and reply.content.lstrip().startswith((b"access_token=", b"error=", b"token_type="))
    )
    return _from_form(reading) if form_like else _from_json(reading)


def _from_form(reading: ResponseReading) -> dict[str, Any] | None:
    try:
        pairs = parse_qsl(
            reading.reply.content.decode("utf-8").strip(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=100,
        )
    except ValueError:
        return None
    return _single(reading, list(pairs)) if pairs else None


def _single(reading: ResponseReading, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members and name in _PROTOCOL_MEMBERS:
            reading.fail(
                f"The token response has {name} twice: {{status}}",
                code="token_duplicate_member",
                why="Which one counts cannot be known.",
                advice=_REPORT,
            )
        members[name] = value
    return members


class _JsonPairs(list[tuple[str, Any]]):
    """A JSON object with its duplicates."""


def _json(reply: ResponseMessage, hook: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    """The value of a body in JSON.

    Raises:
        ValueError: it is none.
        RecursionError: it is too deep.
    """
    try:
        text = reply.content.decode(json.detect_encoding(reply.content))
    except UnicodeError:
        from outrider.oauth.server_words import decoded_text

        text = decoded_text(reply)
    try:
        return json.loads(text, object_pairs_hook=hook)
    except ValueError:
        # Some encodings look like ASCII until they are decoded.
        if b"\x1b" not in reply.content:
            raise
    from outrider.oauth.server_words import decoded_text

    return json.loads(decoded_text(reply), object_pairs_hook=hook)


def _is_json(reply: ResponseMessage) -> bool:
    try:
        _json(reply, dict)
    except (ValueError, RecursionError):
        return False
    return True


def _from_json(reading: ResponseReading) -> dict[str, Any] | None:
    reply = reading.reply
    if not reply.content.strip():
        return None
    try:
        value = _json(reply, _JsonPairs)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, _JsonPairs):
        return None
    return _single(reading, [(name, _unpaired(inner)) for name, inner in value])


def _unpaired(value: Any, depth: int = 8) -> Any:
    """A value with its objects as objects again; what is deeper says nothing to anybody."""
    if isinstance(value, _JsonPairs):
        return {name: _unpaired(inner, depth - 1) for name, inner in value} if depth else {}
    if isinstance(value, list):
        return [_unpaired(inner, depth - 1) for inner in value] if depth else []
    return value


def _token(reading: ResponseReading, members: dict[str, Any]) -> Secret:
    token = members.get("access_token")
    if token is None:
        reject_tokenless(reading, members)
    if not isinstance(token, str):
        _unusable(reading, "access_token is not a string.", f"It is {_kind(token)} in the JSON.")
    if not token:
        _unusable(reading, "access_token is empty.", "The server returned no token in it.")
    if len(token) > MAX_TOKEN:
        what = f"access_token is longer than {MAX_TOKEN} characters."
        _unusable(reading, what, "No header can carry it.")
    if re.match(r"bearer\s", token, re.IGNORECASE):
        why = "The server repeats the token type in the token itself."
        _unusable(reading, f'access_token begins with "{token[:6]} ".', why)
    if not all("\x21" <= character <= "\x7e" for character in token):
        what = "access_token contains a space."
        if not token.isascii() or not token.isprintable():
            what = "access_token contains a character that a header cannot carry."
        _unusable(reading, what, "A Bearer token cannot contain it (RFC 6750 §2.1).")
    return Secret(token)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {int: "a number", float: "a number", list: "an array"}
    return kinds.get(type(value), "an object")


def _unusable(reading: ResponseReading, what: str, why: str) -> NoReturn:
    reading.fail(what, code="token_unusable", why=why, advice=_REPORT)


def _token_type(reading: ResponseReading, members: dict[str, Any], warnings: list[str]) -> str:
    token_type = members.get("token_type")
    if token_type in (None, ""):
        warnings.append("No token_type in the token response: assuming Bearer.")
        return "Bearer"
    if not isinstance(token_type, str) or token_type.lower() != "bearer":
        _other_type(reading, token_type)
    return token_type


def _other_type(reading: ResponseReading, token_type: object) -> NoReturn:
    shown = " ".join(reading.client.mask(_as_text(token_type)).split())[:60]
    why = "Outrider sends Bearer tokens only (RFC 6750)."
    if shown.lower() == "dpop":
        why = "The client is registered for DPoP (RFC 9449), which Outrider does not support."
    reading.fail(
        f"Unsupported token type: {shown}",
        code="unsupported_token_type",
        why=why,
        advice="Ask the provider to issue Bearer tokens to this client.",
    )


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lifetime(members: dict[str, Any], warnings: list[str]) -> float | None:
    """Seconds; ``None`` for unknown, with a warning where the server wrote nonsense."""
    if members.get("expires_in") is None:
        return None
    written = members["expires_in"]
    seconds = _number(written)
    if seconds is None:
        shown = _as_text(written)[:60]
        warnings.append(f'expires_in "{shown}" is not a number of seconds.')
        return None
    if seconds > MAX_LIFETIME:
        warnings.append("expires_in is longer than a day: caching the token for 24 h.")
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
    warnings.append('"scope" in the token response is not a string: granted scope unknown.')
    return None
