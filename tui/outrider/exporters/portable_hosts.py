"""International hosts for programs that may spell them as IDNA 2003 does (RFC 5895 §1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from outrider.model.host_names import ascii_authority
from outrider.model.secret import MASK
from outrider.model.workspace import Variable

_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#\s{}\\]+)")


def portable_host(text: str) -> str:
    """A URL whose host every program finds: in ASCII, where others would look for another one.

    ``straße.de`` is ``strasse.de`` to who maps it as IDNA 2003 does. Any other text stays as it is.
    """
    found = None if text.isascii() else _AUTHORITY.match(text)
    if found is None or found[2].isascii() or MASK in found[2]:
        return text
    authority = found[2]
    try:
        ours = ascii_authority(authority)
    except ValueError:
        return text
    before, at, place = authority.rpartition("@")
    host, colon, port = place.partition(":")
    try:
        theirs = host.encode("idna").decode("ascii")
    except ValueError:
        theirs = ""
    if ours == f"{before}{at}{theirs}{colon}{port}":
        return text
    return f"{found[1]}{ours}{text[found.end() :]}"


def portable_variables(variables: Mapping[str, Variable]) -> dict[str, Variable]:
    """Variables, of which some begin URLs."""
    return {
        name: replace(one, value=portable_host(one.value)) if isinstance(one.value, str) else one
        for name, one in variables.items()
    }
