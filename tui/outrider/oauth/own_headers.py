"""Header fields that a token request has by itself, which nobody else sets."""

from __future__ import annotations

import re

_OWN = frozenset(
    ("authorization", "proxy-authorization", "dpop", "host", "connection", "keep-alive",
     "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect")
)  # fmt: skip
"""Of the client, the proof and the connection (RFC 9110 §7.6.1, §10.1.1, RFC 9449 §4)."""


def is_own_header(name: str) -> bool:
    """Whether a token request sets a field itself, or the name is none (RFC 9110 §5.6.2)."""
    low = name.lower()
    is_name = re.fullmatch(r"[!#$%&'*+.^_`|~0-9a-z-]+", low) is not None
    return not is_name or low.startswith("content-") or low in _OWN
