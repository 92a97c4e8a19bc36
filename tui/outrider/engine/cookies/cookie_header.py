"""The Cookie field of a request: what its rows say, then what a jar adds (RFC 6265bis §5.8.3)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from outrider.model.cookie import Cookie
from outrider.model.message import FieldLine, HeaderFields, RequestMessage
from outrider.model.secret import MaybeSecret, join_texts, reveal

_COOKIE = "cookie"


def cookie_lines(message: RequestMessage) -> HeaderFields:
    """The Cookie fields that a message has."""
    return tuple(line for line in message.headers if line.name.lower() == _COOKIE)


def with_cookie_lines(message: RequestMessage, lines: HeaderFields) -> RequestMessage:
    """The message with these Cookie fields, and no other."""
    if cookie_lines(message) == lines:
        return message
    others = [line for line in message.headers if line.name.lower() != _COOKIE]
    return replace(message, headers=(*others, *lines))


def added_cookies(message: RequestMessage, cookies: Iterable[Cookie]) -> tuple[Cookie, ...]:
    """Those that a request gets: a name that it has itself wins."""
    own = {
        pair.partition("=")[0].strip()
        for line in cookie_lines(message)
        for pair in reveal(line.value).split(";")
    }
    return tuple(one for one in cookies if one.name not in own)


def with_cookies(message: RequestMessage, cookies: Iterable[Cookie]) -> RequestMessage:
    """The message with cookies of a jar behind its own, in one field."""
    pairs = [one.pair for one in cookies]
    if not pairs:
        return message
    parts: list[MaybeSecret] = [part for pair in pairs for part in ("; ", pair)][1:]
    lines = list(message.headers)
    for at, line in enumerate(lines):
        if line.name.lower() == _COOKIE:
            there = (line.value, "; ") if reveal(line.value).strip() else ()
            lines[at] = FieldLine(line.name, join_texts((*there, *parts)))
            return replace(message, headers=tuple(lines))
    return replace(message, headers=(*lines, FieldLine("Cookie", join_texts(parts))))
