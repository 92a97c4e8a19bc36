"""Which variables only scripts set that are not run here, for the error at a send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from outrider.importers.building.item_builders import CollectionBuilder, ItemBuilder
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.model.workspace import Scalar
from outrider.variables.reference_grammar import is_name
from outrider.visible_text import visible_line


class ScriptVariableNotes:
    """Writes them down as comments of the outermost folder.

    Attributes:
        noted: the variables.
        unread: scripts that may set any variable, as an error names them.
    """

    def __init__(
        self,
        drafts: CollectionBuilder,
        report: PostmanImportReport,
        imported: ImportedScopes,
        scopes: Sequence[Mapping[str, Scalar]],
    ) -> None:
        self._drafts = drafts
        self._report = report
        self._imported = imported
        self._scopes = scopes
        self.noted: set[str] = set()
        self.unread: list[str] = []

    def note(self, draft: ItemBuilder, label: str, fills: Mapping[str, int]) -> None:
        """Writes down which variables only this script sets, for the error at a send.

        In the outermost folder, since requests beside this one may refer to them as well.
        """
        known = {self._report.name(name): line for name, line in fills.items()}
        self.noted |= known.keys()
        self._drafts.folders[0].comments += [
            f"variable {name}: set by the {self.named(draft, label, line)}"
            for name, line in known.items()
        ]

    def note_rest(self, known: AbstractSet[str], referred: AbstractSet[str]) -> None:
        """Writes down which script may set what nothing gives a value, where one may set anything.

        ``known`` are variables that need none: of the workspace, or filled by what became an auth;
        ``referred`` are those that anything refers to.
        """
        if not self.unread:
            return
        values = {name for scope in self._scopes for name, value in scope.items() if value != ""}
        secrets = {name for one in self._drafts.folders for name in one.values.secrets}
        given = values | secrets | known | self.noted | self._imported.names()
        rest = sorted(
            name
            for name in map(self._report.name, referred - given)
            if is_name(name) and name not in given
        )
        self.noted |= set(rest)
        self._drafts.folders[0].comments += [
            f"variable {name}: set by the {self.unread[0]}, as it seems" for name in rest
        ]

    def named(self, draft: ItemBuilder, label: str, line: int) -> str:
        """A script as an error names it."""
        where = visible_line(" ".join(draft.place.split()) or self._drafts.name)
        return f"{label} of {where}, line {line}"
