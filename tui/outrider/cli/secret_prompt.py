"""Asks on the terminal, so that the question can be left at any moment.

``getpass`` reads in a thread, and a thread that reads cannot be interrupted: Ctrl-C would wait
for Enter.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from outrider.oauth.grant_flow import ShowUser
from outrider.visible_text import visible_line

LONGEST_READ = 4096
"""Bytes; a terminal's own limit for a line is below it."""

WATCH = 0.5
"""Seconds between two looks for whether the terminal is still this program's."""

_LOCAL_MODES = 3


class TerminalUser:
    """The user at the terminal of a command."""

    async def ask(self, message: str, *, secret: bool) -> str | None:
        """The line that is typed, without its end; ``None`` where the input is ended (Ctrl-D).

        Who stops the program and continues it is asked anew.
        """
        question = _Question(sys.stdin.fileno(), f"{visible_line(message)}: ", secret=secret)
        with question.asked():
            line = await question.answer()
        return None if line is None else line.decode("utf-8", "replace")

    def show(self, step: ShowUser, give_up: Callable[[], None]) -> Callable[[], None]:
        """Writes what there is to do; Ctrl-C gives up."""
        for line in filter(None, (step.message, step.url, step.code)):
            sys.stderr.write(f"{visible_line(line)}\n")
        sys.stderr.flush()
        return lambda: None


class _Question:
    """A question on a terminal, which has its modes back whenever nobody is asked."""

    def __init__(self, terminal: int, text: str, *, secret: bool) -> None:
        self._terminal = terminal
        self._text = text
        self._secret = secret
        self._before: list[Any] = []
        self._parent = os.getppid()
        self._typed = bytearray()
        self._done: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Asks; on every way out the terminal is as it was before."""
        self._before = termios.tcgetattr(self._terminal)
        self._listen()
        try:
            self._ask()
            yield
        finally:
            self._listen_no_more()
            self._give_back()
            if self._secret:
                _write("\n")

    async def answer(self) -> bytes | None:
        """What is typed until the line ends."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._terminal, self._read)
        try:
            while not self._done.done():
                await asyncio.wait([self._done], timeout=WATCH)
                if self._is_abandoned() and not self._done.done():
                    return None
            return await self._done
        finally:
            loop.remove_reader(self._terminal)

    def _is_abandoned(self) -> bool:
        """Whether who started the program is gone, and the terminal given to another."""
        if os.getppid() == self._parent:
            return False
        try:
            return os.tcgetpgrp(self._terminal) != os.getpgrp()
        except OSError:
            return True

    def _ask(self) -> None:
        if self._done.done():
            return
        self._typed.clear()
        # Before the question, which invites to type: nothing of the answer may show, or be dropped.
        # In the background this stops the program, until it is brought to the front.
        with suppress(termios.error):
            silent = termios.tcgetattr(self._terminal)
            if self._secret:
                silent[_LOCAL_MODES] &= ~termios.ECHO
            termios.tcsetattr(self._terminal, termios.TCSAFLUSH, silent)
        _write(self._text)

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        if signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN:
            loop.add_signal_handler(signal.SIGTSTP, self._stop)
        # A shell gives a program that it continues the modes that are the shell's own.
        loop.add_signal_handler(signal.SIGCONT, self._ask)

    def _listen_no_more(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTSTP, signal.SIGCONT):
            loop.remove_signal_handler(number)

    def _stop(self) -> None:
        """Stops, as who sits there wants, with the terminal as it was; then asks anew."""
        self._give_back()
        self._listen_no_more()
        # Nothing happens here where nobody could continue it.
        signal.raise_signal(signal.SIGTSTP)
        self._listen()
        self._ask()

    def _give_back(self) -> None:
        # There may be no terminal any more, or it may be another's since the shell is gone.
        with suppress(termios.error):
            termios.tcsetattr(self._terminal, termios.TCSAFLUSH, self._before)

    def _read(self) -> None:
        try:
            piece = os.read(self._terminal, LONGEST_READ)
        except OSError:
            piece = b""
        self._typed.extend(piece)
        if self._done.done():
            return
        if self._typed.endswith(b"\n"):
            self._done.set_result(bytes(self._typed[:-1]))
        elif not piece:
            self._done.set_result(bytes(self._typed) or None)


def _write(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()
