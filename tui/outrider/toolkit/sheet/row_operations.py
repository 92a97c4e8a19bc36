"""What keys do to the rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import structs

from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import NameValueRow
from outrider.toolkit.sheet.sheet_view import SheetRow

_LINE = lazy_pattern(r"(?P<off>#|//)?\s*(?P<name>[^\s:=][^:=\t]*)[:=\t](?P<value>.*)")
_HEADER_LINE = lazy_pattern(r"[A-Za-z][A-Za-z0-9-]+: .+")

Changed: TypeAlias = tuple[Sequence[SheetRow], int | None]
"""Other rows, and which is the current one; ``None`` leaves it where it is."""


def apply_row_action(rows: Sequence[SheetRow], index: int, action: str) -> Changed | None:
    """The rows after a key for one of them; ``None`` where it changes nothing."""
    row = rows[index]
    match action:
        case "remove" if row.fixed_cells:
            cells = (*row.cells[: row.fixed_cells], *([""] * (len(row.cells) - row.fixed_cells)))
            return _with(rows, index, structs.replace(row, cells=cells)), None
        case "remove":
            return (*rows[:index], *rows[index + 1 :]), None
        case "duplicate" if not row.fixed_cells:
            return (*rows[: index + 1], row, *rows[index + 1 :]), index + 1
        case "up" | "down":
            return _moved(rows, index, -1 if action == "up" else 1)
        case "edit" | "switch" | "next" | "previous" if row.choices:
            return _with(rows, index, _cycled(row, -1 if action == "previous" else 1)), None
        case "switch" if row.enabled is not None:
            return _with(rows, index, structs.replace(row, enabled=not row.enabled)), None
    return None


def with_description(row: SheetRow, text: str) -> SheetRow:
    """A row that stands for one of a file, with another description."""
    before = (
        row.model_value
        if isinstance(row.model_value, NameValueRow)
        else NameValueRow(row.cells[0], row.cells[1])
    )
    return structs.replace(row, note=text, model_value=structs.replace(before, description=text))


def pasted_rows(text: str, blank: SheetRow | None) -> tuple[SheetRow, ...]:
    """The rows that a pasted text stands for.

    Args:
        text: ``name: value`` in each line, or ``name=value``, or a tab between the two; ``#`` or
            ``//`` before it switches the row off.
        blank: a new row of the sheet; only rows of two cells are pasted.

    Returns:
        The rows; none where a line is something else. A line alone has to be one of a header:
        its name, a colon and a blank.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_LINE.fullmatch(line) for line in lines]
    if blank is None or len(blank.cells) != 2:
        return ()
    if len(lines) < 2 and not any(map(_HEADER_LINE.fullmatch, lines)):
        return ()
    rows = [
        structs.replace(
            blank,
            cells=(one["name"].strip(), one["value"].strip()),
            enabled=None if blank.enabled is None else not one["off"],
        )
        for one in found
        if one is not None
    ]
    return tuple(rows) if len(rows) == len(lines) else ()


def _with(rows: Sequence[SheetRow], index: int, row: SheetRow) -> Sequence[SheetRow]:
    return (*rows[:index], row, *rows[index + 1 :])


def _moved(rows: Sequence[SheetRow], index: int, step: int) -> Changed | None:
    other = index + step
    if not 0 <= other < len(rows) or rows[index].group != rows[other].group:
        return None
    if rows[index].heading or rows[other].heading:
        return None
    moved = list(rows)
    moved[index], moved[other] = moved[other], moved[index]
    return moved, other


def _cycled(row: SheetRow, step: int) -> SheetRow:
    value = row.cells[-1]
    at = row.choices.index(value) if value in row.choices else -1
    chosen = row.choices[(at + step) % len(row.choices)]
    return structs.replace(row, cells=(*row.cells[:-1], chosen))
