"""The demo without a screen: servers, a copy of the sample workspace, and what to try."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import TextIO

from outrider.demo.running_demo import RunningDemo, Trust, running_demo
from outrider.demo.tour import STEPS


def run_headless(
    out: TextIO,
    *,
    stop: threading.Event,
    tour: Callable[[RunningDemo, TextIO], int] | None = None,
    trust: Trust = nullcontext,
) -> int:
    """Runs the demo until it is stopped, or until a tour has ended; returns an exit status.

    Args:
        out: where the addresses and the commands to try are written.
        stop: set it (from a signal handler or another thread) to end the demo.
        tour: run instead of waiting; its result is returned.
        trust: how to trust the copy.

    Raises:
        OSError: the copy cannot be written.
    """
    with running_demo(trust) as demo:
        out.write(addresses(demo))
        if tour is not None:
            out.flush()
            return tour(demo, out)
        out.write(what_to_try(demo))
        out.flush()
        stop.wait()
    with suppress(OSError):  # the terminal may be gone: that is one way to stop it
        out.write("\nThe servers were stopped and the workspace was removed.\n")
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
