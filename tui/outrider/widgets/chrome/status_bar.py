"""The top line: which workspace, which environment, how its token stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from outrider.toolkit.painting.line_painting import (
    PaintedLine,
    TextRun,
    environment_color,
    fit_cells,
    paint_line,
)
from outrider.widgets.chrome.token_countdown import (
    CountdownTimer,
    CountingWidget,
    countdown_ends,
    indicator_text,
)
from outrider.widgets.view_models import EnvironmentRow


class StatusBar(CountingWidget):
    """A band in the environment's colour, told by words as well."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--protected"}
    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        width: 100%;
        background: $panel;
        color: $foreground;
        & > .status-line--protected {
            background: $foreground;
            color: $background;
            text-style: bold;
        }
    }
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._workspace = ""
        self._environment: EnvironmentRow | None = None
        self._unsaved = 0
        self._read_only = False
        self._ticker = CountdownTimer(self, clock, self._ends, self.tick)

    def show(self, workspace: str, environment: EnvironmentRow | None, *, unsaved: int = 0) -> None:
        """Shows where the user is, and how many requests have edits that are in no file."""
        self._workspace = workspace
        self._environment = environment
        self._unsaved = unsaved
        self.refresh()
        self._ticker.set()

    def show_read_only(self, read_only: bool) -> None:
        """Shows whether the file of the request that is shown cannot be written."""
        if read_only is not self._read_only:
            self._read_only = read_only
            self.refresh()

    def tick(self, now: float) -> None:
        """Draws the line anew: its right end counts."""
        del now
        self.refresh()

    def _ends(self, now: float) -> Iterator[float]:
        row = self._environment
        return countdown_ends((row,) if self.display and row is not None else (), now)

    def render_line(self, y: int) -> Strip:
        """``Orders API   2 unsaved  ▲ PROTECTED  Production  ● 42:10``."""
        width = self.size.width
        base = self._band()
        if y:
            return Strip.blank(width, base)
        strong = base + Style(bold=True)
        left = [TextRun(f" {self._workspace}", style=strong)]
        if self._unsaved:
            left.append(TextRun(f"  • {self._unsaved} unsaved"))
        if self._read_only:
            left.append(TextRun("  read-only"))
        return paint_line(
            PaintedLine(tuple(left), tuple(self._right(strong))),
            width,
            lambda piece: piece.style or base,
            base,
        )

    def _right(self, strong: Style) -> Iterator[TextRun]:
        row = self._environment
        if row is None:
            yield TextRun("no environment ")
            return
        if row.protected:
            style = self.get_component_rich_style("status-line--protected")
            yield TextRun(" ▲ PROTECTED ", style=style)
        # A long name must push neither the token nor the workspace out of sight.
        yield TextRun(f" {fit_cells(row.name, max(self.size.width // 3, 8))} ", style=strong)
        text, _ = indicator_text(row, self._clock())
        if text:
            symbol, _, rest = text.partition(" ")
            yield TextRun(f" {symbol} token {rest or 'none'} ")

    def _band(self) -> Style:
        base = self.rich_style
        row = self._environment
        color = environment_color(row.color if row else "", self.app.theme_variables)
        if color is None:
            return base
        text = color.get_contrast_text(1.0)
        return Style(color=Color(*text.rgb).rich_color, bgcolor=Color(*color.rgb).rich_color)
