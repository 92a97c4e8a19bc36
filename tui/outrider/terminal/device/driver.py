"""The driver between Textual and a real terminal over a line that may stall, break or lie."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from outrider.terminal.device import control_sequences
from outrider.terminal.device.early_terminal import EarlyTerminalHolder
from outrider.terminal.device.keyboard import Keyboard, register_alt_keys
from outrider.terminal.device.output_queue import OutputQueue
from outrider.terminal.device.true_color import (
    ASK_TRUE_COLOR,
    TrueColorAsker,
    can_be_asked,
    can_be_asked_for_color,
)
from outrider.terminal.device.tty_mode import TtyMode
from outrider.textual_internals.textual_app import restarts_by_itself

if TYPE_CHECKING:
    from textual.app import App

_PATIENCE = 1.0
"""Seconds that leaving waits for a terminal that does not read."""
_RESIZE_PAUSE = 0.02
"""Seconds from the first signal of a resize to the look at the size: dragging sends hundreds, and
some systems send the signal before the size is changed."""


class OutputDrained(Message):
    """There is room for frames again, after some were left out."""


class TerminalDriver(Driver):
    """Textual's driver for Linux and macOS, made to survive.

    Reads stdin and writes stderr, as Textual does. It differs from Textual's own: bytes that are
    not UTF-8 are no fault, the end of the input is a hang-up, an unfinished paste ends, writing
    never blocks the loop, the terminal can be left from any thread.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        assert sys.__stdin__ is not None
        assert sys.__stderr__ is not None
        register_alt_keys()
        self._in = sys.__stdin__.fileno()
        self._out = sys.__stderr__.fileno()
        self._fixed_size = size
        # Textual would ask the environment, where COLUMNS may be from another window.
        super().__init__(app, debug=debug, mouse=mouse, size=self._terminal_size())
        self._receiver = app
        self._asks_for_mouse = mouse
        self._event_loop = asyncio.get_running_loop()
        self._early = app.early if isinstance(app, EarlyTerminalHolder) else None
        self._mode = TtyMode(self._in, self._early.modes if self._early else None)
        self._output: OutputQueue | None = None
        self._keyboard: Keyboard | None = None
        self._resumed = False
        self._gone = False
        self._resizing = False
        self._writing = False
        self._postponed: list[Callable[[], None]] = []
        self.entered = 0
        """How often the terminal has been taken or resized: what it showed before is unknown."""
        # The system may hand a signal to the thread that reads the terminal. Its handler runs in
        # the main thread, but only once that thread wakes: the loop's own handler, replaced right
        # after, sees to it that every signal wakes it.
        self._event_loop.add_signal_handler(signal.SIGCONT, lambda: None)
        signal.signal(signal.SIGTSTP, lambda *_: self._when_written(self._stop))
        signal.signal(signal.SIGCONT, lambda *_: self._when_written(self._continue))

    @property
    def can_suspend(self) -> bool:
        """A terminal can be lent to another program."""
        return True

    def write(self, data: str) -> None:
        """Queues what the terminal shall get; what comes while it is lent out is dropped."""
        if self._output is None:
            return
        if current_thread() is not main_thread():
            self._output.write(data)
            return
        self._writing = True
        try:
            self._output.write(data)
        finally:
            self._writing = False
            while self._postponed:
                self._postponed.pop(0)()

    def _when_written(self, work: Callable[[], None]) -> None:
        """Does what a signal asks for: now, or where it came in the middle of writing, after it.

        The output's lock is held then by what the signal has interrupted, which cannot go on.
        """
        if self._writing:
            self._postponed.append(work)
        else:
            work()

    def should_skip_frame(self) -> bool:
        """Whether a frame would only lengthen the queue; :class:`OutputDrained` follows then."""
        return self._output is None or self._output.skip_frame()

    def start_application_mode(self) -> None:
        """Takes the terminal."""
        # Looked at once more: stopped and continued while it waits for the foreground, it is taken.
        if self._output is not None or not self._mode.enter() or self._output is not None:
            return
        self._output = OutputQueue(
            self._out, on_gone=self._hang_up, on_output_drained=self._drained
        )
        early, self._early = self._early, None
        if early is not None:
            early.hand_over()
        # Entered again, the screen would be emptied until the first frame is there.
        self._write_modes(entered=early is not None and early.painted)
        signal.signal(signal.SIGWINCH, self._on_resize)
        self._send_size()
        self._keyboard = Keyboard(self._in, self.process_message, self._hang_up)
        if self._resumed:
            self._resumed = False
            self.send_message(self.SignalResume())

    def disable_input(self) -> None:
        """Reads no more."""
        if self._keyboard is None:
            return
        keyboard, self._keyboard = self._keyboard, None
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        keyboard.stop()
        self.write(control_sequences.MOUSE_OFF)
        with suppress(termios.error):
            termios.tcflush(self._in, termios.TCIFLUSH)

    def stop_application_mode(self) -> None:
        """Gives the terminal back."""
        self.disable_input()
        if self._output is None:
            return
        self.write(control_sequences.LEAVE)
        if not self._output.stop(_PATIENCE):
            self._mode.force(self._out)
        self._output = None
        self._mode.leave()

    def close(self) -> None:
        """Nothing is left to do."""

    def force_terminal_back(self) -> None:
        """Gives the terminal back at once, from any thread, even if nobody reads it."""
        output = self._output
        if output is not None:
            output.discard()
            self._mode.leave()
            self._mode.force(self._out)

    def restore_modes(self) -> None:
        """Tells the terminal the modes again, whatever another program did to it."""
        if self._output is not None:
            self._mode.enter()
            self._write_modes()

    def _write_modes(self, *, entered: bool = False) -> None:
        self.entered += 1
        enter = control_sequences.ENTER
        self.write(enter.removeprefix(control_sequences.ALTERNATE_SCREEN) if entered else enter)
        if self._asks_for_mouse:
            self.write(control_sequences.MOUSE_ON)
        questions = ""
        if can_be_asked(os.environ):
            questions += control_sequences.ASK_SYNCHRONIZED_OUTPUT
        if self._asks_for_true_color():
            questions += ASK_TRUE_COLOR
        if questions:
            self.write(questions)

    def _asks_for_true_color(self) -> bool:
        app = self._receiver
        wanted = isinstance(app, TrueColorAsker) and app.asks_for_true_color
        return wanted and can_be_asked_for_color(os.environ)

    def _stop(self) -> None:
        if restarts_by_itself(self) and self._output is not None:
            self.suspend_application_mode()
            self._resumed = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self) -> None:
        if not restarts_by_itself(self):
            return
        if self._output is None:
            if self._resumed:
                self.resume_application_mode()
        else:
            # Stopped by SIGSTOP, which nobody can see coming: the shell had the terminal since.
            self.restore_modes()
            self.send_message(self.SignalResume())

    def _on_resize(self, *_: object) -> None:
        if not self._resizing:
            self._resizing = True
            self._call(lambda: self._event_loop.call_later(_RESIZE_PAUSE, self._send_size))

    def _send_size(self) -> None:
        self._resizing = False
        size = Size(*self._terminal_size())
        self.entered += 1
        self.send_message(events.Resize(size, size))

    def _terminal_size(self) -> tuple[int, int]:
        if self._fixed_size is not None:
            return self._fixed_size
        for descriptor in (self._out, self._in):
            with suppress(OSError):
                width, height = os.get_terminal_size(descriptor)
                return width or 80, height or 24
        return 80, 24

    def _hang_up(self) -> None:
        if not self._gone:
            self._gone = True
            # The same way as the signal that ought to have come; it runs in the main thread.
            os.kill(os.getpid(), signal.SIGHUP)

    def _drained(self) -> None:
        self._call(lambda: self._receiver.post_message(OutputDrained()))

    def _call(self, callback: Callable[[], object]) -> None:
        # The loop may be closed by now.
        with suppress(RuntimeError):
            self._event_loop.call_soon_threadsafe(callback)

    def send_message(self, message: Message) -> None:
        """Hands a message to the app, from any thread."""
        self._call(lambda: self._receiver.post_message(message))
