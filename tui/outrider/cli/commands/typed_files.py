"""Files that options name: relative to the current folder, ``-`` for standard input."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from outrider.errors import UsageError
from outrider.home_path import expand_home

STANDARD_INPUT = "-"


class TypedFiles:
    """Gives files that can be read twice, while it is entered.

    A send may need a body once more. What can be read only once (standard input, a pipe) is copied
    into a file of this process, mode 0600, which is removed at the end.

    Attributes:
        is_copied: something was copied.
    """

    def __init__(self) -> None:
        self.is_copied = False
        self._copies: list[str] = []
        self._input: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for copy in self._copies:
            with suppress(OSError):
                Path(copy).unlink()

    def path_of(self, option: str, written: str) -> str:
        """The absolute path of a file.

        Raises:
            UsageError: it cannot be read.
        """
        if written == STANDARD_INPUT:
            return self._standard_input(option)
        if not written:
            raise UsageError(
                f"{option} has no file after the @.",
                advice=f"Write {option} {'NAME=' if option == '--form' else ''}@FILE.",
            )
        path = os.path.abspath(expand_home(written, os.environ.get("HOME")))  # noqa: PTH100
        try:
            mode = Path(path).stat().st_mode
            if stat.S_ISREG(mode):
                with Path(path).open("rb"):
                    return path
            if not stat.S_ISFIFO(mode):
                raise _unreadable(option, written, "It is not a regular file.")
            with Path(path).open("rb") as pipe:
                return self._copy(pipe)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "Its name is not valid"
            raise _unreadable(option, written, f"{reason}.") from None

    def _standard_input(self, option: str) -> str:
        if self._input is None:
            if sys.stdin is None or sys.stdin.closed:
                raise _unreadable(option, STANDARD_INPUT, "Standard input is closed.")
            self._input = self._copy(sys.stdin.buffer)
        return self._input

    def _copy(self, source: BinaryIO) -> str:
        import tempfile
        from shutil import copyfileobj

        self.is_copied = True
        descriptor, path = tempfile.mkstemp(prefix="outrider-body-")
        self._copies.append(path)
        with open(descriptor, "wb") as copy:  # noqa: PTH123 - a descriptor is no path
            copyfileobj(source, copy)
        return path


def _unreadable(option: str, written: str, why: str) -> UsageError:
    return UsageError(
        f'{option}: File "{written}" cannot be read.',
        code="file_unreadable",
        why=why,
        advice="The path is relative to the current folder. For a text that begins with @, "
        "use {{name}} and --var.",
    )
