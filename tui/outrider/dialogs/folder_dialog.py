"""The page on which a folder is edited, or the workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outrider.dialogs.table_page import PageAct, TablePage
from outrider.toml_text.schema import Finding, KeyPath
from outrider.widgets.folder.folder_rows import FolderFormContext
from outrider.widgets.folder.folder_sheet import FolderSheet


class FolderDialog(TablePage):
    """Shows a folder's rows.

    Args:
        table: what its file says, and for the workspace what ``outrider.toml`` says.
        view: what the rows of a table need to know besides.
        check: finds what is wrong with a table.
        act: as :class:`TablePage`.
        key: where the cursor is at first.
        file: where most of it is written.
    """

    def __init__(
        self,
        title: str,
        table: Mapping[str, Any],
        view: Callable[[Mapping[str, Any]], FolderFormContext],
        check: Callable[[Mapping[str, Any]], Sequence[Finding]],
        act: PageAct,
        key: KeyPath = (),
        *,
        file: str = "",
    ) -> None:
        super().__init__(title, FolderSheet(table, view, check), act, key, file=file)
