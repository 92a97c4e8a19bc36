"""The net, the clipboard, the editor's command and the terminal's requirements."""

from __future__ import annotations

import os
from pathlib import Path

from outrider.terminal.device.terminal_check import terminal_problem


def test_a_screen_needs_a_terminal_on_both_ends() -> None:
    master, slave = os.openpty()
    with Path(os.devnull).open() as nothing:
        assert terminal_problem({"TERM": "xterm"}, slave, slave) is None
        assert "input" in (terminal_problem({"TERM": "xterm"}, nothing.fileno(), slave) or "")
        assert "error output" in (
            terminal_problem({"TERM": "xterm"}, slave, nothing.fileno()) or ""
        )
    for name in ("dumb", "unknown", ""):
        reason = terminal_problem({"TERM": name}, slave, slave) or ""
        assert reason.startswith("The workbench cannot run")
        assert "TERM" in reason
        assert reason.endswith(".")
    os.close(master)
    os.close(slave)
