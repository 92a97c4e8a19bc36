"""The file of a folder, and beside that of the outermost one the workspace's own, for editing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from outrider.model.trust import TrustGiven
from outrider.storage.reading import file_schemas
from outrider.storage.writing.document_updates import (
    check_document,
    confirm_written,
    open_folder,
    open_settings,
)
from outrider.storage.writing.toml_file import TomlFile
from outrider.toml_text.schema import Check, KeyPath
from outrider.toml_text.table_diff import table_edits

WORKSPACE = "workspace"
"""The key under which a table has what ``outrider.toml`` says."""


class FolderFiles(Struct, frozen=True):
    """A ``folder.toml``, whether it is there or not.

    Attributes:
        folder: what it says for all below.
        settings: ``outrider.toml``; ``None`` for any folder but ``requests/`` itself.
    """

    folder: TomlFile
    settings: TomlFile | None = None

    @classmethod
    def open(cls, root: Path, folder_id: str, *, trusted: TrustGiven) -> FolderFiles:
        """Reads them.

        Raises:
            DocumentError: one of them cannot be edited as it is.
            TrustRequiredError: one really lies outside an untrusted workspace.
        """
        folder = open_folder(root, folder_id, trusted=trusted)
        return cls(folder, None if folder_id else open_settings(root, trusted=trusted))

    @property
    def table(self) -> dict[str, Any]:
        """What both say, the workspace's own under :data:`WORKSPACE`."""
        table = dict(self.folder.data)
        return table if self.settings is None else {WORKSPACE: dict(self.settings.data), **table}

    def file_of(self, path: KeyPath) -> str:
        """Path of the file that has a key, or would have it."""
        if self.settings is not None and path[:1] == (WORKSPACE,):
            return self.settings.file
        return self.folder.file

    @property
    def changed_on_disk(self) -> bool:
        """Whether one of the files is no longer what was read."""
        settings = self.settings is not None and self.settings.changed_on_disk()
        return settings or self.folder.changed_on_disk()

    def change(self, wanted: Mapping[str, Any]) -> None:
        """Makes them say what a table says; comments and layout stay.

        Raises:
            DocumentError: one of them would be no such file.
            SaveRefused: its layout cannot be kept.
        """
        own = {key: value for key, value in wanted.items() if key != WORKSPACE}
        _change(self.folder, own, file_schemas.FOLDER)
        if self.settings is not None:
            _change(self.settings, wanted.get(WORKSPACE, {}), file_schemas.SETTINGS)

    def save(self) -> bool:
        """Writes what was edited; returns whether there was anything.

        Raises:
            SaveRefused: as :meth:`TomlFile.save`.
        """
        wrote = False
        for one in (self.folder, self.settings):
            if one is not None and one.is_edited:
                wrote = one.save() or wrote
        return wrote


def _change(document: TomlFile, wanted: Mapping[str, Any], check: Check) -> None:
    document.apply(tuple(table_edits(document.data, wanted)))
    check_document(document, check)
    confirm_written(document, document.data, wanted)
