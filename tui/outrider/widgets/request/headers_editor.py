"""A request's header rows, and those that it inherits."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from outrider.model.workspace import NameValueRow, Request
from outrider.toolkit.fields.completing_input import Completer
from outrider.toolkit.fields.completion import Completions
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.request.header_suggestions import (
    complete_header_names,
    complete_header_values,
)
from outrider.widgets.request.name_value_sheet import rows_of_group, sheet_row
from outrider.widgets.view_models import InheritedHeader

OWN = ""
INHERITED = "inherited"


class HeadersEditor(Sheet):
    """Own rows first; below them, dimmed, what folders add.

    On an inherited row, enter writes an own one over it, and space switches it off for this
    request.
    """

    hint = "No headers. Press <rows.add> to add one."
    # A field's value is one line (RFC 9110 §5.5).
    keeps_lines = False

    def __init__(self) -> None:
        super().__init__(id="headers")
        self.lines.describable = True
        self._inherited: tuple[InheritedHeader, ...] = ()

    def show(self, request: Request, inherited: Sequence[InheritedHeader]) -> None:
        """Shows a request's headers."""
        self._inherited = tuple(inherited)
        self.show_rows([*(sheet_row(row) for row in request.headers), *self._below()])

    def show_inherited(self, inherited: Sequence[InheritedHeader]) -> None:
        """Shows other inherited headers below the own ones."""
        if tuple(inherited) != self._inherited and not self.editing:
            self._inherited = tuple(inherited)
            self.show_rows([*(row for row in self.rows if not row.locked), *self._below()])

    def apply(self, request: Request) -> Request:
        """The request with the headers as they are now."""
        headers = rows_of_group(self.rows, OWN)
        return request if headers == request.headers else structs.replace(request, headers=headers)

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says which inherited rows an own one of the same name replaces."""
        own = {_key(row.cells[0]): row.enabled for row in rows if not row.locked}
        return [self._told(row, own) if row.locked else row for row in rows]

    def completer_for(self, row: SheetRow, column: int) -> Completer | None:
        """Names of fields, and what the field of this name often says."""
        if not column:
            return complete_header_names

        def values(text: str, cursor: int) -> Completions | None:
            return complete_header_values(self.edited.cells[0], text, cursor)

        return values

    def locked_row_pressed(self, index: int, action: str) -> None:
        """Writes an own row over an inherited one."""
        row = self.lines.rows[index]
        if _key(row.cells[0]) in {_key(one.cells[0]) for one in self.rows if not one.locked}:
            return
        own = [one for one in self.rows if not one.locked]
        made = SheetRow(row.cells, enabled=action == "edit")
        if action == "edit":
            self.call_later(self.insert, len(own), made)
        elif action in {"switch", "remove"}:
            self._take([*own, made, *(one for one in self.rows if one.locked)], len(own))

    def _below(self) -> list[SheetRow]:
        return [
            SheetRow(
                (one.row.name, one.row.value),
                one.row.enabled,
                group=INHERITED,
                locked=True,
                model_value=one,
            )
            for one in self._inherited
        ]

    def _told(self, row: SheetRow, own: dict[str, bool | None]) -> SheetRow:
        assert isinstance(row.model_value, InheritedHeader)
        note = f"from {row.model_value.folder}"
        key = _key(row.cells[0])
        enabled = row.model_value.row.enabled
        if key in own:
            note += ", replaced above" if own[key] else ", switched off above"
            enabled = False
        return structs.replace(row, note=note, enabled=enabled)


def _key(name: str) -> str:
    return name.strip().lower()


def header_count(request: Request, inherited: Sequence[InheritedHeader]) -> int:
    """How many header rows count: own ones and inherited ones that nothing replaces."""
    own = {_key(row.name) for row in request.headers}
    rows: list[NameValueRow] = [row for row in request.headers if row.enabled]
    rows += [one.row for one in inherited if one.row.enabled and _key(one.row.name) not in own]
    return len(rows)
