"""Rows of a form: names and values, each of which can be switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outrider.model.workspace import NameValueRow
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow


def sheet_row(row: NameValueRow, group: str = "") -> SheetRow:
    """A row as a sheet shows it."""
    return SheetRow(
        (row.name, row.value), row.enabled, group=group, note=row.description, model_value=row
    )


def _model_row(row: SheetRow) -> NameValueRow:
    before = row.model_value
    description = before.description if isinstance(before, NameValueRow) else ""
    return NameValueRow(row.cells[0], row.cells[1], row.enabled is not False, description)


def rows_of_group(rows: Iterable[SheetRow], group: str = "") -> tuple[NameValueRow, ...]:
    """The rows of a group; a new one in which nothing is written yet is none."""
    return tuple(
        _model_row(row)
        for row in rows
        if row.group == group and (any(row.cells) or row.model_value is not None)
    )


class NameValueSheet(Sheet):
    """Rows as they stand in a file: order, duplicates and what is switched off are kept."""

    hint = "No rows. Press <rows.add> to add one."

    def __init__(self) -> None:
        super().__init__()
        self.lines.describable = True

    def show(self, rows: Sequence[NameValueRow]) -> None:
        """Shows these rows, unless they are shown already."""
        if tuple(rows) != self.value:
            self.show_rows([sheet_row(row) for row in rows])

    @property
    def value(self) -> tuple[NameValueRow, ...]:
        """The rows as they are now."""
        return rows_of_group(self.rows)
