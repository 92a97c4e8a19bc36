"""Which hosts a credential may go to, and where plain http is safe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern
from outrider.model.host_names import ascii_host

_NAME = lazy_pattern(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}

_REMEMBERED = 512
"""URLs whose origin is remembered: each send asks for that of a few URLs several times."""


class Origin(Struct, frozen=True):
    """Scheme, host and port of a URL (RFC 6454 §4)."""

    scheme: str
    host: str
    port: int | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.port is None or self.port == _DEFAULT_PORTS.get(self.scheme):
            return f"{self.scheme}://{host}"
        return f"{self.scheme}://{host}:{self.port}"


@lru_cache(_REMEMBERED)
def parse_origin(url: str) -> Origin | None:
    """The origin of an absolute URL; ``None`` where there is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = normal_host(parts.hostname or "")
    except ValueError:
        return None
    if not parts.scheme or not host:
        return None
    scheme = parts.scheme.lower()
    return Origin(scheme, host, port or _DEFAULT_PORTS.get(scheme))


def host_pattern(origin: Origin) -> str:
    """An origin as ``hosts`` has it: with its port where it is this machine."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    return f"{host}:{origin.port}" if is_loopback(origin.host) else host


def normal_host(host: str) -> str:
    """The one spelling of a host, without the brackets of an address.

    In ASCII and lower case, without the dot of the root (RFC 1034 §3.1); an IPv6 address is
    compressed (RFC 5952), its zone after a bare ``%``.

    Raises:
        ValueError: it is no valid international name.
    """
    bare = host.strip("[]")
    if ":" in bare:
        address, percent, zone = bare.replace("%25", "%", 1).partition("%")
        try:
            return f"{ip_address(address)}{percent}{zone}".lower()
        except ValueError:
            return bare.lower()
    return ascii_host(bare).lower().removesuffix(".")


def is_host_pattern(pattern: str) -> bool:
    """Whether a pattern can match: ``HOST``, ``*.HOST`` or either with ``:PORT``."""
    host, port = _split_port(pattern)
    if host.startswith("[") != host.endswith("]"):
        return False
    try:
        name = normal_host(host.removeprefix("*."))
        if ":" in name:
            ip_address(name.partition("%")[0])
            return port is None or (0 < port < 65536 and host.startswith("["))
    except ValueError:
        return False
    return _NAME.fullmatch(name) is not None and (port is None or 0 < port < 65536)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name or address (RFC 6761 §6.3)."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_insecure(url: str) -> bool:
    """Whether a credential sent there could be read on the way: plain http beyond loopback."""
    origin = parse_origin(url)
    return origin is not None and origin.scheme == "http" and not is_loopback(origin.host)


def host_allowed(url: str, patterns: Iterable[str]) -> bool:
    """Whether a URL's host matches one of the patterns.

    ``*.example.com`` stands for every host below ``example.com``, not for itself; a pattern with
    a port matches that port only; upper and lower case are alike.
    """
    origin = parse_origin(url)
    return origin is not None and any(_matches(origin, pattern) for pattern in patterns)


def _matches(origin: Origin, pattern: str) -> bool:
    host, port = _split_port(pattern.strip().lower())
    star = "*." if host.startswith("*.") else ""
    try:
        host = star + normal_host(host.removeprefix(star))
    except ValueError:
        return False
    if port is not None and port != origin.port:
        return False
    if host.startswith("*."):
        return origin.host.endswith(host[1:]) and len(origin.host) > len(host) - 1
    return bool(host) and origin.host == host


def _split_port(pattern: str) -> tuple[str, int | None]:
    host, separator, port = pattern.rpartition(":")
    if separator and port.isdigit() and (host.endswith("]") or ":" not in host):
        return host, int(port)
    return pattern, None
