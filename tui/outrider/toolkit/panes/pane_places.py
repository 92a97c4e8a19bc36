"""Where the panes of a column stand, and what lines lie around each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct
from textual.geometry import Region

from outrider.toolkit.panes.edged_pane import EdgedPane


class PanePlace(Struct, frozen=True):
    """A pane with the lines around it, in cells from the column's upper left one.

    Attributes:
        top: the line of its title.
        left: its first cell in that line.
        width: its cells in that line.
    """

    pane: EdgedPane
    top: int
    left: int
    width: int


class PanePlaces(Struct, frozen=True, dict=True):
    """The panes of a column; those of the first line may stand beside each other.

    Attributes:
        all: of them, in any order.
        height: of the column.
    """

    all: tuple[PanePlace, ...] = ()
    height: int = 0

    @cached_property
    def rows(self) -> Mapping[int, tuple[PanePlace, ...]]:
        """The lines in which titles stand, from top to bottom, with the panes of these."""
        found: dict[int, tuple[PanePlace, ...]] = {}
        for one in sorted(self.all, key=lambda one: (one.top, one.left)):
            found[one.top] = (*found.get(one.top, ()), one)
        return found

    @property
    def first_row(self) -> int:
        """The first of them; -1 where there is none."""
        return next(iter(self.rows), -1)

    def titled(self, y: int) -> tuple[PanePlace, ...]:
        """The panes whose titles stand in a line."""
        return self.rows.get(y, ())

    def above(self, y: int) -> tuple[PanePlace, ...]:
        """The panes that a line has above itself, next to it."""
        above: tuple[PanePlace, ...] = ()
        for row, panes in self.rows.items():
            if row < y:
                above = panes
        return above

    def of(self, pane: EdgedPane) -> Iterator[PanePlace]:
        """Where a pane stands; nothing where it is not seen."""
        return (one for one in self.all if one.pane is pane)

    def across(self, pane: EdgedPane) -> Iterator[Region]:
        """The lines above and below a pane; the last of a column may have none below."""
        for one in self.of(pane):
            yield Region(one.left, one.top, one.width, 1)
            yield Region(one.left, self._bottom(one), one.width, 1)

    def _bottom(self, place: PanePlace) -> int:
        return min((row for row in self.rows if row > place.top), default=self.height - 1)

    def around(self, pane: EdgedPane, *, boxed: bool) -> Iterator[Region]:
        """The lines around a pane: its title, and where it is boxed the other three sides."""
        for one in self.of(pane):
            yield Region(one.left, one.top, one.width, 1)
            if boxed:
                bottom = self._bottom(one)
                yield Region(one.left, bottom, one.width, 1)
                yield Region(one.left, one.top, 1, bottom - one.top)
                yield Region(one.left + one.width - 1, one.top, 1, bottom - one.top)
