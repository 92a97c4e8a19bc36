"""Which proxy a request goes through: the environment's own, or what the process says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.origins import is_loopback
from outrider.lazy_pattern import lazy_pattern
from outrider.model.exchange import Failure, FailureKind
from outrider.model.host_names import ascii_host
from outrider.model.secret import MASK, MaybeSecret, Secret, masked, reveal
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.wire_url import WireUrl

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_HOST = lazy_pattern(r"[A-Za-z0-9._\-]+")


class Proxy(Struct, frozen=True):
    """A proxy, its credentials apart.

    Attributes:
        scheme: ``http``, ``https``, ``socks5`` or ``socks5h``.
        host: without brackets.
        port: always a number.
        source: what names it: ``[proxy] url (FILE)``, or a variable.
        username: for the proxy; ``None`` without credentials.
        is_secret: where it is comes from a secret.
    """

    scheme: str
    host: str
    port: int
    username: Secret | None = None
    password: Secret | None = None
    source: str = ""
    is_secret: bool = False

    @property
    def url(self) -> str:
        """Its URL without credentials."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The same for people: masked where a secret names the host."""
        return f"{self.scheme}://{MASK}" if self.is_secret else self.url


def choose_proxy(
    configured: MaybeSecret, process: Mapping[str, str], wire: WireUrl, *, file: str = ""
) -> Proxy | None:
    """The proxy for a URL; ``None`` to connect directly.

    A proxy of the environment's ``file`` is for every host, loopback included, so that an
    intercepting proxy sees everything. Without one, ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY``
    and ``NO_PROXY`` count, the spelling in lower case first; loopback hosts are reached directly.

    Raises:
        ExchangeStopped: the setting that would apply is malformed.
    """
    if reveal(configured):
        proxy = _parse(reveal(configured), f"[proxy] url{f' ({file})' if file else ''}")
        return replace(proxy, is_secret=not _names_host(masked(configured), proxy.host))
    for name in (f"{wire.scheme}_proxy", f"{wire.scheme}_proxy".upper(), "all_proxy", "ALL_PROXY"):
        value = process.get(name, "").strip()
        if value:
            return None if _goes_direct(process, wire) else _parse(value, name)
    return None


def _names_host(shown: str, host: str) -> bool:
    """Whether what is shown of a proxy's URL tells its host."""
    try:
        parts = urlsplit(shown if "://" in shown else f"http://{shown}")
        return ascii_host(parts.hostname or "") == host
    except ValueError:
        return False


def _parse(value: str, source: str) -> Proxy:
    if "://" not in value:
        value = f"http://{value}"
    rest = re.split(r"[/?#\\]", value.partition("://")[2], maxsplit=1)
    if "@" in rest[-1] and len(rest) > 1:
        # What is before it would be taken for the host, and looked up.
        raise _malformed(source, "its user name or password contains / ? # or \\ unencoded")
    try:
        parts = urlsplit(value)
        host, port = ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        raise _malformed(source, "it is not a URL with a host and a port") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise _malformed(source, "its scheme is not http, https, socks5 or socks5h")
    if not (_HOST.fullmatch(host) or _address(host)) or port == 0:
        raise _malformed(source, "it has no valid host")
    username = None if parts.username is None else Secret(unquote(parts.username))
    password = Secret(unquote(parts.password or "")) if username is not None else None
    return Proxy(scheme, host, port or _PORTS[scheme], username, password, source)


def _malformed(source: str, reason: str) -> ExchangeStopped:
    of_process = not source.startswith("[")
    kind = "OS environment variable " if of_process else ""
    what = f"{kind}{source} is not a valid proxy URL: {reason}."
    advice = "Use http://host:port, https://host:port or socks5://host:port"
    if "unencoded" in reason:
        advice = "Percent-encode the user name and the password"
    advice += f", or run: unset {source}" if of_process else "."
    return ExchangeStopped(Failure(FailureKind.PROXY_CONFIGURATION, what, advice=advice))


def _goes_direct(process: Mapping[str, str], wire: WireUrl) -> bool:
    host = wire.host.removesuffix(".")
    if is_loopback(host):
        return True
    rules = process.get("no_proxy") or process.get("NO_PROXY") or ""
    return any(_excepts(rule, host, wire.origin[2]) for rule in re.split(r"[\s,]+", rules) if rule)


def _excepts(rule: str, host: str, port: int) -> bool:
    """Whether one entry of NO_PROXY covers the host; an entry that makes no sense covers none."""
    if rule == "*":
        return True
    name, only_port = _rule_parts(rule.lower())
    if only_port is not None and only_port != str(port):
        return False
    address = _address(host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(name, strict=False)
        except ValueError:
            return False
    name = name.removeprefix("*").lstrip(".").removesuffix(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _rule_parts(rule: str) -> tuple[str, str | None]:
    if rule.startswith("["):
        name, _, rest = rule[1:].partition("]")
        return name, rest.removeprefix(":") or None
    name, colon, port = rule.rpartition(":")
    if colon and ":" not in name:
        return name, port
    return rule, None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
