"""The entry of the program: joins the commands and the screen, which do not know each other."""

from __future__ import annotations

import gc
import os
from contextlib import suppress


def run() -> None:
    """Runs ``outrider``."""
    # Hundreds of classes are made at start, and none of them is garbage: looking costs 20 ms.
    gc.set_threshold(100_000)
    from outrider.lean_msgspec import load_msgspec

    load_msgspec()
    from outrider.cli.main import run_process as run_command

    run_command(_open_screen)


def _open_screen(directory: str | None, environment: str | None) -> int:
    """Opens the workbench; nothing of it is imported before the terminal is taken."""
    from importlib import import_module
    from pathlib import Path

    from outrider.cli.main import Terminated
    from outrider.storage.reading.workspace_discovery import find_workspace
    from outrider.terminal.app.import_trimming import trimmed_imports
    from outrider.terminal.device.early_terminal import EarlyTerminal

    # Until the first frame is there, nothing is garbage.
    gc.disable()
    process = dict(os.environ)
    with EarlyTerminal(process) as early:
        # Where there is none, that is said on the screen that the user has.
        with suppress(OSError):
            if find_workspace(Path(directory or ".")):
                early.paint_frame()
        with trimmed_imports():
            import_module("textual.app")
        from outrider.app import open_workbench

        if Terminated.arrived:
            raise Terminated
        return open_workbench(directory, environment, process, early)


if __name__ == "__main__":
    run()
