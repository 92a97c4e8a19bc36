"""Which rows are on the screen, where rows may be folded into several screen lines.

Nothing here asks for more rows than fit on a screen or two: how high the whole text would be is
never known, and need not be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class ScreenLine(NamedTuple):
    """A screen line: a row, and which of its folds, both from 0."""

    row: int
    wrapped: int = 0


class Viewport:
    """A window of some height on folded rows.

    Attributes:
        count: how many rows there are; at least one.
        folds: how many screen lines a row takes; at least one.
        top: the first line on the screen.
    """

    def __init__(self, count: int, folds: Callable[[int], int]) -> None:
        self.count = count
        self.folds = folds
        self.top = ScreenLine(0)
        self._height = 1
        self._last_top: ScreenLine | None = None

    def resize(self, height: int) -> None:
        """Learns the height, and that rows may fold differently; the first row stays."""
        self._height = max(height, 1)
        self._last_top = None
        self.go(ScreenLine(self.top.row, min(self.top.wrapped, self.folds(self.top.row) - 1)))

    def frame(self) -> list[ScreenLine]:
        """The lines on the screen, from above; fewer than its height where the text is short."""
        places: list[ScreenLine] = []
        row, fold = self.top
        while row < self.count and len(places) < self._height:
            for number in range(fold, self.folds(row)):
                places.append(ScreenLine(row, number))
                if len(places) == self._height:
                    break
            row, fold = row + 1, 0
        return places

    def move(self, lines: int) -> bool:
        """Goes down (or up, where negative); whether that changed anything."""
        return self.go(self.step(self.top, lines))

    def go(self, place: ScreenLine) -> bool:
        """Puts a line at the top, or as near as the end allows; whether that changed anything."""
        place = min(max(place, ScreenLine(0)), self.last_top)
        changed = place != self.top
        self.top = place
        return changed

    def reveal(self, place: ScreenLine) -> None:
        """Goes there unless it is on the screen."""
        frame = self.frame()
        if not frame[0] <= place <= frame[-1]:
            self.go(self.step(place, -(self._height // 3)))

    def scroll_into_view(self, place: ScreenLine) -> None:
        """Goes just as far as is needed to have it on the screen."""
        frame = self.frame()
        if place < frame[0]:
            self.go(place)
        elif place > frame[-1]:
            self.go(self.step(place, 1 - self._height))

    @property
    def last_top(self) -> ScreenLine:
        """The top of the last screen."""
        if self._last_top is None:
            row = self.count - 1
            self._last_top = self.step(ScreenLine(row, self.folds(row) - 1), 1 - self._height)
        return self._last_top

    def step(self, place: ScreenLine, lines: int) -> ScreenLine:
        """The line so many screen lines further, or back; at most the last, or the first."""
        row, fold = place
        fold += lines
        while fold < 0 and row > 0:
            row -= 1
            fold += self.folds(row)
        while row < self.count - 1 and fold >= (height := self.folds(row)):
            fold -= height
            row += 1
        return ScreenLine(row, max(min(fold, self.folds(row) - 1), 0))
