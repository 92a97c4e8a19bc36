"""An environment as one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outrider.auth.token_tables import TOKEN_TABLES
from outrider.toml_text.schema import Finding
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.toolkit.sheet.table_sheet import TableSheet
from outrider.widgets.environment.environment_rows import (
    GENERAL,
    EnvironmentFormContext,
    provider_of,
    rows_from_table,
)
from outrider.widgets.environment.environment_table import table_from_rows

_LABELS = frozenset(key for key, _ in GENERAL)
_FIXED = frozenset({"tls", "proxy", "cookies", "options"})
"""Groups to which nothing can be added."""


class EnvironmentSheet(TableSheet):
    """The rows of an environment, and what is wrong with them."""

    blank = SheetRow(("", ""), None, "variables")

    def __init__(
        self,
        table: Mapping[str, Any],
        view: Callable[[Mapping[str, Any]], EnvironmentFormContext],
        check: Callable[[Mapping[str, Any]], Sequence[Finding]],
    ) -> None:
        super().__init__(table, check, id="environment")
        self._view = view
        self._sources: dict[tuple[str, str], Any] = {}
        self._last_view: tuple[Mapping[str, Any], EnvironmentFormContext] | None = None

    def rows_of(self, table: Mapping[str, Any]) -> list[SheetRow]:
        """Every row of the form."""
        return rows_from_table(table, self._known(table))

    def table_of(
        self, rows: Sequence[SheetRow], before: Mapping[str, Any], written: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The table that the rows stand for."""
        table = table_from_rows(rows, before, written, self._known(before))
        return self._with_former_sources(table, before)

    def _with_former_sources(
        self, table: dict[str, Any], before: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What was typed for a secret's other source is there when that is chosen again."""
        providers = self._known(before).providers
        secrets = dict(table["secrets"])
        for name, now in secrets.items():
            then = before.get("secrets", {}).get(name)
            kind, former = provider_of(now, providers), provider_of(then, providers)
            if kind != former:
                self._sources[name, former] = then
                secrets[name] = self._sources.get((name, kind), now)
        return {**table, "secrets": secrets}

    def has_references(self, row: SheetRow) -> bool:
        """A secret is what it is: nothing in it or in its source is a reference, nor in a label."""
        path = row.model_value
        return row.group != "secrets" and not (isinstance(path, tuple) and path[0] in _LABELS)

    def _known(self, table: Mapping[str, Any]) -> EnvironmentFormContext:
        """What the form needs to know of the table as it is."""
        if self._last_view is None or self._last_view[0] is not table:
            self._last_view = (table, self._view(table))
        return self._last_view[1]

    @property
    def auth(self) -> str:
        """The auth in which the cursor stands; empty elsewhere."""
        row = self.lines.row
        kind, _, name = row.group.partition(" ") if row is not None else ("", "", "")
        return name if kind == "auth" or kind in TOKEN_TABLES else ""

    async def add(self) -> None:
        """Adds what the part under the cursor is made of."""
        row = self.lines.row
        group = row.group if row is not None else ""
        kind = group.partition(" ")[0]
        if self.editing:
            return
        if kind in {"secrets", "auth"}:
            self.post_message(self.NameRequested(kind))
            return
        if kind in _FIXED:
            return
        if kind not in TOKEN_TABLES:
            group = "variables"
        await self.insert_into(SheetRow(("", ""), None, group))

    def begins_with_add(self, row: SheetRow | None) -> bool:
        """Enter on the heading of a part adds to it."""
        return row is None or (row.heading and row.group in {"variables", "secrets", "auth"})

    def locked_row_pressed(self, index: int, action: str) -> None:
        """Removes a whole auth; opens nothing."""
        path = self._rows[index].model_value
        if action == "remove" and isinstance(path, tuple) and len(path) == 2:
            self._drop(str(path[0]), str(path[1]), index)

    def _remove(self, index: int, row: SheetRow) -> None:
        path = row.model_value
        if isinstance(path, tuple) and path[0] == "secrets" and len(path) == 2:
            self._drop("secrets", str(path[1]), index)
        else:
            super()._remove(index, row)

    def _change(self, index: int, action: str) -> None:
        # Every row of an environment is its own key: a copy would be none.
        if action != "duplicate":
            super()._change(index, action)
