"""How a row of a sheet becomes segments: its last cell, what is said behind it, and headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from outrider.toolkit.painting.line_painting import fit_cells
from outrider.visible_text import visible_line

GAP = 2
"""Cells between two columns."""

_SHORTEST = 6
"""Cells below which a note is left out rather than cut."""

Look: TypeAlias = Callable[[str], Style]
"""The style of one of the sheet's kinds of text, by its name."""


class RowRemark(Struct, frozen=True):
    """What is said behind a value: a note, or what is wrong with it, with a sign before it."""

    text: str
    wrong: bool = False
    sign: str = "✗"

    @property
    def line(self) -> str:
        """As it is shown: what is wrong is told by a sign as well."""
        return f"{self.sign} {self.text}" if self.wrong else self.text


def pad_cells(text: str, width: int) -> str:
    """The text in one line, safe to show, exactly so many cells wide."""
    return set_cell_size(fit_cells(text, width), max(width, 0))


def column_places(names: Sequence[str], count: int, left: int, room: int) -> list[tuple[int, int]]:
    """Start and width of each cell of a row, the first as wide as the names need.

    Args:
        names: the first cells of all rows.
        count: cells of the row.
        left: where the first one starts.
        room: cells from there on.
    """
    if count == 1:
        return [(left, room)]
    longest = max((cell_len(name[:40]) for name in names), default=0)
    first = min(max(longest, 10), max(room * 2 // 5, 4))
    rest = max((room - first) // (count - 1) - GAP, 2)
    starts = [left, *(left + first + GAP + at * (rest + GAP) for at in range(count - 1))]
    return list(zip(starts, [first, *([rest] * (count - 1))], strict=True))


class UsedSigns(Struct, frozen=True):
    """What stands in front of a row that can be switched off; both are equally wide.

    Attributes:
        on: where the row is used.
        off: where it is not.
    """

    on: str = "✓"
    off: str = "·"

    @property
    def cells(self) -> int:
        """Of a sign and the blank behind it."""
        return cell_len(self.on) + 1

    def of(self, enabled: bool | None) -> str:
        """The sign with its blank; blanks for a row that is always used."""
        sign = "" if enabled is None else self.on if enabled else self.off
        return f"{sign:<{self.cells}}"


def heading(
    title: str, remark: RowRemark, width: int, base: Style, look: Look, *, current: bool
) -> list[Segment]:
    """``Variables ──────────  none: a adds one``."""
    title = fit_cells(title, width // 2)
    said = fit_cells(f" {remark.line}" if remark.text else "", width - cell_len(title) - 4)
    rule = "─" * max(width - cell_len(title) - cell_len(said) - 3, 0)
    return [
        Segment("›" if current else " ", base),
        Segment(f"{title} ", base + Style(bold=True)),
        Segment(rule, look("rule")),
        Segment(said, look("problem" if remark.wrong else "dim")),
    ]


def last_cell(
    shown: str, remark: RowRemark, style: Style, room: int, look: Look, aside: bool
) -> list[Segment]:
    """A row's last cell, and what is said behind it.

    Args:
        shown: the cell's text.
        remark: what is said.
        style: of the text.
        room: cells for both.
        look: gives the remark's style.
        aside: a note stands at the right edge and gives way to the text.
    """
    if not remark.text:
        return [Segment(pad_cells(shown, room), style)]
    value = cell_len(visible_line(shown[: room * 8]))
    if aside and not remark.wrong:
        width = min(value, room)
        left = room - width - GAP
        told = fit_cells(remark.text, left) if left > _SHORTEST else ""
        gap, kind = room - width - cell_len(told), "dim"
    else:
        said = cell_len(visible_line(remark.line[: room * 8]))
        width = min(value, max(room - said - GAP, room // 3)) if value else 0
        gap, kind = GAP if width else 0, "problem" if remark.wrong else "dim"
        told = pad_cells(remark.line, room - width - gap)
    return [
        Segment(pad_cells(shown, width), style),
        Segment(" " * gap, style),
        Segment(told, look(kind)),
    ]
