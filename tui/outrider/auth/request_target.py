"""What of a request's URL goes on the wire, for schemes that sign it (RFC 9112 §3.2)."""

from __future__ import annotations

import re
from urllib.parse import quote

from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MaybeSecret, reveal

_AFTER_AUTHORITY = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/?#\\]*([^#]*)", re.DOTALL)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def request_target(url: MaybeSecret) -> tuple[str, str]:
    """Path and query of an absolute URL as they are sent; the query without its question mark."""
    found = _AFTER_AUTHORITY.match(reveal(url))
    written = found[1] if found else ""
    target = quote(written if written.startswith("/") else f"/{written}", safe=_PRINTABLE)
    path, _, query = target.partition("?")
    return path, query
