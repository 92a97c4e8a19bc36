"""``outrider demo``."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

from tui.errors import UsageError

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Starts the demo's servers on a private copy of the sample workspace.

    Returns:
        The exit status.
    """
    if not arguments.headless:
        raise UsageError(
            "this version has no screen yet",
            code="no_screen",
            advice="Run: outrider demo --headless",
        )
    try:
        from tui.demo.headless import run_headless
        from tui.demo.tour import tour
    except ImportError as missing:
        raise UsageError(
            f"the demo's servers are not installed: {missing.name} is missing",
            code="extra_missing",
            advice='Install them with: pipx install "outrider[demo]"',
        ) from None
    from tui.cli.workspace_commands import remember_trust

    stop = threading.Event()

    def end(_number: int, _frame: object) -> None:
        stop.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return run_headless(
            sys.stdout,
            stop=stop,
            tour=tour if arguments.tour else None,
            trust=lambda root: remember_trust(root) and None,
        )
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
