"""What a value of JSON, or of a header, means beside what it says: a moment, a size, a token.

Nothing here is proof of anything, and what says nothing more has no fact.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from datetime import UTC, datetime

from outrider.credential_shapes import is_credential, is_credential_name
from outrider.lazy_pattern import lazy_pattern
from outrider.model.http_date import read_http_date
from outrider.model.jwt import decode_jwt, numeric_date
from outrider.model.secret import MASK
from outrider.model.units import distance_text, duration_text, moment_text, span_text
from outrider.visible_text import visible_line

LONGEST_LOOKED_AT = 64 * 1024
"""Characters of a value above which it has no fact."""

_EXACT = 2**53
"""Up to here, programs that keep numbers as doubles (IEEE 754) keep integers exactly."""

_FIRST, _LAST = 946_684_800, 4_102_444_800
"""Seconds since the epoch that are taken for a moment: the years 2000 to 2099."""

_FACTORS = (1, 1_000, 1_000_000, 1_000_000_000)
_NUMBER = lazy_pattern(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ISO = lazy_pattern(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?"
)
_HTTP = lazy_pattern(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, \d\d?[ -]\w{3}[ -]\d{2,4} [\d:]{8} .*"
)
_BASE64 = lazy_pattern(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = lazy_pattern(r"[0-9a-fA-F-]+")
_SHORTEST_TEXT = 8
_LONGEST_SHOWN = 80

# Words of names, as written_like_this, likeThis or like-this.
_WORD = lazy_pattern(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_NO_MOMENT = frozenset(
    {"id", "ids", "phone", "tel", "mobile", "fax", "zip", "postcode", "count", "total", "amount"}
    | {"price", "cents", "size", "bytes", "length", "number", "version", "port", "code", "hash"}
)
_SIZES = frozenset(["bytes", "size", "length", "memory", "capacity", "quota", "filesize"])
_SPANS = frozenset(["ttl", "seconds", "secs", "lifetime", "duration"])


def value_fact(name: str, literal: str, now: float) -> str:
    """What a value says to people beside its letters, in one line; empty where it is nothing.

    Args:
        name: the member or the header that has it; may be empty.
        literal: as JSON spells it: ``"text"`` or ``1700000000``.
        now: seconds since the epoch.
    """
    if len(literal) > LONGEST_LOOKED_AT:
        return ""
    if not literal.startswith('"'):
        return _of_number(name, literal, now) if _NUMBER.fullmatch(literal) else ""
    try:
        text = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return text_fact(name, str(text), now)


def text_fact(name: str, text: str, now: float) -> str:
    """As :func:`value_fact`, of a text as it is meant."""
    if len(text) > LONGEST_LOOKED_AT:
        return ""
    text = text.strip()
    if _ISO.fullmatch(text) or _HTTP.fullmatch(text):
        return _of_date(text, now)
    if text.isdecimal() and text.isascii() and len(text) in {10, 13} and not _is_size(name):
        return _of_number(name, text, now)
    return _of_token(text, now) or _of_base64(name, text)


def _of_number(name: str, literal: str, now: float) -> str:
    if not literal.lstrip("-").isdigit():
        return _beyond_double(literal)
    try:
        value = int(literal)
    except ValueError:
        # Python refuses thousands of digits.
        return "beyond 2^53: JavaScript reads Infinity"
    words = _words(name)
    if words & _SIZES and value >= 1024:
        return _binary_size(value)
    if (words & _SPANS or {"expires", "in"} <= words or {"max", "age"} <= words) and value >= 60:
        return span_text(value) if value < _FIRST else ""
    if words & {"ms", "millis", "milliseconds"} and 1000 <= value < _FIRST:
        return duration_text(value)
    if not words & _NO_MOMENT:
        for factor in _FACTORS:
            if _FIRST <= value / factor < _LAST:
                return _moment(value / factor, now)
    return _beyond_double(literal) if abs(value) > _EXACT else ""


def _beyond_double(literal: str) -> str:
    """What a program reads that keeps numbers as doubles, where that is another number."""
    from decimal import Decimal

    read = float(literal)
    if read in {float("inf"), float("-inf")}:
        return "beyond a double: JavaScript reads Infinity"
    if Decimal(literal) == Decimal(repr(read)):
        return ""
    shown = f"{read:.0f}" if read.is_integer() and abs(read) < 1e21 else repr(read)
    return (
        f"beyond 2^53: JavaScript reads {shown}" if abs(read) >= _EXACT else f"as a double: {shown}"
    )


def _binary_size(count: int) -> str:
    amount = float(count)
    for unit in ("KiB", "MiB", "GiB", "TiB"):
        amount /= 1024
        if amount < 1023.95 or unit == "TiB":
            break
    return f"{amount:.1f} {unit}"


def _moment(moment: float, now: float) -> str:
    """On this machine's clock, in UTC where that is another time, and how far away."""
    local = moment_text(moment)
    utc = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")
    there = f"{utc} UTC" if utc == local else f"{local} local · {utc[11:]} UTC"
    return f"{there} · {distance_text(moment, now)}"


