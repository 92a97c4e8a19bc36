"""What other processes of this machine are, asked before one of them is ended."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PS = Path("/bin/ps")
_PATIENCE = 3


def process_has_open(process: int, path: Path) -> bool:
    """Whether the process of this id, as seen from here, is one that has this file open.

    A process id alone may be another's: of another machine that shares the folder, of a container,
    or of whoever got the number after it. Where the system does not tell which files are open,
    its command line has to do.
    """
    if not (_PROC / "self/fd").is_dir():
        return "outrider" in _command(process)
    try:
        here = path.stat()
        descriptors = list((_PROC / f"{process}/fd").iterdir())
    except OSError:
        return False
    for one in descriptors:
        with suppress(OSError):
            if os.path.samestat(one.stat(), here):
                return True
    return False


def process_terminal(process: int) -> str:
    """The terminal of a process, as ``pts/3``; empty where that cannot be told."""
    for number in range(3):
        try:
            target = (_PROC / f"{process}/fd/{number}").readlink()
        except OSError:
            continue
        if target.parts[:2] == ("/", "dev") and target.name not in ("null", "tty"):
            return str(target.relative_to("/dev"))
    return ""


def _command(process: int) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - a fixed program
            [_PS, "-p", str(process), "-o", "command="],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        return done.stdout.decode("utf-8", "replace")
    return ""
