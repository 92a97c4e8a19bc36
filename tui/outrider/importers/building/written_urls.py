"""URLs of other tools: their scheme, and the parameters of their path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from outrider.importers.building.build_report import BuildReport

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")
_PARAMETER = re.compile(r"/:([A-Za-z_$][^/?#:{}\\]*)?")
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def with_tool_scheme(url: str, scheme: str, tool: str, report: BuildReport) -> str:
    """A URL with the scheme that its tool would add; one that begins with a variable stays."""
    if not url or _SCHEME.match(url) or url.startswith(("{{", "\\{{")):
        return url
    report.changed(f'"{scheme}://" was added to the URL, as {tool} does.')
    return f"{scheme}://{url}"


def without_fragment(url: str, report: BuildReport) -> str:
    """A URL without what follows ``#``, which is never sent (RFC 9110 §7.1)."""
    base, separator, _ = url.partition("#")
    if separator:
        report.changed("The fragment of the URL was removed.", why="It is never sent.")
    return base


def with_path_parameters(
    url: str, written: Mapping[str, str], report: BuildReport
) -> tuple[str, dict[str, str]]:
    """The URL with its path parameters as they are written here, and their values.

    A segment that begins with a colon and has no value stays the text that it is.

    Args:
        url: references in it as they are written here.
        written: the values by name, references in them likewise.
        report: is told what is sent otherwise, or nowhere.
    """
    start = _START.match(url)
    at = start.end() if start else 0
    end = re.search(r"[?#]", url[at:])
    stop = at + end.start() if end else len(url)
    values: dict[str, str] = {}

    def segment(match: re.Match[str]) -> str:
        name = match[1] or ""
        if name not in written:
            if name:
                report.changed(
                    f'Path parameter ":{name}" has no value; the text ":{name}" is sent.'
                )
            return f"/\\:{name}"
        known = _NOT_IN_NAMES.sub("_", name)
        values[known] = written[name]
        return f"/:{known}"

    path = _PARAMETER.sub(segment, url[at:stop])
    used = {_NOT_IN_NAMES.sub("_", name) for name in written} & values.keys()
    for name, value in written.items():
        known = _NOT_IN_NAMES.sub("_", name)
        if known and known not in used and value:
            values[known] = value
            report.changed(f'Path parameter "{name}" is not in the URL; it is sent nowhere.')
    for name, value in values.items():
        if not value:
            report.changed(
                f'Path parameter ":{name}" is empty.', advice="Enter a value before sending."
            )
    return url[:at] + path + url[stop:], {name: one for name, one in values.items() if one}


def without_path_parameters(url: str) -> str:
    """A URL in which a colon begins no parameter: that of a tool which has none."""
    start = _START.match(url)
    at = start.end() if start else 0
    end = re.search(r"[?#]", url[at:])
    stop = at + end.start() if end else len(url)
    return url[:at] + url[at:stop].replace("/:", "/\\:") + url[stop:]


def with_parameter(url: str, name: str, written: str) -> str:
    """The URL with one more query parameter; a value with references stays as it is written."""
    value = written if "{{" in written else quote(written, safe="")
    return f"{url}{'&' if '?' in url else '?'}{quote(name, safe='')}={value}"
