"""A folder as one form, and with it the workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outrider.auth.token_tables import TOKEN_PARAMETERS, TOKEN_TABLES
from outrider.toml_text.schema import Finding
from outrider.toolkit.sheet.row_operations import apply_row_action
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.toolkit.sheet.table_sheet import TableSheet
from outrider.widgets.auth.auth_form_rows import may_add
from outrider.widgets.folder import folder_rows as form
from outrider.widgets.folder.folder_rows import FolderFormContext, folder_rows
from outrider.widgets.folder.folder_table import folder_table
from outrider.widgets.request.auth_sources import CUSTOM, source_of_table


class FolderSheet(TableSheet):
    """The rows of a folder, and what is wrong with them."""

    blank = SheetRow(("", ""), None, form.VARIABLES)
    movable = True

    def __init__(
        self,
        table: Mapping[str, Any],
        view: Callable[[Mapping[str, Any]], FolderFormContext],
        check: Callable[[Mapping[str, Any]], Sequence[Finding]],
    ) -> None:
        super().__init__(table, check, id="folder")
        self._view = view
        self._last_view: tuple[Mapping[str, Any], FolderFormContext] | None = None

    def rows_of(self, table: Mapping[str, Any]) -> list[SheetRow]:
        """Every row of the form."""
        return folder_rows(table, self._known(table))

    def table_of(
        self, rows: Sequence[SheetRow], before: Mapping[str, Any], written: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The table that the rows stand for."""
        return folder_table(rows, before, written, self._known(before))

    def _known(self, table: Mapping[str, Any]) -> FolderFormContext:
        if self._last_view is None or self._last_view[0] is not table:
            self._last_view = (table, self._view(table))
        return self._last_view[1]

    def has_references(self, row: SheetRow) -> bool:
        """A label is not sent."""
        return row.group != "general"

    @property
    def auth(self) -> str:
        """A folder has one at most, without a name."""
        return ""

    async def add(self) -> None:
        """Adds what the part under the cursor is made of."""
        row = self.lines.row
        if row is None or self.editing:
            return
        blank = self._blank_of(row.group)
        if blank is not None:
            await self.insert_into(blank)

    def _blank_of(self, group: str) -> SheetRow | None:
        """What is added to a part; ``None`` for one that has nothing more."""
        kind, _, table = group.partition(" ")
        groups = {row.group for row in self._rows}
        if kind == form.AUTH:
            if not self._may_add_parameters():
                return None
            table = table if table in TOKEN_TABLES else TOKEN_PARAMETERS
            return SheetRow(("", ""), None, f"{form.AUTH} {table}")
        if group == form.HEADERS:
            return SheetRow(("", ""), True, form.HEADERS)
        if group == "general":
            group = form.WORKSPACE_VARIABLES
            group = group if group in groups else form.VARIABLES
        if group in {form.VARIABLES, form.WORKSPACE_VARIABLES}:
            return SheetRow(("", ""), None, group)
        return None

    def _may_add_parameters(self) -> bool:
        """Whether the definition fetches a token, of whose request there can be more to say."""
        auth = self._table.get(form.AUTH)
        if auth is None or source_of_table(auth) != CUSTOM:
            return False
        return may_add(auth, self._known(self._table).auth(self._table))

    def begins_with_add(self, row: SheetRow | None) -> bool:
        """Enter on the heading of a part adds to it."""
        return row is not None and row.heading and self._blank_of(row.group) is not None

    def locked_row_pressed(self, index: int, action: str) -> None:
        """Moves a name in its order."""
        if self._rows[index].group in {form.ORDER, form.ENVIRONMENTS}:
            changed = apply_row_action(self._rows, index, action)
            if changed is not None and action in {"up", "down"}:
                self._take(*changed)
