"""A pane: a widget in a column of panes, with a title in the line above it."""

from __future__ import annotations

from textual.widget import Widget

from outrider.toolkit.panes.edge import Edge


class EdgedPane(Widget):
    """What a :class:`~outrider.toolkit.panes.pane_column.PaneColumn` draws a frame around."""

    _edge = Edge("")

    @property
    def edge(self) -> Edge:
        """What stands in its top edge."""
        return self._edge

    @edge.setter
    def edge(self, edge: Edge) -> None:
        if edge == self._edge:
            return
        self._edge = edge
        column = self.parent if self.is_attached else None
        if isinstance(column, EdgedColumn):
            column.refresh_title(self)


class EdgedColumn(Widget):
    """Whatever draws the edges of panes."""

    def refresh_title(self, pane: EdgedPane) -> None:
        """Draws the top edge of one of its panes anew."""
        raise NotImplementedError
