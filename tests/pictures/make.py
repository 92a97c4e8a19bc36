"""Makes the pictures of README and docs/ from the real program: the demo, real sends, the screen.

Run it with ``make pictures``. Clocks and ports differ from run to run; nothing else should.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import ModalScreen

from outrider.app import OutriderApp, UserPreferences
from outrider.demo.running_demo import running_demo
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.workbench.screen import WorkbenchScreen

PICTURES = Path(__file__).parents[2] / "docs/pictures"
SIZE = (110, 36)
PATIENCE = 400
"""Looks, 50 ms apart, before a picture is given up."""


async def until(pilot: Pilot[int], holds: Callable[[], object]) -> None:
    """Waits until something is so."""
    for _ in range(PATIENCE):
        if holds():
            await pilot.pause(0.2)
            return
        await pilot.pause(0.05)
    raise TimeoutError("The screen did not come to where its picture is taken.")


async def pictures(root: Path, process: dict[str, str]) -> None:
    """Sends twice in dev, then looks at the token and at an environment."""
    workspace = ActiveWorkspace(str(root), process)
    workspace.activate_initial("dev")
    app = OutriderApp(workspace, process, UserPreferences.read(process))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        screen = app.screen
        assert isinstance(screen, WorkbenchScreen)
        await until(pilot, lambda: screen.context.request_id)
        for _ in range(2):
            before = screen.controls.sending.outcome
            await pilot.press("ctrl+r")
            await until(pilot, lambda before=before: screen.controls.sending.outcome is not before)  # type: ignore[misc]
        save(app, "workbench")
        await pilot.press("ctrl+g", "t")
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))
        save(app, "token")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("ctrl+g", "e", "home", "down", "down", "e")
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))
        await pilot.press("tab", "tab")
        save(app, "environment")


def save(app: OutriderApp, name: str) -> None:
    """Saves the screen as it is."""
    drawn = app.export_screenshot(title="Outrider")
    # The picture asks nobody for a font: whoever looks at it has one of fixed width.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    (PICTURES / f"{name}.svg").write_text(drawn.replace("Fira Code, ", ""), "utf-8")


def main() -> None:
    """Makes the pictures."""
    with tempfile.TemporaryDirectory() as home, running_demo() as demo:
        process = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        asyncio.run(pictures(demo.workspace, process))


if __name__ == "__main__":
    main()
