"""App mixin: writes only the cells that have changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, RenderableType
from textual import events, on
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome
from textual.screen import Screen

from outrider.terminal.device.control_sequences import SYNC_END, SYNC_START
from outrider.terminal.device.driver import OutputDrained, TerminalDriver
from outrider.terminal.device.true_color import TrueColorAsker, TrueColorConfirmed
from outrider.terminal.rendering.focus_cursor import focus_cursor
from outrider.terminal.rendering.known_colors import KnownColors
from outrider.terminal.rendering.screen_buffer import ScreenBuffer
from outrider.terminal.rendering.sgr_styles import SgrStyles
from outrider.textual_internals.textual_app import TextualApp
from outrider.textual_internals.textual_screen import ChopsUpdate, LayoutUpdate

WHOLE_FRAMES = "OUTRIDER_WHOLE_FRAMES"
"""The variable of the process that makes Textual draw in its own way."""

NO_COLOR = "NO_COLOR"
"""The variable of the process that asks for no colours, unless it is empty (no-color.org)."""

AT_ONCE = 200
"""Characters that a terminal shows at once anyway."""

_NONE_CHOSEN: KnownColors = {}


def draw_update(shadow: ScreenBuffer, update: LayoutUpdate | ChopsUpdate) -> None:
    """Draws on the shadow what Textual would send to the terminal, and what stands beside it."""
    if isinstance(update, LayoutUpdate):
        left, top, width, height = update.region
        if (left, top) == (0, 0) and shadow.size != (width, height):
            shadow.invalidate(width, height)
        for y, strips in enumerate(update.strips, top):
            x = left
            for strip in strips:
                x = shadow.draw(x, y, strip, left + width)
        return
    for y, first, last in update.spans:
        for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            # A piece is whole: what it was cut from covers all of it, or nothing. Outside of the
            # span it may be of a widget that was not asked to draw.
            if piece is not None and x < last and end > first:
                shadow.draw(x, y, piece, end)


class DiffOutputApp(TextualApp, TrueColorAsker):
    """An App that keeps a shadow of the screen and sends what differs from it.

    What it does not know is drawn in Textual's own way, and so is everything where the variable
    :data:`WHOLE_FRAMES` is set.
    """

    def __init__(self, **options: Any) -> None:
        wish = os.environ.get(NO_COLOR)
        super().__init__(**options)
        if wish is not None:
            # Textual takes it away from the programs that are started from here.
            os.environ[NO_COLOR] = wish
        self.no_color = bool(wish)
        self._whole_frames = bool(os.environ.get(WHOLE_FRAMES))
        colors = COLOR_SYSTEMS.get(self.console.color_system or "", ColorSystem.TRUECOLOR)
        self._sgr_styles = SgrStyles(None if wish else colors)
        self._screen_buffer = ScreenBuffer(self._sgr_styles)
        self._known_colors: dict[str, KnownColors] = {}
        self._entered = 0

    @property
    def asks_for_true_color(self) -> bool:
        """Whether colours are wanted, and the environment speaks of fewer than all."""
        few = self._sgr_styles.system not in {None, ColorSystem.TRUECOLOR}
        return few and not self._whole_frames

    @on(TrueColorConfirmed)
    def take_true_color(self) -> None:
        """Draws in all colours from now on, and what is shown once more."""
        if self.asks_for_true_color:
            self._sgr_styles.use(ColorSystem.TRUECOLOR)
            self.redraw()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, but for the one that makes greys of colours, which are colours too."""
        filters = super().get_line_filters()
        if self._whole_frames:
            return filters
        return [one for one in filters if not isinstance(one, Monochrome)]

    def learn_colors(self, theme: str, known: KnownColors) -> None:
        """Takes the numbers that were chosen for the colours of a theme, by its name."""
        self._known_colors[theme] = known

    def show_frame(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Sends the cells of a frame that differ."""
        driver = self.driver
        if not isinstance(driver, TerminalDriver):
            super().show_frame(screen, renderable)
            return
        if driver.should_skip_frame():
            return
        if renderable is None or not self.sends_frames:
            super().show_frame(screen, renderable)
            return
        if self._whole_frames or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            self._screen_buffer.invalidate(*self._screen_buffer.size)
            super().show_frame(screen, renderable)
            return
        if self._entered != driver.entered:
            self._entered = driver.entered
            self._screen_buffer.invalidate(*self.size)
        try:
            self._draw(driver, renderable)
        finally:
            self.post_display_hook()

    def _draw(self, driver: TerminalDriver, update: LayoutUpdate | ChopsUpdate) -> None:
        known = self._known_colors.get(self.theme, _NONE_CHOSEN)
        if known is not self._sgr_styles.known:
            self._sgr_styles.learn(known)
        draw_update(self._screen_buffer, update)
        changes = self._screen_buffer.diff(focus_cursor(self.screen))
        if len(changes) > AT_ONCE and self.synchronizes:
            changes = f"{SYNC_START}{changes}{SYNC_END}"
        if changes:
            driver.write(changes)

    def on_resize(self, event: events.Resize) -> None:
        """Draws all after a resize that ended where it began: the terminal has lost lines."""
        if event.size == self._screen_buffer.size:
            self.redraw()

    @on(OutputDrained)
    @on(Driver.SignalResume)
    def redraw(self) -> None:
        """Draws every line; those that the terminal is known to show are not sent."""
        self.screen.refresh()
