"""What is sent to the terminal draws the screen that Textual's own way draws, and is less."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.color import ColorSystem
from tests.emulator import Emulator
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import visible_screen_stack
from textual.screen import Screen
from textual.widget import Widget

from outrider.terminal.rendering.diff_output import DiffOutputApp, draw_update
from outrider.terminal.rendering.screen_buffer import ScreenBuffer
from outrider.terminal.rendering.sgr_styles import SgrStyles

TEXTS = (
    "abc",
    "{{base_url}}/x?y=z",
    "漢字テスト",
    "naïve e\u0301 o\u0308\u0323",
    "😀🎉 ok",
    "한국어",
    "ไทย",
    "שלום",
    "→ ● ✓",
)
KEYS = (
    *("tab", "shift+tab", "escape", "up", "down", "left", "right", "home", "end", "enter"),
    *("pagedown", "pageup", "backspace", "f1", "f2", "ctrl+p", "ctrl+o", "ctrl+n", "ctrl+r"),
    *("1", "2", "ctrl+l"),
)
LEADERS = ("e", "r", "u", "p", "b", "g", "z", "t", "h", "?", "n")


class Watched:
    """A terminal drawn on in Textual's way, one in ours, and the bytes of both."""

    def __init__(self) -> None:
        self.shadow = ScreenBuffer(SgrStyles(ColorSystem.TRUECOLOR))
        self.stock = self.thin = Emulator(1, 1)
        self.stock_bytes = self.thin_bytes = 0

    def show(self, app: DiffOutputApp, update: object) -> None:
        if not isinstance(update, LayoutUpdate | ChopsUpdate):
            assert update is None
            return
        if isinstance(update, LayoutUpdate) and self.shadow.size != update.region.size:
            self.stock = Emulator(*update.region.size)
            self.thin = Emulator(*update.region.size)
        whole = update.render_segments(app.console)
        draw_update(self.shadow, update)
        changes = self.shadow.diff((0, 0))
        self.stock.feed(whole)
        self.thin.feed(changes)
        self.stock_bytes += len(whole.encode())
        self.thin_bytes += len(changes.encode())

    def is_current(self, app: DiffOutputApp) -> bool:
        """Whether all that changed is drawn, a new size of the terminal too."""
        return is_drawn(app.screen) and self.shadow.size == app.screen.size == app.size

    def anew(self, app: DiffOutputApp) -> Emulator:
        """The screen as it is when it is drawn from nothing, in Textual's way."""
        compositor = app.screen._compositor
        visible_screen_stack.set(app._background_screens)
        kept = set(compositor._dirty_regions)
        for screen in app.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                # What it drew before does not count.
                widget._styles_cache.clear()
        update = compositor.render_full_update()
        compositor._dirty_regions |= kept
        emulator = Emulator(*update.region.size)
        emulator.feed(update.render_segments(app.console))
        return emulator


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Any:
    @contextmanager
    def watch() -> Iterator[Watched]:
        watched = Watched()

        def display(app: DiffOutputApp, _screen: Screen[Any], update: object) -> None:
            # Styles remember the colours that they were first drawn in: the same for all tests.
            app.console._color_system = ColorSystem.TRUECOLOR
            watched.show(app, update)

        with monkeypatch.context() as patch:
            patch.setattr(DiffOutputApp, "show_frame", display)
            yield watched

    return watch


def is_drawn(screen: Screen[Any]) -> bool:
    """Whether nothing waits to be drawn."""
    compositor = screen._compositor
    waiting = screen._layout_required, screen._scroll_required, screen._repaint_required
    # One that has just been opened has no size before its first layout.
    pending = any(waiting) or screen._dirty_widgets or compositor._dirty_regions
    return compositor.size.area > 0 and not pending


async def step(seat: Seat, chance: random.Random) -> str:
    """Does one thing that a person might do."""
    match chance.randrange(10):
        case 0 | 1:
            text = chance.choice(TEXTS)
            await seat.type(text)
            return f"type {text}"
        case 2:
            key = chance.choice(LEADERS)
            await seat.press("ctrl+g", key)
            return f"ctrl+g {key}"
        case 3:
            size = chance.choice([(80, 24), (120, 40), (61, 17), (30, 9), (200, 50)])
            await seat.pilot.resize_terminal(*size)
            return f"resize {size}"
        case 4 if chance.random() < 0.3:
            seat.app.theme = chance.choice(sorted(seat.app.available_themes))
            return f"theme {seat.app.theme}"
        case _:
            key = chance.choice(KEYS)
            await seat.press(key)
            return key


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 5, 12])
async def test_random_sessions_draw_the_same_screen(lab: Lab, watch: Any, seed: int) -> None:
    lab.request("wide/漢字-テスト-😀", "{{base_url}}/漢字/ไทย/e\u0301?q=😀")
    lab.request("other", "{{base_url}}/orders/1")
    chance = random.Random(seed)
    done: list[str] = []
    with watch() as watched:
        async with seated(lab, LARGE) as seat:
            for _ in range(45):
                done.append(await step(seat, chance))
                await seat.until(lambda: watched.is_current(seat.app), "the last frame")
                truth = watched.anew(seat.app)
                assert not watched.thin.differences(watched.stock), done
                assert not watched.thin.differences(truth), done
    assert watched.thin_bytes < watched.stock_bytes / 3
