"""Loads httpx without what a send does not need, and keeps it from logging.

``import httpx`` also loads its command line (click, rich, pygments) where those are installed, the
jar and the dates of its client (``urllib.request`` with ``http.client`` and ``email`` below it),
names in other alphabets (``idna``), and httpcore loads h2 and socksio for connections that may
never speak HTTP/2 or SOCKS, certifi for a trust that is not the system's, and anyio for sockets
and locks that are ours here. For the time of the import they find none of these, or what stands in
for them. h2 and socksio are loaded later, by the first connection that needs them; the others
never: a connection without a TLS context of ours fails for the want of certifi, and so does a
cookie in httpx's own client.
"""

from __future__ import annotations

import logging
import sys
import urllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

_LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hpack",
    "hpack.hpack",
    "hpack.table",
)


STAND_INS: Mapping[str, tuple[str, ...]] = {
    "certifi": (),
    "email.message": (),
    "http.cookiejar": ("Cookie", "CookieJar"),
    "httpx._main": ("main",),
    "idna": (),
    "urllib.request": ("Request", "getproxies", "parse_http_list"),
}
"""Modules that are not loaded, and the names that are asked of them meanwhile."""

_ABSENT = ("anyio", "h2", "socksio", "trio")


@contextmanager
def _without_extras() -> Iterator[None]:
    """Hides what is not needed from the imports inside, then forgets the hiding."""
    hidden: dict[str, ModuleType | None] = dict.fromkeys(_ABSENT)
    for name, members in STAND_INS.items():
        hidden[name] = module = ModuleType(name)
        vars(module).update({member: type(member, (), {}) for member in members})
    placed = [name for name in hidden if name not in sys.modules]
    for name in placed:
        sys.modules[name] = hidden[name]  # type: ignore[assignment]
    # ``import urllib.request`` binds its package only, of which the module is an attribute.
    if "urllib.request" in placed:
        vars(urllib)["request"] = hidden["urllib.request"]
    try:
        yield
    finally:
        for name in placed:
            sys.modules.pop(name, None)
        if "urllib.request" in placed:
            del vars(urllib)["request"]


with _without_extras():
    import httpcore
    import httpx

# As much as asyncio takes from a socket at once; httpcore would cut that into pieces, and h11 go
# through each of them.
httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = 256 * 1024

for _name in _LOGGERS:
    # httpx logs whole URLs, hpack whole header fields; both may hold secrets.
    logging.getLogger(_name).disabled = True

__all__ = ["httpcore", "httpx"]
