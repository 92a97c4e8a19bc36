"""What is left after a fault of Outrider's own: where it happened, without any value."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from outrider import __version__

if TYPE_CHECKING:
    import asyncio


def write_report(fault: BaseException, out: TextIO) -> None:
    """Names the type and the lines of code.

    Neither locals nor messages are shown: they may hold what must not be written.
    """
    out.write(
        f"Internal error: {type(fault).__name__}.\n"
        f"  This is a bug in Outrider. Report it with these lines (they contain none of your "
        f"data):\n"
        f"    Outrider {__version__}\n"
    )
    seen: BaseException | None = fault
    while seen is not None:
        for frame in traceback.extract_tb(seen.__traceback__):
            file = Path(frame.filename)
            out.write(f"    {file.parent.name}/{file.name}:{frame.lineno} {frame.name}\n")
        seen = seen.__cause__ or seen.__context__
        if seen is not None:
            out.write(f"  while: {type(seen).__name__}\n")


def save_report(fault: BaseException, folder: Path) -> Path | None:
    """Writes the report to a new file that only the user can read; ``None`` where it could not."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = folder / f"crash-{number}.txt"
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
                write_report(fault, file)
            return path
    return None


def note_fault(fault: BaseException) -> None:
    """Tells the event loop's handler of a fault that must not end what is under way.

    The screen and the commands each have a handler that leaves a report and says so.
    """
    import asyncio

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        import logging

        # The message may quote anything, so only the type is told.
        logging.getLogger("outrider").error("internal error: %s", type(fault).__name__)
        return
    loop.call_exception_handler({"message": "internal error", "exception": fault})


def note_unretrieved(task: asyncio.Task[Any]) -> None:
    """For ``add_done_callback``: notes the fault of a task that nobody waits for."""
    fault = None if task.cancelled() else task.exception()
    if fault is not None:
        note_fault(fault)


class FaultLog:
    """The faults that were noted, each place in the code once: a listener may fail at each event.

    Attributes:
        faults: in the order in which they came.
    """

    def __init__(self) -> None:
        self.faults: list[BaseException] = []
        self._known: set[tuple[str, str, int]] = set()

    def take(self, context: Mapping[str, Any]) -> BaseException | None:
        """The fault that a loop's handler was told of; ``None`` where there is none, or no news."""
        fault = context.get("exception")
        if not isinstance(fault, BaseException):
            return None
        frames = traceback.extract_tb(fault.__traceback__)
        last = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
        place = (type(fault).__name__, *last)
        if place in self._known:
            return None
        self._known.add(place)
        self.faults.append(fault)
        return fault


def disable_core_dumps(*, for_good: bool = True) -> None:
    """Has the system write no image of this process's memory, which holds secrets, to any disk.

    On Linux, other programs of the same user can read it no more either. Best effort: where the
    system knows none of this, nothing happens.

    Args:
        for_good: nobody can lift the limit again, also not for a program that takes the place of
            this one.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        hard = 0 if for_good else resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        # PR_SET_DUMPABLE of linux/prctl.h.
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
