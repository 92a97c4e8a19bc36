"""What a screen needs of the terminal, asked before anything heavy is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping

_NOT_A_SCREEN = {"": "is not set", "dumb": 'is "dumb"', "unknown": 'is "unknown"'}


def terminal_problem(process: Mapping[str, str], stdin: int = 0, stderr: int = 2) -> str | None:
    """Why there can be no screen here, in a sentence; ``None`` where there can.

    Keys are read from the one descriptor and drawn is on the other; stdout may be redirected.
    """
    for descriptor, name in ((stdin, "input"), (stderr, "error output")):
        if not os.isatty(descriptor):
            return f"The workbench needs a terminal: standard {name} is not one."
    fault = _NOT_A_SCREEN.get(process.get("TERM", ""))
    if fault:
        return f"The workbench cannot run in this terminal: TERM {fault}."
    return None
