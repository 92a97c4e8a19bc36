"""A URL taken apart into what goes on the wire, byte for byte (RFC 3986, RFC 9112 §3.2).

No normalisation: the request target is what the user wrote. httpx's own URL re-encodes some
characters, therefore it is not used for targets.
"""

from __future__ import annotations

import ipaddress
import re
from typing import ClassVar
from urllib.parse import quote, unquote

from outrider.lazy_pattern import lazy_pattern
from outrider.model.host_names import ascii_host
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, masked, reveal
from outrider.transport.exchange_stopped import ExchangeStopped, refuse_request
from outrider.transport.httpx_import import httpx

DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 65_536
_MAX_HOST = 253
_MAX_LABEL = 63
_SHAPE = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.\-]*)://([^/?#\\]*)([^#]*)(?:#.*)?", re.DOTALL)
_SCHEME = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f]")
_AUTHORITY = lazy_pattern(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(.*))?", re.DOTALL)
_REG_NAME = lazy_pattern(r"[A-Za-z0-9._\-]+")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
Origin = tuple[str, str, int]


class WireUrl(SafeRepr, frozen=True):
    """An absolute http or https URL in the parts that a connection and a request line need.

    Attributes:
        scheme: ``http`` or ``https``.
        host: lower-case ASCII; IPv6 addresses without brackets, with their zone (RFC 6874).
        port: ``None`` where it is the scheme's own.
        target: path and query exactly as they go on the wire.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"target"})

    scheme: str
    host: str
    port: int | None
    target: str

    @property
    def origin(self) -> Origin:
        """Scheme, host and port (RFC 6454 §4)."""
        return self.scheme, self.host, self.port or DEFAULT_PORTS[self.scheme]

    @property
    def authority(self) -> str:
        """What a Host field holds (RFC 9110 §7.2)."""
        host = self.host.partition("%")[0]
        name = f"[{host}]" if ":" in host else host
        return name if self.port is None else f"{name}:{self.port}"


class WireTarget(httpx.URL):
    """A URL for httpx's connections that gives the parts of a :class:`WireUrl` unchanged."""

    def __init__(self, wire: WireUrl, *, through: str = "") -> None:
        """``through`` is the scheme of the proxy, which gets another spelling of some hosts."""
        super().__init__()
        self._wire = wire
        # A zone counts on this machine only (RFC 6874 §3).
        host = wire.host.partition("%")[0] if through else wire.host
        # httpcore writes it into a CONNECT as it stands (RFC 9112 §3.2.3).
        self._host = f"[{host}]" if ":" in host and through.startswith("http") else host

    @property
    def raw_scheme(self) -> bytes:
        """The scheme."""
        return self._wire.scheme.encode("ascii")

    @property
    def raw_host(self) -> bytes:
        """The host; an IPv6 address has brackets where an HTTP proxy is to connect to it."""
        return self._host.encode("ascii")

    @property
    def port(self) -> int | None:
        """The port, or ``None`` for the scheme's own."""
        return self._wire.port

    @property
    def raw_path(self) -> bytes:
        """The request target, byte for byte."""
        return self._wire.target.encode("ascii")


def parse_url(url: MaybeSecret) -> WireUrl:
    """Takes an absolute URL apart.

    Raises:
        ExchangeStopped: it cannot be sent; the sentence says which part is wrong, and repeats none.
    """
    text = reveal(url)
    _check_characters(text)
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise _not_absolute(text)
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise _unsupported(scheme)
    if "@" in match[2]:
        raise refuse_request(
            "The URL contains a user name or a password before its host.",
            advice='Set the auth of the request to type = "basic" instead.',
        )
    if match[3].startswith("\\"):
        raise refuse_request("The URL has a backslash after its host.", advice="Use / instead.")
    host, port = _split_authority(match[2])
    if port == DEFAULT_PORTS[scheme]:
        port = None
    target = match[3] if match[3].startswith("/") else f"/{match[3]}"
    return WireUrl(scheme, _host(host), port, quote(target, safe=_PRINTABLE))


