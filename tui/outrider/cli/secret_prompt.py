"""Asks on the terminal, so that the question can be left at any moment.

``getpass`` reads in a thread, and a thread that reads cannot be interrupted: Ctrl-C would wait
for Enter.
"""

from __future__ import annotations

import asyncio
import os
import sys
import termios
from collections.abc import Callable

from outrider.oauth.grant_flow import ShowUser
from outrider.visible_text import visible_line

LONGEST_READ = 4096
"""Bytes; a terminal's own limit for a line is below it."""

_LOCAL_MODES = 3


class TerminalUser:
    """The user at the terminal of a command."""

    async def ask(self, message: str, *, secret: bool) -> str | None:
        """The line that is typed, without its end; ``None`` where the input is ended (Ctrl-D)."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        silent = termios.tcgetattr(terminal)
        if secret:
            silent[_LOCAL_MODES] &= ~termios.ECHO
        # Before the question, which invites to type: nothing of the answer may show, or be dropped.
        termios.tcsetattr(terminal, termios.TCSAFLUSH, silent)
        try:
            sys.stderr.write(f"{visible_line(message)}: ")
            sys.stderr.flush()
            line = await _line(terminal)
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
            if secret:
                sys.stderr.write("\n")
                sys.stderr.flush()
        return None if line is None else line.decode("utf-8", "replace")

    def show(self, step: ShowUser, give_up: Callable[[], None]) -> Callable[[], None]:
        """Writes what there is to do; Ctrl-C gives up."""
        for line in filter(None, (step.message, step.url, step.code)):
            sys.stderr.write(f"{visible_line(line)}\n")
        sys.stderr.flush()
        return lambda: None


async def _line(terminal: int) -> bytes | None:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes | None] = loop.create_future()
    typed = bytearray()

    def readable() -> None:
        try:
            piece = os.read(terminal, LONGEST_READ)
        except OSError:
            piece = b""
        typed.extend(piece)
        if done.done():
            return
        if typed.endswith(b"\n"):
            done.set_result(bytes(typed[:-1]))
        elif not piece:
            done.set_result(bytes(typed) or None)

    loop.add_reader(terminal, readable)
    try:
        return await done
    finally:
        loop.remove_reader(terminal)
