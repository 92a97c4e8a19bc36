"""Whether the workbench was ever opened by this user: what is said once is said then."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_NAME = "welcomed"


def is_first_start(folder: Path) -> bool:
    """Whether nothing is remembered yet.

    Args:
        folder: of what is remembered between two runs; it need not exist.
    """
    try:
        return not (folder / _NAME).exists()
    except OSError:
        # Where nothing can be read, nothing will be remembered: silence is better than every time.
        return False


def remember_start(folder: Path) -> None:
    """Remembers that the workbench was opened; where that fails, it is said once more."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / _NAME).touch(mode=0o600)
