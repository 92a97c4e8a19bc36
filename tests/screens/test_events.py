"""What the engine tells reaches the screen, once, and only as long as there is one."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated

from outrider.engine.events import Event, RequestRenamed, WorkspaceReloaded


async def test_a_deed_of_many_events_draws_the_sidebar_once(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        sidebar, events, drawn = seat.work.controls.sidebar, list[Event](), list[str]()
        draw = sidebar.draw

        def counted() -> None:
            drawn.append(seat.work.context.request_id)
            draw()

        monkeypatch.setattr(sidebar, "draw", counted)
        seat.work.context.engine.bus.subscribe(events.append)
        await seat.edit_url("https://other.test/")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
        await seat.pilot.pause()
        assert WorkspaceReloaded() in events
        # The edit, and the saving.
        assert drawn == ["list", "list"]
        drawn.clear()
        seat.work.context.buffers.rename("list", "all")
        seat.work.controls.requests.files_changed()
        assert drawn == []
        await seat.until(lambda: "all" in seat.tree, "the new name")
        assert drawn == ["all"]


async def test_nobody_is_told_anything_when_the_screen_is_gone(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
    context = seat.work.context
    context.engine.bus.publish(RequestRenamed("list", "all"))
    assert context.request_id == "list"
