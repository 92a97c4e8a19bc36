"""The parts of a form, beside its rows: where the cursor is, how much each has, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from outrider.toolkit.lists.line_list import LineList
from outrider.toolkit.painting.line_painting import PaintedLine, TextRun
from outrider.toolkit.sheet.sheet_view import SheetRow


class FormPart(Struct, frozen=True):
    """The rows from one heading to the next.

    Attributes:
        start: index of its first row.
        count: rows that can be added and removed; 0 where the part is always the same.
        is_wrong: whether something is wrong in it.
    """

    title: str
    start: int
    count: int
    is_wrong: bool


def form_parts(rows: Sequence[SheetRow], first: str = "General") -> list[FormPart]:
    """The parts of a form; the rows above the first heading are one too.

    Args:
        rows: of the form.
        first: the title of the part above the first heading.
    """
    starts = [at for at, row in enumerate(rows) if row.heading and not _is_inner(row)]
    if not starts or starts[0]:
        starts.insert(0, 0)
    parts = []
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        inside = rows[start:end]
        parts.append(
            FormPart(
                rows[start].cells[0] if rows[start].heading else first,
                start,
                sum(1 for row in inside if not (row.locked or row.fixed_cells)),
                any(row.problem for row in inside),
            )
        )
    return parts


def _is_inner(row: SheetRow) -> bool:
    """Whether a heading stands over a table inside of a part."""
    path = row.model_value
    return len(path) > 2 if isinstance(path, tuple) else " " in row.group and not row.model_value


class PartList(LineList, can_focus=False):
    """The parts; a click goes to one.

    Args:
        go: is given the first row of the part that was clicked.
    """

    DEFAULT_CSS = """
    PartList {
        width: 27;
        height: 1fr;
        background: $surface;
        border-right: solid $border;
        scrollbar-size-vertical: 0;
    }
    """

    def __init__(self, go: Callable[[int], None]) -> None:
        super().__init__()
        self._go = go
        self._parts: list[FormPart] = []
        self._here = 0

    def show(self, rows: Sequence[SheetRow], current: int) -> None:
        """Shows the parts of these rows, with a mark at the one of the current row."""
        parts = form_parts(rows)
        here = max((at for at, one in enumerate(parts) if one.start <= current), default=0)
        if (parts, here) != (self._parts, self._here):
            self._parts, self._here = parts, here
            self.set_count(len(parts), cursor=here)

    def line(self, index: int, width: int) -> PaintedLine:
        """``▌ Secrets       ! 1``."""
        part, here = self._parts[index], index == self._here
        right = [TextRun("! ", "error")] if part.is_wrong else []
        right += [TextRun(f"{part.count} ", "muted")] if part.count else []
        title = TextRun(part.title, "bold" if here else "")
        return PaintedLine((TextRun("▌ " if here else "  ", "accent"), title), tuple(right))

    def action_choose(self) -> None:
        """Goes to the part that was clicked."""
        self._go(self._parts[self.cursor].start)