def _of_date(text: str, now: float) -> str:
    try:
        if _HTTP.fullmatch(text):
            found = read_http_date(text)
            return _moment(found.timestamp(), now) if found is not None else ""
        there = datetime.fromisoformat(text.upper().replace(",", "."))
        if len(text) == 10:
            days = (datetime.fromtimestamp(now).date() - there.date()).days
            return f"{there:%A} · {_days(days)}"
        if there.tzinfo is None:
            return f"no time zone · as local time {distance_text(there.timestamp(), now)}"
        return _moment(there.timestamp(), now)
    except (ValueError, OverflowError, OSError):
        return ""


def _days(ago: int) -> str:
    if abs(ago) < 2:
        return ("tomorrow", "today", "yesterday")[ago + 1]
    return f"{ago} days ago" if ago > 0 else f"in {-ago} days"


def _of_token(text: str, now: float) -> str:
    _, _, token = text.rpartition(" ")
    jwt = decode_jwt(token) if token.startswith("ey") else None
    if jwt is None:
        return ""
    told = [f"JWT {jwt.header.get('alg', 'without alg')}"]
    expires = numeric_date(jwt.claims.get("exp"))
    if expires is not None:
        word = "expires" if expires > now else "expired"
        told.append(f"{word} {distance_text(expires, now)}")
    if "iss" in jwt.claims:
        told.append(f"iss {jwt.claims['iss']}")
    return _short(" · ".join(told))


def _of_base64(name: str, text: str) -> str:
    if not _BASE64.fullmatch(text) or _HEX.fullmatch(text) or len(text.rstrip("=")) % 4 == 1:
        return ""
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    try:
        told = b64decode(padded, b"-_" if set(text) & set("-_") else None, validate=True).decode()
    except (ValueError, binascii.Error):
        return ""
    plain = told.replace("\n", " ").replace("\t", " ").replace("\r", " ").strip()
    if len(plain) < _SHORTEST_TEXT or not plain.isprintable():
        return ""
    if is_credential_name(name) or is_credential(name, text) or _says_secret(plain):
        return f"base64: {MASK}"
    return f"base64: {_short(told)}"


def _says_secret(told: str) -> bool:
    """Whether a decoded text is user and password, or a credential by its own shape."""
    user, colon, rest = told.partition(":")
    pair = bool(colon and user and rest) and " " not in told and "/" not in told[:8]
    return pair or is_credential("", told)


def _short(text: str) -> str:
    line = visible_line(text[: _LONGEST_SHOWN + 1])
    return f"{line[:_LONGEST_SHOWN]}…" if len(line) > _LONGEST_SHOWN else line


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name))


def _is_size(name: str) -> bool:
    return bool(_words(name) & (_NO_MOMENT | _SIZES))
