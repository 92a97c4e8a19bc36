"""Proxies that a script names by variables, which programs read (curl's manual, ENVIRONMENT)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from outrider.importers.curl.operations import CurlOperation, CurlOption
from outrider.importers.curl.scheme_proxies import proxy_options
from outrider.importers.curl.shell_assignments import (
    assignments,
    leading_assignments,
    plain_words,
)
from outrider.importers.curl.shell_command import ShellCommand
from outrider.model.import_result import ImportReport

_NAMES = ("http", "https", "all")
_LOWER_ONLY = {"curl": {"HTTP_PROXY"}, "wget": {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}}
"""Variables that a program does not read in capitals: a server for CGI has them of its clients."""
_PROXY = re.compile(r"(?:http|https|all|no)_proxy", re.IGNORECASE)
_OWN = frozenset(
    ("proxy", "proxy1.0", "socks4", "socks4a", "socks5", "socks5-hostname", "preproxy")
)
"""Options by which a command names its proxy itself."""
_HOST = re.compile(r"(?:[A-Za-z][\w+.-]*://)?(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^:/?#]*)")


class ProxyVariables:
    """The variables for proxies of one script, as far as it was read.

    Args:
        every: the shell passes every variable on, as cmd does, and PowerShell those of ``$env:``.
    """

    def __init__(self, *, every: bool) -> None:
        self._every = every
        self._exported: dict[str, str] = {}

    def take(self, command: ShellCommand) -> None:
        """Takes what a command gives to the programs behind it."""
        words = list(command.words)
        passes = self._every or words[:1] == ["export"] or words[:2] == ["declare", "-x"]
        for one in assignments(command):
            if _PROXY.fullmatch(one.name) and (
                passes or one.name in self._exported or words[:1] == ["unset"]
            ):
                # What only a run would tell is a reference.
                self._exported[one.name] = f"\0{one.name}\0" if one.value is None else one.value

    def added(
        self, operation: CurlOperation, command: ShellCommand, report: ImportReport
    ) -> CurlOperation:
        """The operation with the proxy that its program takes from variables."""
        given = {one.name: one.value or "" for one in leading_assignments(plain_words(command))}
        known = {**self._exported, **given}
        known = {name: value for name, value in known.items() if _PROXY.fullmatch(name)}
        names_one = any(operation.last(name) is not None for name in _OWN)
        if not known or names_one or operation.last("noproxy") == "*":
            return operation
        found = list(self._options(operation, known, report))
        return structs.replace(operation, options=(*operation.options, *found))

    def _options(
        self, operation: CurlOperation, known: Mapping[str, str], report: ImportReport
    ) -> Iterator[CurlOption]:
        unread = _LOWER_ONLY.get(operation.program, set())
        for name in sorted(unread & known.keys()):
            if known[name]:
                report.lost(
                    f"The proxy of variable {name} was not imported.",
                    why=f"{operation.program} reads this variable in lower case only.",
                )
        proxies = {}
        for scheme in _NAMES:
            # In lower case first, as curl does.
            names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
            value = next((known[name] for name in names if known.get(name)), "")
            if value and not unread.intersection(n for n in names if known.get(n) == value):
                proxies[scheme] = value
        exceptions = known.get("no_proxy") or known.get("NO_PROXY") or ""
        if proxies and exceptions:
            if all(_is_excepted(url, exceptions) for url in operation.urls):
                return
            report.changed(
                "no_proxy of the script was not imported.",
                why="The proxy of an environment is used for every host.",
            )
        yield from proxy_options(proxies, operation.urls, "http", report)


def _is_excepted(url: str, exceptions: str) -> bool:
    match = _HOST.match(url)
    host = match["host"].lower() if match else ""
    rules: Sequence[str] = [one.lower().lstrip(".") for one in re.split(r"[\s,]+", exceptions)]
    return any(rule == "*" or host == rule or host.endswith(f".{rule}") for rule in rules if rule)
