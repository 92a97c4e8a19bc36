"""Where a user's own files lie: the folders of the XDG Base Directory Specification."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def config_folder(process: Mapping[str, str]) -> Path:
    """The folder of settings and of the user's themes; it need not exist."""
    return _below(process, "XDG_CONFIG_HOME", ".config")


def state_folder(process: Mapping[str, str]) -> Path:
    """The folder of what is remembered between two runs; it need not exist."""
    return _below(process, "XDG_STATE_HOME", ".local/state")


def _below(process: Mapping[str, str], name: str, usual: str) -> Path:
    """The process environment is an argument here as everywhere, unlike in platformdirs."""
    folder = Path(process.get(name, ""))
    if not folder.is_absolute():
        # The specification wants a relative path ignored.
        folder = Path(process.get("HOME") or Path.home()) / usual
    return folder / "outrider"


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
