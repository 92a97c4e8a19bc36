"""Schemes of URLs that begin with a variable: a program sends to http where it gives none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import structs

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.postman.token_usage import names_in_request
from outrider.model.secret import MaybeSecret, Secret, reveal, transform

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FIRST = re.compile(r"\{\{([^{}$]+)\}\}")
_TO_SCHEME = re.compile(r"(?:[A-Za-z0-9+.-]|\{\{[^{}]*\}\})*:?//")
"""What stands between the start of a URL and its host, where a variable is the scheme."""
_DEEPEST = 8


class SchemeSettler:
    """Adds ``http://`` where the program does: to values of variables, or to URLs.

    Args:
        scopes: every variable that the import brings.
        tool: whose requests they are.
    """

    def __init__(
        self, report: BuildReport, scopes: Sequence[VariableBuilder], tool: str = "Postman"
    ) -> None:
        self._report = report
        self._scopes = scopes
        self._tool = tool

    def settle(self, requests: Sequence[RequestBuilder]) -> None:
        """Settles all URLs; a scope may give a variable a scheme, and another one none."""
        starts = {request.id: self._start(request.url) for request in requests}
        elsewhere: set[str] = set()
        for request in requests:
            rest = request.url.partition("}}")[2] if starts[request.id] else request.url
            elsewhere |= names_in_request(structs.replace(request, url=rest))
        beside: dict[str, str] = {}
        for name in dict.fromkeys(filter(None, starts.values())):
            if name not in elsewhere:
                self._add(name, name)
            elif not all(self._lacks(one) for one in self._values(name)):
                beside[name] = self._free(f"{name}_url")
                self._add(name, beside[name])
        for request in requests:
            name = starts[request.id]
            if name in beside:
                request.url = f"{{{{{beside[name]}}}}}{request.url.partition('}}')[2]}"
            elif name in elsewhere:
                request.url = f"http://{request.url}"
                what = f'"http://" was added to the URL, as {self._tool} does.'
                self._report.at(request.place).changed(what)

    def _start(self, url: str) -> str:
        """The variable that a URL begins with and that has no scheme in some scope; else empty."""
        match = _FIRST.match(url)
        if match is None or _TO_SCHEME.match(url, match.end()):
            return ""
        return match[1] if any(map(self._lacks, self._values(match[1]))) else ""

    def _values(self, name: str) -> list[str]:
        """What is known of a variable in any scope."""
        found = (_value(scope, name) for scope in self._scopes)
        return [reveal(one) for one in found if one]

    def _lacks(self, value: str, depth: int = 0) -> bool:
        """Whether a value begins with no scheme, nor the variable that it begins with."""
        if _SCHEME.match(value):
            return False
        first = _FIRST.match(value)
        if first is None:
            return not value.startswith("{{")
        if _TO_SCHEME.match(value, first.end()) or depth >= _DEEPEST:
            return False
        inner = self._values(first[1])
        return bool(inner) and all(self._lacks(one, depth + 1) for one in inner)

    def _add(self, name: str, called: str) -> None:
        """Gives every value a scheme, under its own name or another one."""
        for scope in self._scopes:
            value = _value(scope, name)
            if value is None or not value:
                continue
            lacks = self._lacks(reveal(value))
            made = transform(value, lambda text: f"http://{text}") if lacks else value
            if isinstance(made, Secret):
                scope.secrets[called] = made
            else:
                scope.variables[called] = made
        self._report.source = ""
        what = f'"http://" was added to variable "{name}": URLs start with it.'
        if called != name:
            what = (
                f'Variable "{called}" was added: "{name}" with "http://", since URLs start with it.'
            )
        self._report.changed(what, why=f"{self._tool} uses http:// where a URL has no scheme.")

    def _free(self, name: str) -> str:
        taken = {one for scope in self._scopes for one in (*scope.variables, *scope.secrets)}
        number, found = 1, name
        while found in taken:
            number += 1
            found = f"{name}_{number}"
        return found


def _value(scope: VariableBuilder, name: str) -> MaybeSecret | None:
    secret = scope.secrets.get(name)
    if secret is not None:
        return secret
    plain = scope.variables.get(name)
    return None if plain is None or plain == "" else str(plain)
