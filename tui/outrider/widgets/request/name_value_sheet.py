"""Rows of a form: names and values, each of which can be switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outrider.model.workspace import Row
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow


def sheet_row(row: Row, group: str = "") -> SheetRow:
    """A row as a sheet shows it."""
    return SheetRow(
        (row.name, row.value), row.enabled, group=group, note=row.description, origin=row
    )


def model_row(row: SheetRow) -> Row:
    """The row that a sheet shows; its description is kept."""
    before = row.origin
    description = before.description if isinstance(before, Row) else ""
    return Row(row.cells[0], row.cells[1], row.enabled is not False, description)


def named(rows: Iterable[SheetRow], group: str = "") -> tuple[Row, ...]:
    """The rows of a group; a new one in which nothing is written yet is none."""
    return tuple(
        model_row(row)
        for row in rows
        if row.group == group and (any(row.cells) or row.origin is not None)
    )


class RowEditor(Sheet):
    """Rows as they stand in a file: order, duplicates and what is switched off are kept."""

    hint = "No rows.  a adds one, enter edits, d removes"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self.lines.describable = True

    def show(self, rows: Sequence[Row]) -> None:
        """Shows these rows, unless they are shown already."""
        if tuple(rows) != self.value:
            self.show_rows([sheet_row(row) for row in rows])

    @property
    def value(self) -> tuple[Row, ...]:
        """The rows as they are now."""
        return named(self.rows)
