"""The parts of a multipart body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from mimetypes import MimeTypes

from msgspec import structs

from outrider.model.workspace import MultipartPart
from outrider.toolkit.fields.completing_input import Completer
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.widgets.request.header_suggestions import complete_media_types
from outrider.widgets.request.path_suggestions import PathLister, complete_paths
from outrider.widgets.view_models import no_files, no_problem


class MultipartEditor(Sheet):
    """Name, value and content type of each part; ``@path`` as a value sends a file.

    Attributes:
        file_problem: why a file cannot be read, by its path as written.
    """

    file_problem: Callable[[str], str] = staticmethod(no_problem)

    hint = "No parts. Press <rows.add> to add one; @path sends a file."
    placeholders = ("name", "value or @file", "content type")
    blank = SheetRow(("", "", ""))
    paths: PathLister = staticmethod(no_files)
    """Lists the files that begin with a text."""

    def show(self, parts: Sequence[MultipartPart]) -> None:
        """Shows these parts, unless they are shown already."""
        if tuple(parts) != self.value:
            self.show_rows([_sheet_row(part) for part in parts])

    def completer_for(self, row: SheetRow, column: int) -> Completer | None:
        """Media types for the content type, and paths behind an ``@``."""
        if column == len(row.cells) - 1:
            return complete_media_types
        return partial(complete_paths, self.paths) if column else None

    def _take(self, rows: Sequence[SheetRow], current: int | None = None) -> None:
        """Takes rows; the content type of a file that was named follows it."""
        if current is not None and current < len(rows):
            same = len(rows) == len(self._rows)
            before = self._rows[current] if same else self.blank
            rows = [*rows[:current], _followed(rows[current], before), *rows[current + 1 :]]
        super()._take(rows, current)

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says of each part that counts why its file cannot be read."""
        return [structs.replace(row, problem=self._problem(row)) for row in rows]

    def _problem(self, row: SheetRow) -> str:
        value = row.cells[1]
        return self.file_problem(value[1:]) if row.enabled and value.startswith("@") else ""

    @property
    def value(self) -> tuple[MultipartPart, ...]:
        """The parts as they are now."""
        written = (row for row in self.rows if any(row.cells) or row.model_value is not None)
        return tuple(map(_part, written))


def _followed(row: SheetRow, before: SheetRow) -> SheetRow:
    """A row whose content type is that of its file, where it was that of the former file."""
    name, value, content_type = row.cells
    if value == before.cells[1] or content_type != before.cells[2]:
        return row
    if content_type in {"", _type_of(before.cells[1])}:
        return structs.replace(row, cells=(name, value, _type_of(value)))
    return row


def _type_of(value: str) -> str:
    """The media type by the name of a file; empty for what is none, or not known."""
    found = MimeTypes().guess_type(value[1:])[0] if value.startswith("@") else None
    return found or ""


def _sheet_row(part: MultipartPart) -> SheetRow:
    if part.file is not None:
        value = f"@{part.file}"
    else:
        value = part.value or ""
        # What is no file must not become one.
        value = f"\\{value}" if value.lstrip("\\").startswith("@") else value
    return SheetRow((part.name, value, part.content_type or ""), part.enabled, model_value=part)


def _part(row: SheetRow) -> MultipartPart:
    if (
        isinstance(row.model_value, MultipartPart)
        and _sheet_row(row.model_value).cells == row.cells
    ):
        return structs.replace(row.model_value, enabled=row.enabled is not False)
    name, value, content_type = row.cells
    before = row.model_value if isinstance(row.model_value, MultipartPart) else MultipartPart(name)
    is_file = value.startswith("@")
    text = value[1:] if value.lstrip("\\").startswith("@") else value
    return structs.replace(
        before,
        name=name,
        value=None if is_file else text,
        file=text if is_file else None,
        content_type=content_type or None,
        enabled=row.enabled is not False,
    )
