"""Variables of folders that win over those of environments in the tool that they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import FolderBuilder, ItemBuilder, RequestBuilder
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.variables.reference_grammar import reference_spans


class ShadowSettler:
    """Gives requests the variables of their folders that an environment has another value for.

    Here an environment wins over folders, and a request over both.

    Args:
        scopes: every variable that the import brings.
        names_in: those that a request refers to.
    """

    def __init__(
        self,
        report: BuildReport,
        environments: Sequence[EnvironmentBuilder],
        scopes: Sequence[VariableBuilder],
        names_in: Callable[[RequestBuilder], set[str]],
    ) -> None:
        self._report = report
        self._environed = {name for one in environments for name in one.values.variables}
        self._names_in = names_in
        self._refers: dict[str, set[str]] = {}
        for scope in scopes:
            for name, value in scope.variables.items():
                self._refers.setdefault(name, set()).update(
                    span.name for span in reference_spans(str(value))
                )

    def settle(self, folders: Iterable[FolderBuilder], requests: Sequence[RequestBuilder]) -> None:
        """Does it for folders whose variables win there: parents come before children."""
        asked = {request.id: self._closure(request) for request in requests}
        around = list(folders)
        for folder in around:
            used = self._followed(_names_around(folder))
            for request in requests:
                if not folder.id or request.id.startswith(f"{folder.id}/"):
                    asked[request.id] |= used
        for folder in reversed(around):
            shared = self._environed & folder.values.variables.keys()
            given: dict[str, None] = {}
            for request in requests:
                if folder.id and not request.id.startswith(f"{folder.id}/"):
                    continue
                names = [one for one in folder.values.variables if one in asked[request.id]]
                known = {one: folder.values.variables[one] for one in names if one in shared}
                request.variables = {**known, **request.variables}
                given |= dict.fromkeys(known)
            if given:
                self._report.at(folder.place).changed(
                    f"Variables of the folder were also written to its requests: "
                    f"{', '.join(given)}.",
                    why="An environment has them too, and takes precedence over folders.",
                )

    def _closure(self, request: RequestBuilder) -> set[str]:
        """The names that a request refers to, and those that these refer to."""
        return self._followed([*self._names_in(request), *_names_in_auth(request)])

    def _followed(self, names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        left = list(names)
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += self._refers.get(name, ())
        return found


def _names_in_auth(item: ItemBuilder) -> list[str]:
    if item.auth is None:
        return []
    return [span.name for span in reference_spans(str(dict(item.auth.table)))]


def _names_around(folder: FolderBuilder) -> list[str]:
    """The names that requests below a folder get from it: in headers, and in an auth."""
    texts = (text for row in folder.headers if row.enabled for text in (row.name, row.value))
    return [
        *(span.name for text in texts for span in reference_spans(text)),
        *_names_in_auth(folder),
    ]
