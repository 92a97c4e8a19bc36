"""The members of a token response: from JSON, or from a form, as some servers answer.

A definition may say where the server keeps a member that RFC 6749 §5.1 names; it is read from
there as though it had that name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern
from outrider.model.charsets import charset_of, reading_codec
from outrider.model.member_path import MemberPath, path_text
from outrider.model.message import ResponseMessage
from outrider.oauth.unusable_response import ResponseReading

_PROTOCOL_MEMBERS = frozenset(
    {"access_token", "token_type", "expires_in", "scope", "refresh_token", "error"}
)
_FORM_MEMBERS = frozenset({"access_token", "token_type", "error"})
_NAMED = 10
"""Members of an object that are named."""


class ResponseMembers(Struct, frozen=True):
    """What a token response has.

    Attributes:
        named: by the names of RFC 6749 §5.1; other members by their own.
        own: as the server has them.
        not_found: of each member that is not where the definition says, what is there.
    """

    named: Mapping[str, Any]
    own: Mapping[str, Any]
    not_found: Mapping[str, str] = {}


def read_members(reading: ResponseReading) -> ResponseMembers | None:
    """The members; ``None`` where the body is neither a JSON object nor a form.

    Raises:
        MalformedTokenResponse: a member that counts is there twice.
    """
    paths = reading.client.auth.config.token_response
    form = _form_text(reading.reply, _FORM_MEMBERS | {path[0] for path in paths.values()})
    pairs = _form_pairs(reading.reply, form) if form else _json_pairs(reading, bool(paths))
    if pairs is None:
        return None
    own = _single(reading, pairs, _PROTOCOL_MEMBERS | {path[0] for path in paths.values()})
    named, not_found = dict(own), {}
    for name, path in paths.items():
        named.pop(name, None)
        try:
            named[name] = _unpaired(_at(reading, pairs, path))
        except _NotFoundError as missing:
            not_found[name] = f'"{path_text(path)}" was not found: {missing}.'
    return ResponseMembers(named, own, not_found)


def holds_json(reply: ResponseMessage) -> bool:
    """Whether a body is JSON of any kind."""
    try:
        _json(reply, dict)
    except (ValueError, RecursionError):
        return False
    return True


def member_names(names: list[str], mask: Callable[[str], str]) -> str:
    """The names of members as people may see them; never a value."""
    shown = [mask(name)[:40] for name in names]
    more = f" and {len(shown) - _NAMED} more" if len(shown) > _NAMED else ""
    return f"{', '.join(shown[:_NAMED]) or 'no members'}{more}"


class _JsonPairs(list[tuple[str, Any]]):
    """A JSON object with its duplicates."""


class _NotFoundError(Exception):
    """A path leads nowhere; says what is there."""


_FORM = lazy_pattern(r"\??[\w.~%+-]+=[^&\r\n<>]*(&[\w.~%+-]+=[^&\r\n<>]*)*&?", re.ASCII)


def _form_text(reply: ResponseMessage, wanted: frozenset[str]) -> str:
    """The form, by its media type or by how it looks; empty where the body is none.

    What begins as JSON does is none, whatever the server calls it; what looks like a form has one
    of the members that are ``wanted``.
    """
    if reply.content.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"{", b"[", b'"', b""):
        return ""
    from outrider.oauth.body_text import decoded_text

    text = decoded_text(reply).lstrip("\ufeff").strip()
    if reply.media_type == "application/x-www-form-urlencoded":
        return "" if text[:1] in ("{", "[") else text.lstrip("?")
    text = text if _FORM.fullmatch(text) else ""
    names = {pair.partition("=")[0] for pair in text.lstrip("?").split("&")}
    return "" if names.isdisjoint(wanted) else text.lstrip("?")


def _form_pairs(reply: ResponseMessage, text: str) -> _JsonPairs | None:
    named = reading_codec(charset_of(reply.header("content-type") or ""))
    for codec in ("utf-8", named, "latin-1"):
        try:
            pairs = parse_qsl(
                text,
                keep_blank_values=True,
                encoding=codec or "utf-8",
                errors="strict",
                max_num_fields=100,
            )
        except UnicodeError:
            continue
        except ValueError:
            return None
        return _JsonPairs(pairs) if pairs else None
    return None


def _json_pairs(reading: ResponseReading, positions: bool) -> _JsonPairs | None:
    """The pairs of an object; with ``positions`` of an array too, by which a path may begin.

    Of an array of errors, the first counts.
    """
    reply = reading.reply
    if not reply.content.strip():
        return None
    try:
        value = _json(reply, _JsonPairs)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and not isinstance(value, _JsonPairs):
        if not reading.is_success and value and isinstance(value[0], _JsonPairs):
            return value[0]
        return _JsonPairs((str(at), one) for at, one in enumerate(value)) if positions else None
    return value if isinstance(value, _JsonPairs) else None


def _json(reply: ResponseMessage, hook: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    """The value of a body in JSON.

    Raises:
        ValueError: it is none.
        RecursionError: it is too deep.
    """
    try:
        text = reply.content.decode(json.detect_encoding(reply.content))
    except UnicodeError:
        from outrider.oauth.body_text import decoded_text

        text = decoded_text(reply)
    try:
        return json.loads(text, object_pairs_hook=hook)
    except ValueError:
        # Some encodings look like ASCII until they are decoded.
        if b"\x1b" not in reply.content:
            raise
    from outrider.oauth.body_text import decoded_text

    return json.loads(decoded_text(reply), object_pairs_hook=hook)


def _single(reading: ResponseReading, pairs: _JsonPairs, once: frozenset[str]) -> dict[str, Any]:
    """The pairs as an object; those that count are there once."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members and name in once:
            _reject_twice(reading, name)
        members[name] = _unpaired(value)
    return members


