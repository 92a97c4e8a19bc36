"""What stands round the work while an environment is active: its colour, and a warning shape."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.css.query import NoMatches

from outrider.toolkit.painting.line_painting import environment_color, fit_cells
from outrider.widgets.view_models import EnvironmentRow

_LONGEST = 40


class EnvironmentBorder(Horizontal):
    """The sidebar and the work; a protected environment draws a heavy line round both.

    The line is there without any colour, and says in words what it means.
    """

    DEFAULT_CSS = """
    EnvironmentBorder {
        height: 1fr;
        &.-protected { border: heavy $error; border-top: none; border-subtitle-align: right; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._row: EnvironmentRow | None = None

    def on_mount(self) -> None:
        """Follows the theme: an environment's colour may be one of its names."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._paint())

    def show(self, row: EnvironmentRow | None) -> None:
        """Shows which environment is active; ``None`` without one."""
        self._row = row
        protected = row is not None and row.protected
        self.set_class(protected, "-protected")
        name = fit_cells(row.name, _LONGEST) if row is not None else ""
        self.border_subtitle = Content(f"⚠ PROTECTED: {name}") if protected else None
        self._paint()

    def _paint(self) -> None:
        row = self._row
        color = environment_color(row.color if row else "", self.app.theme_variables)
        protected = row is not None and row.protected
        for edge in ("left", "right", "bottom"):
            rule = f"border_{edge}"
            if color is not None and protected:
                setattr(self.styles, rule, ("heavy", color))
            else:
                self.styles.clear_rule(rule)
        try:
            divider = self.query_one("#side").styles
        except NoMatches:
            return
        if color is not None:
            divider.border_right = ("vkey", color)
        else:
            divider.clear_rule("border_right")
