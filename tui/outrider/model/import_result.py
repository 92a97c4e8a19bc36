"""What an import brings: values as the workspace knows them, and a report on every one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from msgspec import Struct, structs

from outrider.errors import SourceLocation
from outrider.model.message import FieldLine
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Folder, Request, SecretRef, Variable


class ImportVerdict(StrEnum):
    """What became of something in an imported file."""

    CARRIED = "converted"
    CHANGED = "changed"
    NOT_CARRIED = "not imported"


class ImportRemark(Struct, frozen=True):
    """One line of the report.

    Attributes:
        what: one sentence, without a secret.
        source: the file that it was read from, as the user named it; empty for a paste.
        place: where in that file, in the words of its format: ``Billing / Create invoice``.
        line: 1-based line of a script or a text; ``None`` where there is none.
    """

    verdict: ImportVerdict
    what: str
    source: str = ""
    place: str = ""
    line: int | None = None
    why: str = ""
    advice: str = ""


class ImportReport:
    """Takes the remarks of an import or an export in order, each once.

    Attributes:
        source: what they are about, as :class:`ImportRemark` has it; place and line likewise.
    """

    def __init__(self, source: str = "") -> None:
        self.remarks: list[ImportRemark] = []
        self.source = source
        self._told: set[ImportRemark] = set()
        self._place = ""
        self._line: int | None = None

    def at(self, place: str = "", line: int | None = None) -> Self:
        """The same report, for what stands at this place."""
        here = copy(self)
        here._place, here._line = place, line
        return here

    def changed(self, what: str, place: str = "", why: str = "", advice: str = "") -> None:
        """Something is there, but not as it was."""
        self._add(ImportVerdict.CHANGED, what, place, why, advice)

    def lost(self, what: str, place: str = "", why: str = "", advice: str = "") -> None:
        """Something is not there, or does nothing."""
        self._add(ImportVerdict.NOT_CARRIED, what, place, why, advice)

    def carried(self, what: str) -> None:
        """Something is there in another form that does the same."""
        self._add(ImportVerdict.CARRIED, what)

    def _add(
        self, verdict: ImportVerdict, what: str, place: str = "", why: str = "", advice: str = ""
    ) -> None:
        place = place or self._place
        remark = ImportRemark(verdict, what, self.source, place, self._line, why, advice)
        if remark not in self._told:
            self._told.add(remark)
            self.remarks.append(remark)


class ExampleResponse(Struct, frozen=True):
    """An example of an answer that was kept with a request.

    Attributes:
        name: for its file, unique among the request's examples.
        status: three digits; ``None`` where the file did not say.
    """

    request_id: str
    name: str
    status: int | None = None
    reason: str = ""
    fields: tuple[FieldLine, ...] = ()
    body: str = ""


class ImportedEnvironment(Struct, frozen=True):
    """An environment, and the secret values that only this machine shall keep.

    Attributes:
        environment: what everybody may read; its secrets are references.
        values: literal secrets for the overlay, by name; none of them is empty.
        stands_in: it was made for secrets of files that bring no environment: one that the
            workspace has takes them in its place.
        is_private: its variables are nobody else's either: they go to the overlay.
    """

    environment: Environment
    values: Mapping[str, Secret] = MappingProxyType({})
    stands_in: bool = False
    is_private: bool = False

    def with_secrets(self, values: Mapping[str, Secret]) -> ImportedEnvironment:
        """With more secrets: others are asked for them, this machine has the values."""
        asked = {
            name: SecretRef(name, "prompt", {"prompt": True}, SourceLocation("", ("secrets", name)))
            for name in values
        }
        secrets = {**asked, **self.environment.secrets}
        environment = structs.replace(self.environment, secrets=secrets)
        return structs.replace(self, environment=environment, values={**self.values, **values})


_OPERATION = "Operation: "


def operation_comment(endpoint: str, name: str) -> str:
    """The comment by which the request of an operation is known again.

    Args:
        endpoint: its method and path.
        name: what the document calls it; empty where it does not.
    """
    return f"{_OPERATION}{endpoint} ({name})" if name else f"{_OPERATION}{endpoint}"


def operation_of(comments: Sequence[str]) -> str:
    """The comment of that kind among others; empty for none."""
    return next((one for one in comments if one.startswith(_OPERATION)), "")


class ImportedCollection(Struct, frozen=True):
    """A collection, which has a folder of its own beside others.

    Attributes:
        folder: id of its folder, where it is the only one; empty for all of ``requests/``.
        folder_name: what its folder is called in a workspace that holds something else already.
        name: as its own file calls it.
        origin: by what it is known again; a comment in its ``folder.toml``.
        keeps_edits: importing it again changes what it brought, and no value that the user has
            changed since.
        is_only_one: where nothing is there it gets all of ``requests/``, though requests of no
            collection come along, beside which it has a folder for now.
    """

    folder: str
    folder_name: str
    name: str
    origin: str
    is_only_one: bool = False
    keeps_edits: bool = False


class ImportResult(Struct, frozen=True):
    """Everything that one import brings.

    Attributes:
        name: of the collection, or of what else was read.
        folders: parents before children; the empty id is the whole collection.
        requests: in the order in which they stood.
        responses: examples kept with the requests.
        secrets: literal secrets of what brings no environment, for an overlay; none is empty.
        comments: by the id of a file (``requests/billing/create`` without ``.toml``), the lines
            of what the workspace has no word for.
        collections: those that can be imported again, or beside others.
        literals: names of secrets that stood in the files as they are.
        files: bodies that are too large for a request's file, by path below the workspace.
        pasted: credentials that a pasted text has in variables, by the names of these; its
            requests have them as they are.
    """

    name: str = ""
    folders: tuple[Folder, ...] = ()
    requests: tuple[Request, ...] = ()
    environments: tuple[ImportedEnvironment, ...] = ()
    variables: Mapping[str, Variable] = MappingProxyType({})
    responses: tuple[ExampleResponse, ...] = ()
    secrets: Mapping[str, Secret] = MappingProxyType({})
    comments: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    remarks: tuple[ImportRemark, ...] = ()
    collections: tuple[ImportedCollection, ...] = ()
    literals: tuple[str, ...] = ()
    files: Mapping[str, bytes] = MappingProxyType({})
    pasted: Mapping[str, Secret] = MappingProxyType({})
