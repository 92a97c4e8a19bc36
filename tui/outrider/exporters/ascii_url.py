"""URLs in ASCII, as they go on the wire (RFC 3986 §2.1): what other programs can read."""

from __future__ import annotations

import re
from urllib.parse import quote

from outrider.model.host_names import ascii_authority
from outrider.model.secret import MASK

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_AUTHORITY = re.compile(r"[^:/?#]+://[^/?#]*")


def wire_url(url: str, *, keeps_mask: bool) -> str:
    """The URL with what is no printable ASCII percent-encoded.

    With ``keeps_mask`` masks stay to be read.
    """
    if url.isascii() and " " not in url:
        return url
    match = _AUTHORITY.match(url)
    end = match.end() if match else 0
    start = _host_in_ascii(url[:end])
    if not keeps_mask:
        return start + quote(url[end:], safe=_PRINTABLE)
    kept = MASK.join(quote(part, safe=_PRINTABLE) for part in url[end:].split(MASK))
    return start + kept


def _host_in_ascii(start: str) -> str:
    """Scheme and authority; an international host as DNS has it, a masked one as it is."""
    scheme, separator, authority = start.partition("://")
    before, at, place = authority.rpartition("@")
    if MASK in place:
        return start
    try:
        return f"{scheme}{separator}{before}{at}{ascii_authority(place)}"
    except ValueError:
        return quote(start, safe=_PRINTABLE)
