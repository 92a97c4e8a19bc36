"""Variables that requests capture: none of them is a secret of an environment as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from outrider.credential_shapes import is_credential
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.model.secret import reveal


class CapturedNames:
    """What the requests of an import capture.

    Attributes:
        names: of the variables.
    """

    def __init__(self, report: BuildReport, requests: Sequence[RequestBuilder]) -> None:
        self._report = report
        self._requests = requests
        self.names = frozenset(capture.name for request in requests for capture in request.captures)

    def settle(self, scopes: Iterable[VariableBuilder]) -> None:
        """Takes captured variables out of the secrets, and those that would become ones.

        Variables and secrets share one namespace, so that the value of the file has to go.
        """
        dropped: set[str] = set()
        for values in scopes:
            for name in self.names & values.secrets.keys():
                # An export that left the value out has nothing that could get lost.
                if reveal(values.secrets.pop(name)):
                    dropped.add(name)
            for name in self.names & values.variables.keys():
                value = values.variables[name]
                if "{{" not in str(value) and is_credential(name, str(value)):
                    del values.variables[name]
                    dropped.add(name)
        self._report.source = ""
        for name in sorted(dropped):
            first = self._mark_secret(name)
            self._report.changed(
                f'The value of secret "{name}" was not imported: '
                f'request "{first}" captures the variable.',
                why="A captured variable cannot have the name of a secret.",
                advice=f'Send "{first}" before the requests that use it.',
            )

    def _mark_secret(self, name: str) -> str:
        """Has its captures masked; the name of the first request that captures it."""
        found = ""
        for request in self._requests:
            for index, capture in enumerate(request.captures):
                if capture.name == name:
                    request.captures[index] = structs.replace(capture, secret=True)
                    found = found or request.name
        return found
