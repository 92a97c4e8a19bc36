"""Scheme, host and port of a URL after its values are in it (RFC 3986 §3.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.host_names import ascii_authority, ascii_host
from outrider.model.secret import MASK, MaybeSecret, Secret, derive, join_texts, masked, reveal
from outrider.variables.url.url_builder import UrlBuilder

# A zone stands behind %25, or behind the % that many programs take (RFC 6874 §2, §3).
_HOST = lazy_pattern(r"(\[[0-9A-Fa-f:.]+(?:%[0-9A-Za-z._~%\-]+)?\]|[^\[\]:]*)(?::(.*))?", re.DOTALL)
_NOT_IN_HOST = lazy_pattern(r"[\x00-\x20\x7f\"<>^`{|}%\\/?#@!$&'()*+,;=]")


class Authority(Struct, frozen=True):
    """The start of a URL, checked.

    Attributes:
        prefix: scheme with ``://``, host and port.
        userinfo: what stood before the ``@``, percent-decoded, as ``user:password``.
    """

    prefix: tuple[MaybeSecret, ...]
    userinfo: Secret | None


def read_authority(
    builder: UrlBuilder, place: SourceLocation, note: Callable[[Fault], None]
) -> Authority | None:
    """Checks scheme, host and port; takes userinfo out. ``None`` after a fault."""
    scheme = "".join(map(reveal, builder.scheme))
    whole = "".join(map(reveal, builder.authority))
    userinfo, at, host = whole.rpartition("@")
    fault = _scheme_fault(scheme, place) or host_fault(host, place)
    credentials: Secret | None = None
    start: tuple[MaybeSecret, ...] = (*builder.scheme, *builder.authority)
    if at:
        credentials = derive(join_texts(builder.authority), _credentials)
        fault = fault or _userinfo_fault(credentials, userinfo, place)
        note(_userinfo_moved(place))
        start = (scheme, _cut(builder.authority, len(userinfo) + 1))
    if fault is not None:
        note(fault)
        return None
    if not host.isascii():
        start = (_in_ascii(join_texts(start)),)
    return Authority(start, credentials)


def _in_ascii(start: MaybeSecret) -> MaybeSecret:
    """Scheme and host as they go on the wire; what is shown of a secret stays as it is."""

    def encode(text: str) -> str:
        scheme, separator, authority = text.partition("://")
        return f"{scheme}{separator}{ascii_authority(authority)}"

    if isinstance(start, Secret):
        return derive(start, encode, masked(start))
    return encode(start)


def _scheme_fault(scheme: str, place: SourceLocation) -> Fault | None:
    name = scheme.removesuffix("://")
    if name.lower() in {"http", "https"}:
        return None
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", name) is None:
        return Fault(
            "url_no_scheme",
            "The URL does not start with https:// or http://.",
            place,
            "Outrider does not guess the scheme.",
            "Add the scheme, or start with a variable such as {{base_url}}.",
        )
    return Fault(
        "url_scheme",
        f"URL scheme {name}:// is not supported.",
        place,
        advice="Use https:// or http://.",
    )


def host_fault(authority: str, place: SourceLocation) -> Fault | None:
    """What is wrong with ``host:port``, if anything; the text itself is not told."""
    found = _HOST.fullmatch(authority)
    if found is None:
        return _bad_host("The URL's host is neither a name nor an IP address.", place)
    host, port = found[1], found[2]
    if not host:
        return _bad_host("The URL has no host.", place)
    if port is not None and not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) <= 65_535):
        return Fault(
            "url_port",
            "The URL's port is not a number from 1 to 65535.",
            place,
            advice="Write host:port, or leave out the colon for the scheme's own port.",
        )
    return None if host.startswith("[") else _name_fault(host, place)


def _name_fault(host: str, place: SourceLocation) -> Fault | None:
    wire = host
    if not host.isascii():
        from unicodedata import normalize  # few hosts need it

        try:
            wire = ascii_host(host)
        except ValueError:
            wire = ""

        # Some letters become a slash or an @ in the ASCII form of a name.
        host = normalize("NFKC", host)
    if found := _NOT_IN_HOST.search(host):
        character = found[0] if found[0] > " " else f"U+{ord(found[0]):04X}"
        return _bad_host(f"The URL's host contains {character}.", place)
    if not wire:
        return _bad_host("The URL's host is not a valid international name (IDNA).", place)
    host = wire
    labels = host.removesuffix(".").split(".")
    if not all(labels):
        return _bad_host("The URL's host has an empty part between dots.", place)
    if len(host) > 253 or any(len(label) > 63 for label in labels):
        return _bad_host("The URL's host is too long for a name.", place)
    return None


def _bad_host(what: str, place: SourceLocation) -> Fault:
    return Fault(
        "url_host", what, place, advice="Write the host as in https://api.example.com/path."
    )


def _credentials(authority: str) -> str:
    user, _, password = authority.rpartition("@")[0].partition(":")
    return f"{unquote(user)}:{unquote(password)}"


def _userinfo_fault(credentials: Secret, userinfo: str, place: SourceLocation) -> Fault | None:
    """Basic cannot carry a colon in the user name, nor controls (RFC 7617 §2)."""
    value = credentials.reveal()
    colon = ":" in unquote(userinfo.partition(":")[0])
    if not colon and re.search(r"[\x00-\x1f\x7f]", value) is None:
        return None
    return Fault(
        "userinfo",
        "The credentials in the URL cannot be sent as Basic.",
        place,
        "They contain a control character, or the user name contains a colon.",
        "Use an [auth] of type basic with other credentials.",
    )


def _userinfo_moved(place: SourceLocation) -> Fault:
    return Fault(
        "userinfo_moved",
        "The credentials in the URL are sent as HTTP Basic instead.",
        place,
        "URLs are written to logs and histories.",
        'Use an [auth] of type "basic", with the password among the secrets.',
        Severity.WARNING,
    )


def _cut(pieces: Sequence[MaybeSecret], start: int) -> MaybeSecret:
    """The text from an offset on; all of it is secret where a piece of it is."""
    rest = "".join(map(reveal, pieces))[start:]
    offset = 0
    hidden = False
    for piece in pieces:
        offset += len(reveal(piece))
        hidden = hidden or (isinstance(piece, Secret) and offset > start)
    return Secret(rest, MASK) if hidden else rest
