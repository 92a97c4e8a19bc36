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
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from outrider.engine.web_browser import browser_command, forwarding_command, open_page
from outrider.model.units import span_text
from outrider.oauth.grant_flow import ShowUser
from outrider.qr_code import qr_lines
from outrider.visible_text import visible_line

LONGEST_READ = 4096
"""Bytes; a terminal's own limit for a line is below it."""

WATCH = 0.5
"""Seconds between two looks for whether the terminal is still this program's."""

_LOCAL_MODES = 3


class TerminalUser:
    """The user at the terminal of a command.

    Attributes:
        can_ask: whether lines can be read from there, and not on a machine of continuous
            integration, whose terminal nobody looks at.
    """

    def __init__(self, process: Mapping[str, str]) -> None:
        self._process = process
        self.can_ask = sys.stdin.isatty() and not _is_ci(process)

    async def ask(self, message: str, *, secret: bool) -> str | None:
        """The line that is typed, without its end; ``None`` where the input is ended (Ctrl-D).

        Who stops the program and continues it is asked anew.
        """
        if not self.can_ask:
            return None
        question = _Question(sys.stdin.fileno(), f"{visible_line(message)}: ", secret=secret)
        with question.asked():
            line = await question.answer()
        return None if line is None else line.decode("utf-8", "replace")

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        """Writes what there is to do; Ctrl-C gives up."""
        command = None
        if step.redirect_uri and step.can_open:
            command = browser_command(self._process)
        _write(
            "".join(f"{line}\n" for line in sign_in_lines(step, command is not None, self._process))
        )
        tasks: list[asyncio.Task[None]] = []
        if command is not None:
            tasks.append(asyncio.ensure_future(open_page(command, step.url)))
        if step.takes_redirect and self.can_ask:
            tasks.append(asyncio.ensure_future(self._take_redirect(paste)))

        def take_away() -> None:
            for task in tasks:
                task.cancel()

        return take_away

    async def _take_redirect(self, paste: Callable[[str], str]) -> None:
        """Reads where the browser has ended, until that is what is waited for."""
        while (line := await self.ask("URL", secret=True)) is not None:
            wrong = paste(line)
            if not wrong:
                return
            _write(f"{wrong}\n")


def _is_ci(process: Mapping[str, str]) -> bool:
    """Whether this is a run of continuous integration: its services set ``CI``."""
    return process.get("CI", "").strip().lower() not in ("", "0", "false", "no", "off")


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


def sign_in_lines(step: ShowUser, opened: bool, process: Mapping[str, str]) -> Iterator[str]:
    """What there is to do, in lines for a terminal.

    Args:
        step: as the grant has it.
        opened: whether a browser on this machine was sent there.
        process: the process's environment.
    """
    url, code = visible_line(step.url), visible_line(step.code)
    if code:
        left = ""
        if step.expires_at is not None:
            left = f" (expires in {span_text(step.expires_at - time.time())})"
        yield f"To sign in, open {url} and enter the code {code}{left}."
        yield from _drawn(qr_lines(step.scanned_url), process)
        return
    if not step.redirect_uri:
        yield from (visible_line(step.message), url)
        return
    if opened:
        yield "Opened your browser. If no page is there, open:"
    elif command := forwarding_command(step.redirect_uri, process):
        yield "No browser on this machine (SSH). On your computer, run:"
        yield f"  {command}"
        yield "then open:"
    else:
        yield "To sign in, open:"
    yield url
    if step.takes_redirect:
        yield "Without port forwarding: paste the URL the browser ends on."


def _drawn(lines: tuple[str, ...], process: Mapping[str, str]) -> Iterator[str]:
    """A QR code, where the terminal has the room for it, and colors."""
    if process.get("NO_COLOR") or process.get("TERM") in (None, "", "dumb"):
        return
    try:
        size = os.get_terminal_size(sys.stderr.fileno())
    except (OSError, ValueError):
        return
    if lines and len(lines) < size.lines and len(lines[0]) <= size.columns:
        yield from (f"\x1b[30;107m{line}\x1b[0m" for line in lines)
