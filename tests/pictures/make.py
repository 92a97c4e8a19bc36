"""Makes README's picture from the real program: the demo, one send, the screen as it is then.

Run it with ``make pictures``.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from tui.app import OutriderApp, Preferences
from tui.demo.running import running_demo
from tui.engine.opened import OpenedWorkspace
from tui.screens.workbench import WorkbenchScreen

HERE = Path(__file__).parent
SIZE = (110, 36)


async def picture(root: Path, process: dict[str, str], target: Path) -> None:
    """Sends twice in dev and saves the screen."""
    workspace = OpenedWorkspace(str(root), process)
    workspace.choose_first("dev")
    app = OutriderApp(workspace, process, Preferences.read(process))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        screen = app.screen
        assert isinstance(screen, WorkbenchScreen)
        for _ in range(2):
            await pilot.press("ctrl+r")
            while (
                screen.controls.sending.under_way is None
                and screen.controls.sending.outcome is None
            ):
                await pilot.pause(0.05)
            while screen.controls.sending.under_way is not None:
                await pilot.pause(0.05)
        await pilot.pause(0.5)
        drawn = app.export_screenshot(title="Outrider")
        # The picture asks nobody for a font: whoever looks at it has one of fixed width.
        drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
        target.write_text(drawn.replace("Fira Code, ", ""), "utf-8")


def main() -> None:
    """Makes the picture."""
    with tempfile.TemporaryDirectory() as home, running_demo() as demo:
        process = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        asyncio.run(picture(demo.workspace, process, HERE / "workbench.svg"))


if __name__ == "__main__":
    main()
