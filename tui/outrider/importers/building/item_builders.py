"""Folders and requests on their way to the workspace."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from outrider.importers.building.scope_builders import VariableBuilder
from outrider.model.expectation import Capture, Expectation
from outrider.model.import_result import ExampleResponse, ImportedCollection
from outrider.model.workspace import (
    AuthTable,
    Body,
    NameValueRow,
    RequestOptions,
    Scalar,
)


class ImportedScript(Struct, frozen=True):
    """A script: it listens for ``prerequest`` or ``test``.

    Attributes:
        text: in the words of Postman, which are those that are read.
        written: in those of its own tool, line by line the same; empty where it has no others.
    """

    listen: str
    text: str
    enabled: bool = True
    written: str = ""


class ItemBuilder(Struct):
    """A folder or a request on its way; what later steps learn is written into it.

    Attributes:
        id: below ``requests/``.
        place: where it stands in the collection, for the report.
        auth: ``None`` inherits.
        comments: lines for the end of its file.
    """

    id: str
    name: str
    place: str
    description: str = ""
    auth: AuthTable | None = None
    scripts: list[ImportedScript] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    headers: list[NameValueRow] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Its file in the workspace, without the suffix."""
        return f"requests/{self.id}"


class FolderBuilder(ItemBuilder):
    """A folder; the collection itself is the outermost."""

    values: VariableBuilder = field(default_factory=VariableBuilder)
    order: list[str] = field(default_factory=list)

    @property
    def file(self) -> str:
        """``folder`` in its folder."""
        return f"requests/{self.id}/folder" if self.id else "requests/folder"


class RequestBuilder(ItemBuilder):
    """A request.

    Attributes:
        source: the item as the tool has it that it comes from, where that is asked later.
        notes: comments of names in the source; whoever writes them masks what is secret.
    """

    method: str = "GET"
    url: str = ""
    query: tuple[NameValueRow, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    options: RequestOptions = RequestOptions()
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    source: Mapping[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class CollectionBuilder(Struct):
    """All of a collection; ``files`` are what its requests refer to, by path."""

    identity: ImportedCollection
    folders: list[FolderBuilder] = field(default_factory=list)
    requests: list[RequestBuilder] = field(default_factory=list)
    responses: list[ExampleResponse] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the collection calls itself."""
        return self.identity.name
