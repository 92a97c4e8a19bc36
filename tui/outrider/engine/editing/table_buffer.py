"""A table that is being edited on a page of its own: what its files said, and saving it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from msgspec import structs

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SaveError, Severity
from outrider.model.auth import AuthConfig
from outrider.storage.files.atomic_write import refuse_save
from outrider.storage.reading.unclosed_references import UNCLOSED
from outrider.toml_text.schema import Finding, KeyPath
from outrider.toml_text.table_diff import (
    NoSuchKey,
    apply_edits,
    strictly_equal,
    table_edits,
    without_empty,
)


class EditedFiles(Protocol):
    """The files that such a table stands in."""

    @property
    def table(self) -> dict[str, Any]:
        """What they say together."""

    @property
    def changed_on_disk(self) -> bool:
        """Whether one of them is no longer what was read."""

    def file_of(self, path: KeyPath) -> str:
        """Path of the file whose value of a key counts."""

    def save(self) -> bool:
        """Writes what was edited; returns whether there was anything."""


Files = TypeVar("Files", bound=EditedFiles)


class TableBuffer(ABC, Generic[Files]):
    """One table on its way to its files; nothing is written before :meth:`save`.

    Args:
        kind: what it is a table of, as a draft of it says.
        table_id: which one.

    Attributes:
        before: what the files said together when they were read.
    """

    def __init__(self, kind: str, table_id: str) -> None:
        """Reads the files.

        Raises:
            DocumentError: one of them cannot be edited as it is.
            TrustRequiredError: one of them really lies outside an untrusted workspace.
        """
        self.kind = kind
        self.id = table_id
        self._documents = self._open()
        self.before: Mapping[str, Any] = self._documents.table

    @abstractmethod
    def _open(self) -> Files:
        """Reads the files."""

    @property
    @abstractmethod
    def files(self) -> tuple[str, ...]:
        """Their paths, relative to the workspace."""

    @abstractmethod
    def file_of_key(self, table: Mapping[str, Any]) -> Callable[[KeyPath], str]:
        """Says of a key of a table in which file it is, or will be once the table is saved."""

    @abstractmethod
    def can_be_written(self, table: Mapping[str, Any]) -> bool:
        """Whether a table is what its files may hold, right or wrong in what it says."""

    @abstractmethod
    def problems(self, table: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Everything that is wrong with a table, as ``outrider check`` would tell it."""

    @abstractmethod
    def auth(self, table: Mapping[str, Any], name: str) -> AuthConfig:
        """A definition of the table that fetches a token.

        Raises:
            UsageError: there is none of this name, or it fetches no token.
            WorkspaceError: it is wrong.
        """

    @abstractmethod
    def snapshot(self, table: Mapping[str, Any]) -> WorkspaceSnapshot:
        """What a token request needs, with the workspace as the table says.

        Raises:
            UsageError: the table is wrong.
            WorkspaceError: ``outrider.toml`` is broken.
        """

    @abstractmethod
    def _change(
        self, documents: Files, wanted: Mapping[str, Any], table: Mapping[str, Any]
    ) -> None:
        """Makes the files say what is wanted: a table, and what else was changed in them."""

    def is_changed(self, table: Mapping[str, Any]) -> bool:
        """Whether a table says something else than the files did."""
        return not strictly_equal(without_empty(self.before), without_empty(table))

    @property
    def changed_outside(self) -> bool:
        """Whether one of the files is no longer what was read."""
        return self._documents.changed_on_disk

    def is_new(self, path: KeyPath, table: Mapping[str, Any]) -> bool:
        """Whether a key of a table has a value that is in no file yet."""
        return not strictly_equal(table_value(self.before, path), table_value(table, path))

    def save(self, table: Mapping[str, Any], *, onto_outside: bool = False) -> bool:
        """Writes a table into the files, whose comments and layout stay.

        ``onto_outside``: they were changed outside; they are read again, and get only the changes
        that the table makes to what was read first. Returns whether there was anything to write.

        Raises:
            SaveError: one was changed outside since it was read (code ``changed_outside``), it
                cannot express the change, or the system refuses.
            DocumentError: what was written outside is no such file.
        """
        if self.changed_outside and not onto_outside:
            raise refuse_save(
                "changed_outside",
                f"{' or '.join(self.files)} changed on disk after it was opened.",
                self.files[0],
            )
        documents = self._open()
        try:
            wanted = apply_edits(documents.table, tuple(table_edits(self.before, table)))
        except NoSuchKey:
            raise self._lost_part() from None
        self._change(documents, wanted, table)
        wrote = documents.save()
        self._documents = documents
        self.before = documents.table
        return wrote

    def rebase(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """Reads the files again; returns what they say now, with what a table changed besides.

        Raises:
            DocumentError: one of them cannot be edited as it is now.
            SaveError: what was changed is not there any more.
        """
        documents = self._open()
        try:
            rebased = apply_edits(documents.table, tuple(table_edits(self.before, table)))
        except NoSuchKey:
            raise self._lost_part() from None
        self._documents = documents
        self.before = documents.table
        return rebased

    def _lost_part(self) -> SaveError:
        return refuse_save(
            "layout",
            "Your change is to a part that was removed from the file.",
            self.files[0],
            advice="Reload the file, then make the change again.",
        )

    def reload(self) -> None:
        """Gives up what was read first, and reads the files again.

        Raises:
            DocumentError: one of them cannot be edited as it is now.
        """
        self._documents = self._open()
        self.before = self._documents.table


def told_on_page(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as a page tells them: a reference without an end is an error where it is typed."""
    return tuple(
        dict.fromkeys(
            structs.replace(one, severity=Severity.ERROR) if one.code == UNCLOSED else one
            for one in findings
        )
    )


def table_value(table: Mapping[str, Any], path: KeyPath) -> Any:
    """The value of a key; ``None`` where there is no such key."""
    value: Any = table
    for step in path:
        inside = isinstance(value, Mapping) and step in value
        at = isinstance(value, Sequence) and isinstance(step, int) and step < len(value)
        if isinstance(value, str) or not (inside or at):
            return None
        value = value[step]
    return value
