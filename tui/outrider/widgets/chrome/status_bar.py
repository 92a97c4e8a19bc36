"""The top line: which workspace, which environment, how its token stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from msgspec import Struct
from rich.style import Style
from textual import events
from textual.color import Color
from textual.strip import Strip

from outrider.toolkit.painting.line_painting import (
    PaintedLine,
    TextRun,
    environment_color,
    fit_cells,
    is_readable,
    paint_line,
    text_on,
    width_of,
)
from outrider.toolkit.painting.line_selection import SelectableLines
from outrider.toolkit.value_message import ValueMessage
from outrider.widgets.chrome.token_countdown import (
    CountdownTimer,
    CountingWidget,
    bar_text,
    countdown_ends,
)
from outrider.widgets.view_models import EnvironmentRow


class _Part(Struct, frozen=True):
    """A piece of the line, with the id of what a click on it does; empty for nothing."""

    run: TextRun
    action: str = ""


class StatusBar(SelectableLines, CountingWidget):
    """Workspace, unsaved edits, environment and token; each of them can be clicked.

    The environment has its own colour as its text; where it is protected, the whole line has it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-line--protected",
        "status-line--unsaved",
        "status-line--dim",
    }
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
        & > .status-line--unsaved { color: $text-warning; }
        & > .status-line--dim { color: $text-muted; }
    }
    """

    class Pressed(ValueMessage):
        """A part was clicked.

        Attributes:
            action: the id of what is wanted: ``find``, ``next_unsaved``, ``environment`` or
                ``token``.
        """

        action: str

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
        """``Orders API  • 2 unsaved      ▲ PROTECTED  Production ▾   ● token 42:10``."""
        if y:
            return Strip.blank(self.size.width, self._band())
        return self.with_selection(self.drawn_line(y), y)

    def line_count(self) -> int:
        """It is one line."""
        return 1

    def drawn_line(self, index: int) -> Strip:
        """The line without a selection."""
        del index
        width, base = self.size.width, self._band()
        return paint_line(
            PaintedLine(
                tuple(one.run for one in self._left(base)),
                tuple(one.run for one in self._right(base)),
            ),
            width,
            lambda piece: piece.style or base,
            base,
        )

    def on_click(self, event: events.Click) -> None:
        """Posts the part that was clicked."""
        base = self._band()
        right = list(self._right(base))
        start = max(self.size.width - width_of(one.run for one in right), 0)
        for first, parts in ((start, right), (0, list(self._left(base)))):
            at = first
            for one in parts:
                end = at + width_of((one.run,))
                if at <= event.x < end and one.action:
                    self.post_message(self.Pressed(one.action))
                if at <= event.x < end:
                    return
                at = end

    def _left(self, base: Style) -> Iterator[_Part]:
        in_band = base.bgcolor != self.rich_style.bgcolor
        yield _Part(TextRun(f" {self._workspace} ", style=base + Style(bold=True)), "find")
        if self._unsaved:
            # On a colour of its own, its text is the readable one.
            style = base if in_band else self._look("unsaved", base)
            yield _Part(TextRun(f" • {self._unsaved} unsaved ", style=style), "next_unsaved")
        if self._read_only:
            style = base if in_band else self._look("dim", base)
            yield _Part(TextRun(" read-only ", style=style))

    def _right(self, base: Style) -> Iterator[_Part]:
        row = self._environment
        if row is None:
            yield _Part(TextRun(" no environment ▾ "), "environment")
            return
        if row.protected:
            style = self.get_component_rich_style("status-line--protected")
            yield _Part(TextRun(" ▲ PROTECTED ", style=style))
        # A long name must push neither the token nor the workspace out of sight.
        name = fit_cells(row.name, max(self.size.width // 3, 8))
        color = None if row.protected else self._own_color(row)
        named = own = base
        if color is not None:
            own = base + Style(color=Color(*color.rgb).rich_color)
            # A colour of the user's own may be too near to the line's.
            named = own if is_readable(color, self.styles.background) else base
        mark = " " if row.protected else "▌"
        yield _Part(TextRun(mark, style=own), "environment")
        yield _Part(TextRun(f"{name} ▾ ", style=named + Style(bold=True)), "environment")
        text = bar_text(row, self._clock())
        if text:
            yield _Part(TextRun(f"  {text} "), "token")

    def _look(self, name: str, base: Style) -> Style:
        return base + Style(color=self.get_component_rich_style(f"status-line--{name}").color)

    def _own_color(self, row: EnvironmentRow) -> Color | None:
        theme = self.app.theme_variables
        color = environment_color(row.color, theme)
        return environment_color("error", theme) if color is None and row.protected else color

    def _filled(self, color: Color) -> Style:
        text = text_on(color, self.app.theme_variables)
        return Style(color=text.rich_color, bgcolor=Color(*color.rgb).rich_color)

    def _band(self) -> Style:
        row = self._environment
        color = self._own_color(row) if row is not None and row.protected else None
        return self.rich_style if color is None else self._filled(color)
