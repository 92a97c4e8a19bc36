"""The terminal's line discipline: raw while the screen is ours, and as it was before after that."""

from __future__ import annotations

import errno
import os
import select
import signal
import termios
from contextlib import suppress
from typing import Any

from outrider.terminal.device.control_sequences import LEAVE
from outrider.terminal.device.output_queue import open_without_waiting


class TtyMode:
    """Remembers how the terminal was when it was first taken, and puts it back.

    Taken again after a stop, the first memory counts: a shell may bring a stopped program back
    with the terminal still raw.

    Args:
        descriptor: of the terminal.
        before: how it was, where somebody has changed it for us already.
    """

    def __init__(self, descriptor: int, before: list[Any] | None = None) -> None:
        self._descriptor = descriptor
        self._before = before

    def enter(self) -> bool:
        """Makes the terminal raw: keys come at once and raise no signals, nothing is changed.

        Returns:
            Whether it could be done; not so in the background.
        """
        try:
            self._wait_for_foreground()
            attributes = termios.tcgetattr(self._descriptor)
        except termios.error:
            return False
        if self._before is None:
            self._before = attributes
        # From what was there first: what somebody did for us meanwhile is no wish of the user's.
        attributes = [*self._before[:6], list(self._before[6])]
        attributes[0] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
        )
        # A line feed goes straight down, and nothing is added to it.
        attributes[1] &= ~termios.OPOST
        attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        attributes[6][termios.VMIN] = 1
        attributes[6][termios.VTIME] = 0
        try:
            termios.tcsetattr(self._descriptor, termios.TCSANOW, attributes)
        except termios.error:
            return False
        return True

    def leave(self) -> None:
        """Puts the line discipline back; a terminal that is gone is left alone."""
        if self._before is not None:
            with suppress(termios.error, ValueError):
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._before)

    def force(self, output: int) -> None:
        """Leaves the screen though nobody may be reading: what waits to be read is dropped."""
        with suppress(termios.error):
            termios.tcflush(output, termios.TCOFLUSH)
        with suppress(OSError):
            descriptor = open_without_waiting(output)
            try:
                # A CAN ends a sequence that was cut in the middle.
                if select.select([], [descriptor], [], 0)[1]:
                    os.write(descriptor, b"\x18" + LEAVE.encode())
            finally:
                os.close(descriptor)

    def _wait_for_foreground(self) -> None:
        """Lets the system stop the process again where a shell continued it in the background.

        The system stops it, and no handler: a shell may give it the terminal between the signal
        and the handler, which would stop it then, with nobody left to continue it.
        """
        previous = {}
        try:
            for number in (signal.SIGTTOU, signal.SIGTTIN):
                previous[number] = signal.signal(number, signal.SIG_DFL)
            while not self._touch():
                pass
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler or signal.SIG_DFL)

    def _touch(self) -> bool:
        """Changes nothing, which only the foreground may; false when it has to be tried again."""
        try:
            attributes = termios.tcgetattr(self._descriptor)
            termios.tcsetattr(self._descriptor, termios.TCSANOW, attributes)
        except termios.error as error:
            if error.args[0] != errno.EINTR:
                raise
            return False
        return True
