"""The characters of the lines around panes, light and heavy."""

from __future__ import annotations

from msgspec import Struct


class FrameLines(Struct, frozen=True):
    """One kind of line.

    Attributes:
        across: a piece of a line from left to right.
        down: a piece of a line from top to bottom.
        corners: of a box, from the upper left one by rows.
        joins: where a line ends on another one: with an arm to the right, left, down, up.
        cross: where two lines cross.
    """

    across: str
    down: str
    corners: str
    joins: str
    cross: str

    def draws(self, text: str) -> bool:
        """Whether a text is made of these lines alone."""
        signs = self.across + self.down + self.corners + self.joins + self.cross
        return not text.strip(signs)

    def left_of(self, *, up: bool, down: bool, across: bool) -> str:
        """The left side of a box."""
        if not across:
            return self.down
        return self.joins[0] if up and down else self.corners[0 if down else 2]

    def right_of(self, *, up: bool, down: bool, across: bool) -> str:
        """The right side of a box."""
        if not across:
            return self.down
        return self.joins[1] if up and down else self.corners[1 if down else 3]

    def crossing(self, *, left: bool, right: bool, up: bool) -> str:
        """A line from top to bottom, with lines that end on it."""
        if not (left or right):
            return self.down
        if left and right:
            return self.cross if up else self.joins[2]
        signs = self.joins if up else self.corners
        return signs[0] if right else signs[1]


LIGHT = FrameLines("─", "│", "╭╮╰╯", "├┤┬┴", "┼")
HEAVY = FrameLines("━", "┃", "┏┓┗┛", "┣┫┳┻", "╋")
