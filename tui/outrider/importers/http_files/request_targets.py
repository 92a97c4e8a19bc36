"""Where a request of an ``.http`` file goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from outrider.importers.building.build_report import BuildReport
from outrider.variables.url.path_segments import escape_colons
from outrider.variables.url.url_parts import percent_encoded

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SECURE_PORTS = frozenset({"443", "8443"})
_REFERENCE = re.compile(r"\{\{[^{}\n]{1,500}\}\}")
HOST = "host"
"""The variable that httpyac puts before a path."""


def request_url(
    target: str,
    host: str,
    text: Callable[[str], str],
    report: BuildReport,
    *,
    has_host_variable: bool,
) -> str:
    """The URL of a request line.

    Args:
        target: absolute, without a scheme, or only a path.
        host: the value of the request's Host header; empty where there is none.
        text: rewrites references.
        report: takes what changes.
        has_host_variable: whether a variable called ``host`` is defined.
    """
    written = _without_fragment(target, report)
    if target == "*":
        report.lost('The target "*" was imported as a path.', why="Outrider needs a URL.")
        written = "/*"
    if written.startswith("/"):
        if host:
            _, _, port = host.partition(":")
            scheme = "https" if port in _SECURE_PORTS else "http"
            written = f"{scheme}://{host}{written}"
        else:
            written = f"{{{{{HOST}}}}}{written}"
            if not has_host_variable:
                report.at().lost(
                    'Variable "host" is not defined: URLs are only paths.',
                    advice="Define host, such as https://api.example.com, before sending.",
                )
    elif not _SCHEME.match(written) and not written.startswith("{{"):
        report.changed('"http://" was added to the URL, as its readers do.')
        written = f"http://{written}"
    return escape_colons(_encoded(text(written)))


def _encoded(url: str) -> str:
    """A URL with what no URL may hold encoded (WHATWG URL Standard, percent-encode sets)."""
    base, mark, query = _split(url)
    return percent_encoded(base, '"<>`{}') + mark + percent_encoded(query, "\"<>'")


def _split(url: str) -> tuple[str, str, str]:
    plain = _REFERENCE.sub(lambda found: "x" * len(found[0]), url)
    at = plain.find("?")
    return (url, "", "") if at < 0 else (url[:at], "?", url[at + 1 :])


def _without_fragment(target: str, report: BuildReport) -> str:
    plain = _REFERENCE.sub(lambda found: "x" * len(found[0]), target)
    at = plain.find("#")
    if at < 0:
        return target
    report.changed("The fragment of the URL was ignored.", why="It is never sent.")
    return target[:at]
