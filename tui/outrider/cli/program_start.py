"""Starts another program in the place of this process.

There is no child to forward to: terminal, signals and exit status are the program's own.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from outrider.errors import OutriderError, ProgramNotFound, ProgramNotRunnable
from outrider.program_path import find_program

_IGNORED_BY_PYTHON = ("SIGPIPE", "SIGXFSZ")
"""Signals that Python ignores from its start, as no program expects to find them."""

_SHELL = "/bin/sh"


def require_program(name: str, path: str | None) -> str:
    """The path of a program that can be started.

    Args:
        name: as it was typed; with a slash it is a path already.
        path: ``PATH``.

    Raises:
        ProgramNotFound: there is none.
        ProgramNotRunnable: it is a folder, or the user may not run it.
    """
    found = find_program(name, path) if name else None
    if found is None:
        raise _not_found(name)
    try:
        mode = Path(found).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise _not_found(name) from None
    except OSError as error:
        raise _not_runnable(name, _reason(error)) from None
    if stat.S_ISDIR(mode):
        raise _not_runnable(name, "It is a folder.")
    if not os.access(found, os.X_OK):
        raise _not_runnable(name, "Permission denied.")
    return found


class CoreLimit:
    """The limit of core dumps, as it was when this was made."""

    def __init__(self) -> None:
        self._limits: tuple[int, int] | None = None
        with suppress(ImportError, OSError, ValueError):
            import resource

            self._limits = resource.getrlimit(resource.RLIMIT_CORE)

    def restore(self) -> None:
        """Sets it again, where the system lets us."""
        if self._limits is not None:
            with suppress(OSError, ValueError):
                import resource

                resource.setrlimit(resource.RLIMIT_CORE, self._limits)


def become_program(
    path: str, words: Sequence[str], environ: Mapping[bytes, bytes], core: CoreLimit
) -> NoReturn:
    """Replaces this process.

    Args:
        path: of the program.
        words: its name as it was typed, and its arguments.
        environ: its whole environment.
        core: the limit that it gets.

    Raises:
        ProgramNotFound: it is gone.
        ProgramNotRunnable: the system does not run it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    core.restore()
    before = {name: signal.getsignal(getattr(signal, name)) for name in _IGNORED_BY_PYTHON}
    for name in before:
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execve(path, list(words), environ)  # noqa: S606 - it is what was asked for
    except OSError as error:
        failure = error
    try:
        if failure.errno == errno.ENOEXEC and _is_text(path):
            # As shells and execvp(3) do with a script that does not name its interpreter.
            os.execve(_SHELL, [_SHELL, path, *words[1:]], environ)  # noqa: S606
    except OSError as error:
        failure = error
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)
    raise _failed(words[0], path, failure) from None


def _is_text(path: str) -> bool:
    with suppress(OSError), open(path, "rb") as file:  # noqa: PTH123
        return b"\0" not in file.read(256)
    return False


def _failed(name: str, path: str, error: OSError) -> OutriderError:
    if error.errno != errno.ENOENT:
        return _not_runnable(name, _reason(error))
    if not os.path.exists(path):  # noqa: PTH110 - it raises nothing
        return _not_found(name)
    return _not_runnable(name, "The interpreter that its first line names is not found.")


def _reason(error: OSError) -> str:
    return f"{error.strerror or 'The system gives no reason'}."


def _not_found(name: str) -> ProgramNotFound:
    return ProgramNotFound(
        f'Program "{name}" is not found.',
        why="" if "/" in name else "No folder of PATH has it.",
        advice="Check its name and path.",
    )


def _not_runnable(name: str, reason: str) -> ProgramNotRunnable:
    return ProgramNotRunnable(f'Program "{name}" cannot be run.', why=reason)
