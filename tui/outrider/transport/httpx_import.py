"""Loads httpx without what a send does not need, and keeps it from logging.

``import httpx`` also loads its command line (click, rich, pygments) where those are installed, and
httpcore loads h2 and socksio for connections that may never speak HTTP/2 or SOCKS, and certifi
for a trust that is not the system's. For the time of the import they find none of these. h2 and
socksio are loaded later, by the first connection that needs them; certifi never, and a connection
without a TLS context of ours fails for the want of it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
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


@contextmanager
def _without_extras() -> Iterator[None]:
    """Hides what is not needed from the imports inside, then forgets the hiding."""
    command_line = ModuleType("httpx._main")
    command_line.main = lambda: None  # type: ignore[attr-defined]
    hidden: dict[str, ModuleType | None] = {
        "httpx._main": command_line,
        "certifi": ModuleType("certifi"),
        "h2": None,
        "socksio": None,
    }
    placed = [name for name in hidden if name not in sys.modules]
    for name in placed:
        sys.modules[name] = hidden[name]  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in placed:
            sys.modules.pop(name, None)


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
