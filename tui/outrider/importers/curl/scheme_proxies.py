"""Proxies that a program has for the URLs of one scheme only: an environment's is for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from outrider.importers.curl.operations import CurlOption
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport

_SCHEMES = ("http", "https")


def proxy_options(
    proxies: Mapping[str, str], urls: Sequence[str], scheme: str, report: ImportReport
) -> Iterator[CurlOption]:
    """The proxy that every URL of a command goes through, where there is one; others are told.

    Args:
        proxies: by the scheme of the URLs that they are for; ``all`` is for those without one.
        urls: of the command.
        scheme: of a URL that says none.
        report: is told which proxies are not imported.
    """
    of_urls = dict.fromkeys(_scheme_of(url, scheme) for url in urls)
    used = dict.fromkeys(proxies.get(one, proxies.get("all", "")) for one in of_urls)
    kept = next(iter(used)) if len(used) == 1 else ""
    if kept:
        yield CurlOption("proxy", kept)
    for name, proxy in proxies.items():
        if proxy == kept:
            continue
        others = [one for one in of_urls if one != name]
        report.lost(
            f"The proxy of {name}:// URLs was not imported: {without_credentials(proxy)}."
            if name in _SCHEMES
            else f"Proxy {without_credentials(proxy)} was not imported.",
            why="A proxy of an environment is used for all URLs, and the command has "
            f"{' and '.join(f'{one}://' for one in others)} URLs as well."
            if name in of_urls
            else "No URL of the command goes through it.",
        )


def with_port_of_scheme(written: str) -> str:
    """A proxy's URL with the port that programs take without one, but for curl, which has 1080."""
    url = written if "://" in written else f"http://{written}"
    host = re.split(r"[/?#]", url.partition("://")[2])[0]
    has_port = re.search(r":\d+$", host) is not None
    return url.rstrip("/") if has_port or url.startswith("https") else f"{url.rstrip('/')}:80"


def _scheme_of(url: str, default: str) -> str:
    """The scheme of a URL; that of a text which only a shell knows is not told."""
    name, separator, _ = url.partition("://")
    return name.lower() if separator and name.lower() in _SCHEMES else default
