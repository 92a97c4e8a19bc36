"""What a server says with one Set-Cookie field, and whether a jar may keep it (RFC 6265bis §5)."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from outrider.auth.origins import parse_origin
from outrider.engine.cookies.cookie_rules import (
    default_path,
    is_public_suffix,
    is_within,
    read_cookie_date,
)
from outrider.lazy_pattern import lazy_pattern
from outrider.model.cookie import Cookie
from outrider.model.secret import Secret

LONGEST_PAIR = 4096
"""Octets of name and value together."""

_LONGEST_ATTRIBUTE = 1024
_LONGEST_LIFE = 400 * 86_400
_BLANKS = " \t"
_CONTROL = lazy_pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
_DELTA = lazy_pattern(r"-?[0-9]+")
_LONG_AGO = 0.0
_SECURE_PREFIX, _HOST_PREFIX = "__secure-", "__host-"


class CookieTarget(Struct, frozen=True):
    """A URL, as far as cookies depend on it."""

    host: str
    path: str
    is_secure: bool

    @classmethod
    def of(cls, url: str) -> CookieTarget | None:
        """That of a URL; ``None`` where it has no host."""
        origin = parse_origin(url)
        if origin is None:
            return None
        return cls(origin.host, urlsplit(url).path or "/", origin.scheme == "https")


class CookieRefused(Exception):
    """A cookie is not kept.

    Attributes:
        name: of the cookie.
        why: the rule, as the end of a sentence.
    """

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name
        self.why = why


def read_set_cookie(text: str, target: CookieTarget, now: float) -> Cookie:
    """The cookie of a field; ``now`` is in seconds since the epoch.

    One whose time is over means that the jar forgets it.

    Raises:
        CookieRefused: it is not kept, and why.
    """
    if _CONTROL.search(text):
        raise CookieRefused("", "contains a control character")
    if not text.isascii():
        # A request could not have it either.
        raise CookieRefused("", "contains a non-ASCII character")
    pair, *written = text.split(";")
    name, value = _pair(pair) if "=" in pair else ("", pair.strip(_BLANKS))
    if not name and not value:
        raise CookieRefused("", "has neither a name nor a value")
    if len(name.encode()) + len(value.encode()) > LONGEST_PAIR:
        raise CookieRefused(name, f"has more than {LONGEST_PAIR} bytes")
    attributes = _attributes(written)
    secure = "secure" in attributes
    if secure and not target.is_secure:
        raise CookieRefused(name, "is Secure, and the response came without TLS")
    domain, host_only = _domain(name, attributes.get("domain", ""), target.host)
    path = attributes.get("path", "")
    has_path = path.startswith("/")
    path = path if has_path else default_path(target.path)
    begins = (name or value).lower()
    if begins.startswith(_SECURE_PREFIX) and not (name and secure):
        raise CookieRefused(name, "has the prefix __Secure- and is not Secure")
    is_of_host = name and secure and host_only and has_path and path == "/"
    if begins.startswith(_HOST_PREFIX) and (not is_of_host or "domain" in attributes):
        raise CookieRefused(
            name, "has the prefix __Host- and is not Secure, for one host and for the path /"
        )
    return Cookie(
        name=name,
        value=Secret(value),
        domain=domain,
        path=path,
        host_only=host_only,
        secure=secure,
        http_only="httponly" in attributes,
        expires=_expires(attributes, now),
        created=now,
        used=now,
    )


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(_BLANKS), value.strip(_BLANKS)


def _attributes(written: list[str]) -> dict[str, str]:
    """The last valid one of each attribute, in lower case."""
    found: dict[str, str] = {}
    for name, value in map(_pair, written):
        key = name.lower()
        if len(value.encode()) > _LONGEST_ATTRIBUTE:
            continue
        is_valid = True
        if key == "expires":
            is_valid = read_cookie_date(value) is not None
        elif key == "max-age":
            is_valid = _DELTA.fullmatch(value) is not None
        if is_valid:
            found[key] = value
    return found


def _expires(attributes: dict[str, str], now: float) -> float | None:
    """When its time is over; Max-Age comes before Expires, and no life is longer than 400 days."""
    delta = attributes.get("max-age")
    if delta is not None:
        # More digits than these are longer than the longest life.
        seconds = int(delta[:12])
        return _LONG_AGO if seconds <= 0 else now + min(seconds, _LONGEST_LIFE)
    date = attributes.get("expires")
    read = read_cookie_date(date) if date is not None else None
    return None if read is None else min(read, now + _LONGEST_LIFE)


def _domain(name: str, written: str, host: str) -> tuple[str, bool]:
    """The domain of a cookie, and whether it is for that host only."""
    domain = written.removeprefix(".").lower()
    if not domain:
        return host, True
    if not is_within(host, domain):
        raise CookieRefused(name, f"is for {domain}, to which {host} does not belong")
    if is_public_suffix(domain):
        if domain != host:
            raise CookieRefused(name, f"is for {domain}, below which anybody can register")
        return host, True
    return domain, False
