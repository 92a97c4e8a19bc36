"""The sidebar and the work, side by side: how the lines around them are drawn."""

from __future__ import annotations

from rich.style import Style
from textual.containers import Horizontal
from textual.widget import Widget

from outrider.toolkit.painting.line_painting import environment_color
from outrider.toolkit.panes.pane_column import PaneColumn
from outrider.widgets.view_models import EnvironmentRow


class WorkFrame(Horizontal):
    """The columns of panes; while the environment is protected, every line is heavy and its own.

    The heavy lines are there without any colour; the status line says in words what they mean.
    """

    DEFAULT_CSS = """
    WorkFrame { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._row: EnvironmentRow | None = None

    def on_mount(self) -> None:
        """Follows the theme: an environment's colour may be one of its names."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._draw_lines())

    def show(self, row: EnvironmentRow | None) -> None:
        """Shows which environment is active; ``None`` without one."""
        self._row = row
        self._draw_lines()

    def show_focus(self, focused: Widget | None) -> None:
        """Marks the pane in which the focus is."""
        for column in self.query_children(PaneColumn):
            column.show_focus(focused)

    def _draw_lines(self) -> None:
        row = self._row
        protected = row is not None and row.protected
        color = None
        if row is not None and protected:
            variables = self.app.theme_variables
            color = environment_color(row.color or "error", variables) or environment_color(
                "error", variables
            )
        style = Style(color=color.rich_color) if color is not None else None
        for column in self.query_children(PaneColumn):
            column.show_lines(heavy=protected, color=style)
