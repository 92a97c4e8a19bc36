"""Sits down at the workbench: opens the app, presses keys, waits until something is so, reads."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.engine_lab import Lab
from tests.patience import PATIENCE
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

from outrider.app import OutriderApp, UserPreferences
from outrider.dialogs.dialog import Dialog
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.widgets.chrome.status_bar import StatusBar
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.screen import WorkbenchScreen

SMALL, LARGE = (80, 24), (120, 40)


class Seat:
    """Somebody at the workbench.

    Attributes:
        app: the program.
        pilot: presses its keys.
        work: its main screen.
    """

    def __init__(self, app: OutriderApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        # A question may stand over it already.
        self.work = next(one for one in app.screen_stack if isinstance(one, WorkbenchScreen))

    # Reading.

    @property
    def text(self) -> str:
        """What stands on the screen, dialogs and notices included."""
        return _screen_text(self.app.screen)

    @property
    def lines(self) -> list[str]:
        """The same, line by line."""
        return self.text.split("\n")

    @property
    def status(self) -> str:
        """The first line."""
        return self.work.query_one(StatusBar).render_line(0).text

    @property
    def environments(self) -> str:
        """The sidebar's environments."""
        return _widget_text(self.work.query_one(EnvironmentList))

    @property
    def tree(self) -> str:
        """The sidebar's requests."""
        return _widget_text(self.work.query_one(RequestTree))

    @property
    def console(self) -> str:
        """The console's title and lines."""
        panel = self.work.query_one(ConsolePanel)
        return f"{panel.edge.name}\n{_widget_text(panel)}"

    @property
    def response(self) -> ResponsePanel:
        """The response panel."""
        return self.work.query_one(ResponsePanel)

    @property
    def title(self) -> str:
        """What the edge of the response says beside its name."""
        return self.response.edge.text

    @property
    def said(self) -> str:
        """The notices that are still there."""
        return "\n".join(str(one.message) for one in self.app._notifications)

    @property
    def copied(self) -> str:
        """What was copied last."""
        return self.app.clipboard

    @property
    def editor(self) -> RequestEditor:
        """The editor."""
        return self.work.query_one(RequestEditor)

    # Doing.

    async def press(self, *keys: str) -> None:
        """Presses keys, and lets them be taken."""
        # The pilot's own press waits for every widget, and so does the pause.
        await self.app._press_keys(keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Types a text, as fast as a terminal that pastes without saying so."""
        driver = self.app._driver
        assert driver is not None
        for character in text:
            event = events.Key(_character_to_key(character), character)
            event.set_sender(self.app)
            driver.send_message(event)
        await self.pilot.pause()

    async def hold(self, key: str, count: int) -> None:
        """Holds a key down until it has come so many times; what it does may take a while."""
        driver = self.app._driver
        assert driver is not None
        for _ in range(count):
            event = events.Key(key, None)
            event.set_sender(self.app)
            driver.send_message(event)
        await self.pilot.pause()

    async def fill(self, text: str) -> None:
        """Replaces what stands in the field that has the focus."""
        await self.press("end", "ctrl+u")
        await self.type(text)

    async def until(self, holds: Callable[[], object], what: str = "it") -> None:
        """Waits until something is so."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"waited {PATIENCE} s for {what}; the screen:\n{self.text}")
            await self.pilot.pause()
            await asyncio.sleep(0.01)

    async def sees(self, *texts: str) -> None:
        """Waits until all of these are on the screen at once."""
        await self.until(lambda: all(text in self.text for text in texts), f"{texts}")

    async def send(self) -> None:
        """Sends what is shown, and waits until that has ended."""
        before = self.work.controls.sending.outcome
        await self.press("ctrl+r")
        await self.until(
            lambda: self.work.controls.sending.outcome is not before,
            "the send to end, or its question",
        )
        await self.pilot.pause()

    async def dialog(self) -> Dialog[object]:
        """Waits for a dialog."""
        await self.until(lambda: isinstance(self.app.screen, Dialog), "a dialog")
        await self.pilot.pause()
        assert isinstance(self.app.screen, Dialog)
        return self.app.screen

    async def at_work(self) -> None:
        """Waits until no dialog is open."""
        await self.until(lambda: self.app.screen is self.work, "the dialog to go")

    async def open(self, request_id: str) -> None:
        """Opens a request, and goes to the tree."""
        self.work.controls.requests.open(request_id)
        await self.until(lambda: self.work.context.request_id == request_id, request_id)
        await self.pilot.pause()

    async def edit_url(self, url: str) -> None:
        """Types another URL."""
        await self.press("ctrl+g", "u")
        await self.fill(url)
        await self.until(lambda: self.editor.request.url == url, url)

    async def read(self) -> str:
        """The response's text, once it is laid out."""
        await self.pilot.pause()
        return _widget_text(self.response)


COMMENTED = """# what it is for
url = "{{base_url}}/orders" # the list
"""


def request_files(lab: Lab) -> set[str]:
    """The files of requests and folders, below ``requests/``."""
    folder = lab.root / "requests"
    return {str(one.relative_to(folder)) for one in folder.rglob("*.toml")}


async def answer(seat: Seat, text: str) -> None:
    """Types a name into the question that comes."""
    await seat.dialog()
    await seat.fill(text)
    await seat.press("enter")
    await seat.at_work()


async def to(seat: Seat, row: str) -> None:
    """Puts the tree's cursor on a row."""
    tree = seat.work.query_one(RequestTree)
    await seat.press("ctrl+g", "r", "home")
    for _ in range(20):
        if tree.selected is not None and tree.selected.id == row:
            return
        await seat.press("down")
    raise AssertionError(f"no row {row}:\n{seat.tree}")


def _screen_text(screen: Screen[object]) -> str:
    strips = screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def _widget_text(widget: object) -> str:
    assert hasattr(widget, "region")
    lines = _screen_text(widget.screen).split("\n")  # type: ignore[attr-defined]
    region = widget.region
    return "\n".join(line[region.x : region.right] for line in lines[region.y : region.bottom])


def process_of(folder: Path) -> dict[str, str]:
    """A process environment with a home of its own, which is this process's as well."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in {"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "PATH", "TERM"}
    } | {"OUTRIDER_TEST_HOME": str(folder)}


@asynccontextmanager
async def seated(
    lab: Lab,
    size: tuple[int, int] = SMALL,
    *,
    environment: str | None = None,
    process: Mapping[str, str] | None = None,
    notices: bool = False,
) -> AsyncIterator[Seat]:
    """Opens the workbench on a lab's workspace; notices are painted only where asked for."""
    mine = {**process_of(lab.root), **lab.process, **(process or {})}
    workspace = ActiveWorkspace(str(lab.root), mine)
    workspace.activate_initial(environment)
    app = OutriderApp(workspace, mine, UserPreferences.read(mine))
    async with app.run_test(size=size, notifications=notices) as pilot:
        end = time.monotonic() + PATIENCE
        while app._held is not None or not any(
            isinstance(one, WorkbenchScreen) for one in app.screen_stack
        ):
            assert time.monotonic() < end, "the workbench does not open"
            await pilot.pause()
        seat = Seat(app, pilot)
        if any(entry.request for entry in workspace.tree()):
            await seat.until(lambda: seat.work.context.request_id, "a request to be open")
        await pilot.pause()
        yield seat
