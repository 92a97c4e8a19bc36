"""The words with which an API explains a refusal, whatever shape its body has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

_LOOKED_AT = 64 * 1024
_MESSAGES = (
    *(
        "error_description",
        "error_hint",
        "description",
        "message",
        "Message",
        "detail",
        "title",
        "msg",
    ),
    *("moreInformation", "errorMessage", "error_message", "faultstring", "httpMessage"),
    *("errorSummary", "reason"),
)


class ApiWords(Struct, frozen=True):
    """What a body says.

    Attributes:
        code: a member ``error`` or ``code``; empty where there is none.
        message: for people; empty where there is none.
        scope: a member ``scope``, beside an error; empty where there is none.
    """

    code: str = ""
    message: str = ""
    scope: str = ""


def api_words(body: bytes, content_type: str) -> ApiWords:
    """The words of a JSON object, or of the first one of a list; else nothing.

    Members are those of RFC 6749 §5.2, RFC 9457 and common habits.
    """
    if "json" not in content_type.lower() or len(body) > _LOOKED_AT:
        return ApiWords()
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ApiWords()
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return ApiWords()
    found = _of_object(value)
    if found.message or found.code:
        return found
    from outrider.oauth.server_words import sentences

    return ApiWords(message=next(iter(sentences(value)), ""))


def _of_object(members: Mapping[str, Any]) -> ApiWords:
    error, errors = members.get("error"), members.get("errors")
    inner = error if isinstance(error, dict) else None
    if inner is None and isinstance(errors, list) and errors and isinstance(errors[0], dict):
        inner = errors[0]
    if inner is None and isinstance(members.get("fault"), dict):
        inner = members["fault"]
    message = next(filter(None, map(_text, map(members.get, _MESSAGES))), "")
    found = ApiWords(_text(error), message, _text(members.get("scope")) if error else "")
    if inner is None or found.message:
        return found
    return ApiWords(
        found.code or _text(inner.get("code")),
        _of_object({**inner, "errors": None}).message,
        found.scope,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
