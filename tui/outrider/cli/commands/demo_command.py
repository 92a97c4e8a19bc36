"""``outrider demo``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from outrider.cli.async_runner import run_with_engine
from outrider.cli.commands.workspace_commands import remember_trust
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import SendJob
from outrider.engine.workspace.open_workspace import open_workspace, trust_file
from outrider.errors import UsageError
from outrider.storage.trust_store import TrustStore

if TYPE_CHECKING:
    import argparse

    from outrider.cli.main import OpenScreen
    from outrider.demo.running_demo import RunningDemo


_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends the demo tidily; the last is the terminal going away."""


def command(arguments: argparse.Namespace) -> int:
    """Starts the demo's servers on a private copy of the sample workspace."""
    try:
        from outrider.demo.headless import run_headless
        from outrider.demo.tour import run_tour
    except ImportError as missing:
        raise UsageError(
            f'The demo needs the package "{missing.name}", which is not installed.',
            code="extra_missing",
            advice=(
                "Run: uvx --from 'outrider[demo]' outrider demo "
                "(to install it: pipx install --force 'outrider[demo]')."
            ),
        ) from None
    if not arguments.headless:
        return _on_screen(arguments.screen)
    stop = threading.Event()

    def end(_number: int, _frame: object) -> None:
        stop.set()

    previous = {number: signal.signal(number, end) for number in _ENDINGS}
    try:
        tour = partial(run_tour, environ=os.environ, repeat=_repeat) if arguments.tour else None
        return run_headless(sys.stdout, stop=stop, tour=tour, trust=_trusted)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _on_screen(screen: OpenScreen | None) -> int:
    """The workbench on the copy, with the servers behind it."""
    from outrider.demo.running_demo import running_demo

    if screen is None:
        raise UsageError("The workbench needs a terminal.", advice="Run outrider demo --headless.")
    with running_demo(_trusted) as demo:
        return screen(str(demo.workspace), "dev")


@contextmanager
def _trusted(root: Path) -> Iterator[None]:
    """Trusts the copy while it is there."""
    remember_trust(root)
    try:
        yield
    finally:
        TrustStore(trust_file(os.environ)).forget(root)


def _repeat(demo: RunningDemo, out: TextIO) -> int:
    """Sends the same request twice in one process: the second one finds the token in the cache."""
    process = dict(os.environ)
    session = open_workspace(str(demo.workspace), process)
    snapshot = session.snapshot(session.environment("dev", process), {})
    job = SendJob(snapshot, session.reader.find_request("list-orders"))

    async def body(workbench: Engine) -> int:
        for _ in range(2):
            out.write("$ send list-orders\n")
            result = await workbench.sender.send(job)
            if result.error is not None:
                return 1
        return 0

    return run_with_engine(body, out)
