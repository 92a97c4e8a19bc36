"""What stands in the top edge of a pane: its name, a badge, and facts at the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from outrider.toolkit.painting.line_painting import fit_cells

_SHORTEST = 8
"""Cells that a badge, and a fact that has to be seen, get in any case."""

_SHORTEST_BELOW = 12
"""Cells without which nothing is said below a pane."""

_BETWEEN = " · "


class Edge(Struct, frozen=True):
    """The texts of a pane's top edge; they may come from anywhere.

    Attributes:
        name: of the pane, and of what narrows it.
        badge: the state of what is shown, a sign first; empty where it has none.
        status: which of :data:`STATUSES` the badge has the colour of.
        facts: the last one stays longest; where there is no room, the one before it goes first.
        keeps_last: whether the last of the facts has to be seen.
        below: what stands in the line below the pane, where that has room; empty for nothing.
        heading: whether the name is that of what is shown rather than of the pane.
    """

    name: str
    badge: str = ""
    status: str = "accent"
    facts: tuple[str, ...] = ()
    keeps_last: bool = False
    below: str = ""
    heading: bool = False

    @property
    def text(self) -> str:
        """What it says beside the name."""
        return _BETWEEN.join([part for part in (self.badge, *self.facts) if part])

    def with_all_above(self) -> Edge:
        """The same for a pane without a line below it: what it says there is a fact."""
        if not self.below:
            return self
        return replace(self, facts=(self.below, *self.facts), below="")

    def fitted(self, cells: int) -> Edge:
        """The same, with as much of it as fits into so many cells.

        Args:
            cells: from the name's left blank to the right blank of the facts.
        """
        # Made safe before anything is counted.
        facts = [fit_cells(fact, cells) for fact in self.facts]
        if facts and self.keeps_last:
            facts[-1] = fit_cells(facts[-1], max(cells // 3, _SHORTEST))
        name, badge = fit_cells(self.name, cells), fit_cells(self.badge, cells)
        while len(facts) > self.keeps_last and _needed(name, badge, facts) > cells:
            facts.pop(max(len(facts) - 2, 0))
        # The state gives way first, as far as its sign and number can still be read.
        badge = fit_cells(badge, _room(badge, cells - _needed(name, badge, facts)))
        name = fit_cells(name, _room(name, cells - _needed(name, badge, facts)))
        if _needed(name, badge, facts) > cells:
            facts = []
        if _needed(name, badge, facts) > cells:
            badge = ""
        name = fit_cells(name, max(cells - 2, 0))
        return Edge(name, badge, self.status, tuple(facts), heading=self.heading)


STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "accent", "warning", "error")
"""What the colour of a badge may say."""


def fitted_below(panes: Iterable[Edge], cells: int) -> str:
    """What stands below the first of some panes that says something, with blanks around it.

    Args:
        panes: their edges.
        cells: free in the line below them.
    """
    said = next((one.below for one in panes if one.below), "")
    room = cells - 2
    return f" {fit_cells(said, room)} " if said and room >= _SHORTEST_BELOW else ""


def joined_facts(facts: Sequence[str]) -> str:
    """The facts as one text."""
    return _BETWEEN.join(facts)


def _room(text: str, spare: int) -> int:
    """Cells for a text where so many are spare; fewer than none where they are missing."""
    return max(cell_len(text) + min(spare, 0), _SHORTEST)


def _needed(name: str, badge: str, facts: Sequence[str]) -> int:
    parts = [name, badge, joined_facts(facts)]
    # A blank at both sides of each, and a piece of the line between two.
    return sum(cell_len(part) + 3 for part in parts if part) - 1
