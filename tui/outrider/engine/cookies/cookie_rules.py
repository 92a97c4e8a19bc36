"""Which cookies go where: dates, domains and paths (RFC 6265bis §5.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from outrider.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_DELIMITERS = lazy_pattern(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = lazy_pattern(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?")
_DAY = lazy_pattern(r"(\d{1,2})(?:\D.*)?")
_YEAR = lazy_pattern(r"(\d{2,4})(?:\D.*)?")
_ADDRESS = lazy_pattern(r"[0-9.]+|.*:.*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR = 1601


def read_cookie_date(text: str) -> float | None:
    """A date of a cookie in seconds since the epoch; ``None`` for none (RFC 6265bis §5.1.1)."""
    hour, minute, second = -1, -1, -1
    day = month = year = -1
    for token in _DELIMITERS.split(text):
        if hour < 0 and (found := _TIME.fullmatch(token)):
            hour, minute, second = map(int, found.groups())
        elif day < 0 and (found := _DAY.fullmatch(token)):
            day = int(found[1])
        elif month < 0 and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year < 0 and (found := _YEAR.fullmatch(token)):
            year = int(found[1])
            year += 1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0
    if hour < 0 or month < 0 or year < _FIRST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def is_address(host: str) -> bool:
    """Whether a host is an IP address, which has no domain above it."""
    return _ADDRESS.fullmatch(host) is not None


def is_within(host: str, domain: str) -> bool:
    """Whether a host is a domain, or one below it (RFC 6265bis §5.1.3)."""
    return host == domain or (host.endswith(f".{domain}") and not is_address(host))


def default_path(path: str) -> str:
    """The path of a cookie that names none (RFC 6265bis §5.1.4)."""
    if not path.startswith("/"):
        return "/"
    return path.rpartition("/")[0] or "/"


def is_below(path: str, cookie_path: str) -> bool:
    """Whether a request's path gets a cookie of a path (RFC 6265bis §5.1.4)."""
    return path == cookie_path or (
        path.startswith(cookie_path)
        and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")
    )


def is_public_suffix(domain: str) -> bool:
    """Whether anybody may register names below a domain: no cookie is for all of them."""
    return not is_address(domain) and _suffixes().publicsuffix(domain) == domain


@cache
def _suffixes() -> PublicSuffixList:
    # Loaded for a cookie that names a domain: reading the list takes 40 ms.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
