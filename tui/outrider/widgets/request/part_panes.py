"""The panes for the parts of a request, of which one is on top, and the rows that it wants."""

from __future__ import annotations

from textual.containers import Vertical
from textual.widget import Widget

from outrider.model.workspace import Request
from outrider.toolkit.panes.content_rows import content_rows
from outrider.toolkit.sheet.sheet import Sheet


class PartPanes(Vertical):
    """Has a pane for each part that was opened.

    Attributes:
        tab: name of the part that is on top.
    """

    def __init__(self, tab: str) -> None:
        super().__init__()
        self._request = Request(id="", name="", file="")
        self._panes: dict[str, Widget] = {}
        self.tab = tab

    @property
    def part_shown(self) -> object:
        """Tells what is on top from any other part of any request."""
        return self._request.id, self.tab

    @property
    def head_rows(self) -> int:
        """Rows above the open part, blank ones included: those of the URL and of the tabs."""
        above = (one for one in self.children if one not in self._panes.values() and one.display)
        return sum(1 + one.styles.margin.bottom for one in above)

    @property
    def part_rows(self) -> int:
        """Rows with which nothing of the open part has to be scrolled."""
        pane = self._panes.get(self.tab)
        return content_rows(pane) if pane is not None else 1

    def go_to_row(self, index: int) -> None:
        """Puts the cursor on a row of the part on top, by its position from 0."""
        pane = self._panes.get(self.tab)
        if isinstance(pane, Sheet):
            pane.lines.select(index)
