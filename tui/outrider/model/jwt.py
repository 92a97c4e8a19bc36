"""JSON Web Tokens as texts: header and claims, read without verifying (RFC 7519)."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

MAX_TOKEN = 64 * 1024
"""Characters above which a token is not looked into."""

_DATE_RANGE = (0, 253402300799)


class DecodedJwt(Struct, frozen=True):
    """The header and claims of a JWT (RFC 7519 §3)."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def decode_jwt(token: str) -> DecodedJwt | None:
    """The header and claims; ``None`` for anything that is not a signed JWT (RFC 7515 §3.1)."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > MAX_TOKEN:
        return None
    header, claims = _object(parts[0]), _object(parts[1])
    return None if header is None or claims is None else DecodedJwt(header, claims)


def _object(part: str) -> Mapping[str, Any] | None:
    try:
        raw = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def numeric_date(value: Any) -> float | None:
    """A NumericDate (RFC 7519 §2) in seconds since the epoch; ``None`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if _DATE_RANGE[0] <= value <= _DATE_RANGE[1] else None