def _reject_twice(reading: ResponseReading, name: str) -> None:
    reading.fail(
        f"The token response has {reading.client.mask(name)[:60]} twice: {{status}}",
        code="token_duplicate_member",
        why="Which one counts cannot be known.",
        advice="Report this to the provider.",
    )


def _at(reading: ResponseReading, value: Any, path: MemberPath) -> Any:
    """The value at a path.

    Raises:
        _NotFoundError: there is none.
    """
    for depth, name in enumerate(path):
        if isinstance(value, _JsonPairs):
            found = [inner for key, inner in value if key == name]
            if len(found) > 1:
                _reject_twice(reading, path_text(path[: depth + 1]))
        else:
            found = _element(value, name)
        if not found:
            raise _NotFoundError(_contents(reading, value, path[:depth]))
        value = found[0]
    return value


def _element(value: Any, name: str) -> list[Any]:
    """The element of an array, in a list; an empty one where there is none."""
    if not isinstance(value, list) or not (name.isascii() and name.isdecimal()) or len(name) > 6:
        return []
    return value[int(name) : int(name) + 1]


def _contents(reading: ResponseReading, value: Any, path: MemberPath) -> str:
    """What is where a path ends, without any value: ``"data" has token, expiresIn``."""
    subject = f'"{path_text(path)}"' if path else "the response"
    if isinstance(value, _JsonPairs):
        names = list(dict.fromkeys(name for name, _ in value))
        return f"{subject} has {member_names(names, reading.client.mask)}"
    if isinstance(value, list):
        return f"{subject} is an array of {len(value)}"
    return f"{subject} is {json_kind(value)}"


def json_kind(value: object) -> str:
    """What kind of value it is, as part of a sentence."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    kinds = {int: "a number", float: "a number", list: "an array", str: "a string"}
    return kinds.get(type(value), "an object")


def _unpaired(value: Any, depth: int = 8) -> Any:
    """A value with its objects as objects again; what is deeper says nothing to anybody."""
    if isinstance(value, _JsonPairs):
        return {name: _unpaired(inner, depth - 1) for name, inner in value} if depth else {}
    if isinstance(value, list):
        return [_unpaired(inner, depth - 1) for inner in value] if depth else []
    return value
