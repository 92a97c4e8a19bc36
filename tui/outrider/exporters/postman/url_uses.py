"""Where the values of variables go: into which parts of URLs, or elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedItem,
)
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import AuthTable, Folder, Request, Scalar, scalar_text
from outrider.variables.reference_grammar import reference_spans
from outrider.variables.url.url_parts import UrlPart, spans_of_url

QUERY_KEYS = ("value", "token")
"""Keys of an auth whose values are added to the query, where it says so."""


class VariableUse(Struct):
    """The parts of URLs that a variable's value goes into, and whether it goes elsewhere too."""

    parts: set[UrlPart] = field(default_factory=set)
    is_elsewhere: bool = False

    def add(self, other: VariableUse) -> bool:
        """Takes over the places of another one, and says whether one of them is new."""
        before = (len(self.parts), self.is_elsewhere)
        self.parts |= other.parts
        self.is_elsewhere = self.is_elsewhere or other.is_elsewhere
        return before != (len(self.parts), self.is_elsewhere)


class UrlUses:
    """What refers to which variable, directly or by another one.

    Attributes:
        scopes: the variables and secrets of each that has some.
    """

    def __init__(self, root: ExportedFolder, environments: Sequence[ExportedEnvironment]) -> None:
        self.scopes: list[Mapping[str, Scalar | Secret]] = [*_scopes_of(root)]
        self.scopes += [{**one.variables, **one.secrets} for one in environments]
        self._uses: dict[str, VariableUse] = {}
        self._find(root)
        self._follow_variables()

    @property
    def names(self) -> list[str]:
        """The variables that something refers to."""
        return [*self._uses]

    def written(self, name: str) -> Iterator[str]:
        """The values of a variable, in every scope that has it."""
        for scope in self.scopes:
            if name in scope:
                yield variable_text(scope[name])

    def of(self, name: str) -> VariableUse:
        """Where the value of a variable goes."""
        return self._uses.setdefault(name, VariableUse())

    def _find(self, item: ExportedItem) -> None:
        if isinstance(item, ExportedFolder):
            self._find_in_auth(item.folder.auth)
            self._elsewhere(item.folder.headers)
            for child in item.children:
                self._find(child)
            return
        request = item.request
        self._find_in_auth(request.auth)
        for span, part in spans_of_url(request.url, self.written):
            self._add(span.name, part)
        for row in request.query_params:
            for text, part in ((row.name, UrlPart.ROW_NAME), (row.value, UrlPart.ROW)):
                for span in reference_spans(text):
                    self._add(span.name, part)
        for value in request.path_params.values():
            for span in reference_spans(value):
                self._add(span.name, UrlPart.SEGMENT)
        self._elsewhere((request.method, request.headers, request.body))

    def _find_in_auth(self, auth: AuthTable | None) -> None:
        table = dict(auth.table) if auth is not None else {}
        for key in QUERY_KEYS if is_in_query(auth) else ():
            for span in reference_spans(str(table.pop(key, ""))):
                self._add(span.name, UrlPart.KEY)
        self._elsewhere(table)

    def _add(self, name: str, part: UrlPart | None) -> None:
        if part is None:
            self.of(name).is_elsewhere = True
        else:
            self.of(name).parts.add(part)

    def _elsewhere(self, what: object) -> None:
        for span in reference_spans(str(what)):
            self.of(span.name).is_elsewhere = True

    def _follow_variables(self) -> None:
        """A variable that another one refers to goes where that one goes."""
        inside = {
            (outer, span.name)
            for scope in self.scopes
            for outer, value in scope.items()
            for span in reference_spans(variable_text(value))
        }
        while sum(self.of(inner).add(self.of(outer)) for outer, inner in inside):
            pass


def is_in_query(auth: AuthTable | None) -> bool:
    """Whether an auth adds its key or token to the query."""
    placement = auth.table.get("placement") if auth is not None else None
    return isinstance(placement, Mapping) and placement.get("in") == "query"


def _scopes_of(item: ExportedItem) -> Iterator[dict[str, Scalar | Secret]]:
    owner: Folder | Request = item.folder if isinstance(item, ExportedFolder) else item.request
    yield {name: one.value for name, one in owner.variables.items()}
    for child in item.children if isinstance(item, ExportedFolder) else ():
        yield from _scopes_of(child)


def variable_text(value: Scalar | Secret) -> str:
    """A variable's value as it is inserted."""
    return reveal(value) if isinstance(value, Secret) else scalar_text(value)
