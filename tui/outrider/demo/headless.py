"""The demo without a screen: servers, a copy of the sample workspace, and what to try."""

from __future__ import annotations

import shlex
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from outrider.demo.running_demo import RunningDemo, Trust, no_trust, running_demo
from outrider.demo.tour import STEPS


def run_headless(
    out: TextIO,
    *,
    stop: threading.Event,
    tour: Callable[[RunningDemo, TextIO], int] | None = None,
    parent: Path | None = None,
    trust: Trust = no_trust,
    token_port: int = 0,
    api_port: int = 0,
    now: Callable[[], float] = time.time,
) -> int:
    """Runs the demo until it is stopped, or until a tour has ended.

    Args:
        out: where the addresses and the commands to try are written.
        stop: set it (from a signal handler or another thread) to end the demo.
        tour: run instead of waiting; its result is returned.
        parent: see :func:`~outrider.demo.running_demo.running_demo`, like all that follow.
        trust: how to trust the copy.
        token_port: the authorization server's port; 0 lets the system choose.
        api_port: the API's port; 0 lets the system choose.
        now: the servers' clock.

    Returns:
        An exit status.

    Raises:
        OSError: a port is in use, or the copy cannot be written.
    """
    with running_demo(
        parent=parent, trust=trust, token_port=token_port, api_port=api_port, now=now
    ) as demo:
        out.write(addresses(demo))
        if tour is not None:
            out.flush()
            return tour(demo, out)
        out.write(what_to_try(demo))
        out.flush()
        stop.wait()
    with suppress(OSError):  # the terminal may be gone: that is one way to stop it
        out.write("\nThe servers have stopped and the copy is removed.\n")
        out.flush()
    return 0


def addresses(demo: RunningDemo) -> str:
    """Where everything is, as text for people."""
    return (
        "The Outrider demo is running, on this machine only.\n\n"
        f"  Workspace             {demo.workspace}\n"
        f"  Authorization server  {demo.servers.token_url}\n"
        f"  API                   {demo.servers.api_url}\n"
    )


def what_to_try(demo: RunningDemo) -> str:
    """The commands to try and what each shows, as text for people."""
    text = "\nIn another terminal:\n\n"
    text += f"  cd {shlex.quote(str(demo.workspace))}\n"
    for step in STEPS:
        text += f"\n  # {step.shows}\n  {step.command}"
        text += f"      # exit status {step.status}\n" if step.status else "\n"
    return text + "\nCtrl-C stops the servers and removes the workspace.\n"
