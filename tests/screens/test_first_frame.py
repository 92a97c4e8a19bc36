"""What the first frame of the workbench shows, and what waits until it is there."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import RenderableType
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from textual.screen import Screen

from outrider.terminal.app.startup import StartupApp
from outrider.workbench.screen import WorkbenchScreen


async def test_the_first_frame_has_the_request_and_drafts_are_looked_for_behind_it(
    files: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[tuple[str, bool]] = []
    show = StartupApp.show_frame

    def show_frame(
        self: StartupApp, screen: Screen[Any], renderable: RenderableType | None
    ) -> None:
        if renderable is not None:
            assert isinstance(screen, WorkbenchScreen)
            request = screen.context.request if screen.startup_finished else None
            drafts = screen.startup_finished and screen.controls.keeper.folder is not None
            frames.append((request.name if request else "", drafts))
        show(self, screen, renderable)

    monkeypatch.setattr(StartupApp, "show_frame", show_frame)
    async with seated(files, LARGE) as seat:
        await seat.until(lambda: seat.work.controls.keeper.folder is not None, "the drafts")
        shown = seat.work.context.request
        assert shown is not None
        assert frames[0] == (shown.name, False)