def shown_origin(url: MaybeSecret) -> str:
    """Scheme, host and port as people may see them; empty where there are none."""
    match = _SHAPE.fullmatch(masked(url))
    if match is None:
        return ""
    return f"{match[1]}://{match[2].rpartition('@')[2]}"


def shown_address(url: MaybeSecret) -> str:
    """Host and port as people may see them; the scheme's own port too."""
    scheme, _, authority = shown_origin(url).partition("://")
    match = _AUTHORITY.fullmatch(authority)
    port = DEFAULT_PORTS.get(scheme.lower())
    if match is None or match[2] or port is None:
        return authority
    return f"{match[1]}:{port}"


def shown_host(url: MaybeSecret) -> str:
    """The host as people may see it."""
    authority = shown_origin(url).partition("://")[2]
    match = _AUTHORITY.fullmatch(authority)
    return match[1] if match else authority


def _check_characters(text: str) -> None:
    if len(text) > _MAX_LENGTH:
        raise refuse_request(
            f"The URL is too long: {len(text)} characters, the limit is {_MAX_LENGTH}.",
            advice="Send large values in the body.",
        )
    if _CONTROL.search(text):
        raise refuse_request(
            "The URL contains a control character such as a line break or a tab.",
            advice="Check variables and secrets for a trailing line break.",
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise refuse_request("The URL contains an unpaired surrogate.") from None


def _not_absolute(text: str) -> ExchangeStopped:
    scheme = _SCHEME.match(text)
    if scheme is not None and scheme[1].lower() not in DEFAULT_PORTS and "." not in scheme[1]:
        return _unsupported(scheme[1].lower())
    return refuse_request(
        "The URL is not absolute: it has no http:// or https:// and host.",
        advice="Start the URL with https:// or {{base_url}}.",
    )


def _unsupported(scheme: str) -> ExchangeStopped:
    name = scheme if len(scheme) <= 20 else "this one"
    return refuse_request(
        f"The scheme of the URL is not supported: {name}.", advice="Use http:// or https://."
    )


def _split_authority(authority: str) -> tuple[str, int | None]:
    match = _AUTHORITY.fullmatch(authority)
    if match is None or ":" in (match[2] or ""):
        raise refuse_request(
            "The brackets around the host of the URL are not valid.",
            advice="Enclose an IPv6 address in brackets: [::1] or [::1]:8080.",
        )
    digits = match[2]
    if not digits:
        return match[1], None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 5:
        raise refuse_request(
            "The port of the URL is not a number.", advice="Use a port from 1 to 65535."
        )
    port = int(digits)
    if not 1 <= port <= 65_535:
        raise refuse_request(
            f"The port of the URL is out of range: {port}.",
            advice="Use a port from 1 to 65535.",
        )
    return match[1], port


def _host(host: str) -> str:
    if not host:
        raise refuse_request("The URL has no host.", advice="Check that {{base_url}} is not empty.")
    if host.startswith("["):
        return _ip_literal(host[1:-1])
    if not host.isascii():
        host = _international(host)
    if not _REG_NAME.fullmatch(host):
        raise refuse_request(
            "The host of the URL contains a character that host names cannot have.",
            advice="Check the host for a variable without a value, a space or a percent sign.",
        )
    labels = host.removesuffix(".").split(".")
    if len(host) > _MAX_HOST or any(len(label) > _MAX_LABEL for label in labels):
        raise refuse_request(
            f"The host of the URL is too long: at most {_MAX_LABEL} characters between dots, "
            f"{_MAX_HOST} in all."
        )
    if not all(labels):
        raise refuse_request("The host of the URL starts with a dot or has two dots in a row.")
    return host.lower()


def _ip_literal(text: str) -> str:
    address, percent, zone = text.partition("%")
    zone = unquote(zone.removeprefix("25") if len(zone) > 2 else zone)
    try:
        return str(ipaddress.IPv6Address(f"{address}{percent}{zone}"))
    except ValueError:
        raise refuse_request(
            "The host of the URL is in brackets, but is not an IPv6 address."
        ) from None


def _international(host: str) -> str:
    try:
        return ascii_host(host)
    except ValueError:
        raise refuse_request(
            "The host of the URL is not a valid international domain name (IDNA).",
            advice="Correct the host, or use its xn-- form.",
        ) from None
