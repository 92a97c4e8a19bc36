"""What is left after a fault of Outrider's own: where it happened, without any value."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from outrider import __version__


def write_report(fault: BaseException, out: TextIO) -> None:
    """Names the type and the lines of code.

    Neither locals nor messages are shown: they may hold what must not be written.
    """
    out.write(
        f"error: This is a fault of Outrider's own: {type(fault).__name__}.\n"
        f"  Please report it with these lines; they hold no values of yours:\n"
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


def disable_core_dumps() -> None:
    """Has the system write no image of this process's memory, which holds secrets, to any disk.

    On Linux, other programs of the same user can read it no more either. Best effort: where the
    system knows none of this, nothing happens.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        # PR_SET_DUMPABLE of linux/prctl.h.
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
