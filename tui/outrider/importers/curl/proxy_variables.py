"""Proxies that a script names by variables, which programs read (curl's manual, ENVIRONMENT)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from outrider.importers.curl.operations import CurlOperation, CurlOption
from outrider.importers.curl.scheme_proxies import proxy_options, with_port_of_scheme
from outrider.importers.curl.shell_assignments import assignments
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import CalledProgram
from outrider.model.import_result import ImportReport

_NAMES = ("http", "https", "all")
_LOWER_ONLY = {"curl": {"HTTP_PROXY"}, "wget": {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}}
"""Variables that a program does not read in capitals: a server for CGI has them of its clients."""
_PROXY = re.compile(r"(?:http|https|all|no)_proxy", re.IGNORECASE)
_GIVEN = re.compile(r"((?:http|https|all|no)_proxy)=(.*)", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
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
        self,
        operation: CurlOperation,
        command: ShellCommand,
        called: CalledProgram,
        report: ImportReport,
    ) -> CurlOperation:
        """The operation with the proxy that its program takes from variables."""
        before = command.words[: len(command.words) - len(called.arguments) - 1]
        # Of the command itself, or of what starts it: env, sudo, docker run -e.
        given = {one[1]: one[2] for one in map(_GIVEN.fullmatch, before) if one is not None}
        return with_proxy(operation, self._exported, given, report)


def with_proxy(
    operation: CurlOperation,
    exported: Mapping[str, str],
    given: Mapping[str, str],
    report: ImportReport,
) -> CurlOperation:
    """The operation with the proxy that variables name for its URLs.

    Args:
        operation: of a command that may name one itself.
        exported: variables for proxies that all commands get.
        given: those that this command gets; what is not imported of them is told.
        report: takes that.
    """
    schemes = {
        match[1].lower() if (match := _SCHEME.match(url)) else "http" for url in operation.urls
    }
    known = {
        name: value
        for name, value in exported.items()
        if name.lower().partition("_")[0] in {"all", "no", *schemes}
    } | dict(given)
    names_one = any(operation.last(name) is not None for name in _OWN)
    if not known or names_one or operation.last("noproxy") == "*":
        return operation
    found = list(_options(operation, known, report))
    return structs.replace(operation, options=(*operation.options, *found))


def _options(
    operation: CurlOperation, known: Mapping[str, str], report: ImportReport
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
        names = {f"{scheme}_proxy", f"{scheme}_proxy".upper()} - unread
        value = next((known[name] for name in sorted(names)[::-1] if known.get(name)), "")
        if value:
            is_plain = operation.program != "curl" and "\0" not in value
            takes_80 = is_plain and not value.startswith("socks")
            proxies[scheme] = with_port_of_scheme(value) if takes_80 else value
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
    return any(rule in {"*", host} or host.endswith(f".{rule}") for rule in rules if rule)
