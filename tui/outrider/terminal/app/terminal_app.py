"""Base class of the application: signals, crashes, suspend, clipboard."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.widgets import Input
from textual.worker import WorkerFailed

from outrider.crash_report import FaultLog, save_report, write_report
from outrider.errors import OutriderError
from outrider.model.theme import Theme
from outrider.program_path import find_program
from outrider.storage.user_files.user_folders import state_folder
from outrider.terminal.app.external_programs import NoExternalProgram, editor_command, pager_command
from outrider.terminal.app.leader_key import LeaderApp
from outrider.terminal.app.notices import NoticeApp
from outrider.terminal.app.startup import StartupApp
from outrider.terminal.app.textual_themes import textual_theme
from outrider.terminal.app.type_ahead import TypeAheadApp
from outrider.terminal.device.clipboard import clipboard_sequence, copy_by_tmux
from outrider.terminal.device.driver import TerminalDriver
from outrider.terminal.device.early_terminal import EarlyTerminal, EarlyTerminalHolder
from outrider.terminal.device.keyboard import PasteRefused
from outrider.terminal.device.signals import GRACE, SignalGuard, Watchdog
from outrider.terminal.device.terminal_check import terminal_problem
from outrider.terminal.rendering.control_filter import ControlFilter
from outrider.terminal.rendering.diff_output import DiffOutputApp
from outrider.terminal.rendering.known_colors import known_colors
from outrider.textual_internals.textual_app import keymap_of
from outrider.visible_text import visible_line

SWITCH = 0.001
"""Seconds after which a thread that lays out a body lets the others have their turn. A key needs
several turns, and Python's own 5 ms would add up."""

BROKEN = 70
_FAULT_SECONDS = 30
USAGE = 2


class TerminalApp(
    StartupApp, NoticeApp, TypeAheadApp, LeaderApp, DiffOutputApp, EarlyTerminalHolder
):
    """An App that survives what terminals, lines and its own faults do to it.

    A subclass overrides :meth:`on_hangup` and ``action_quit``. Run it with :func:`run_app`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "app.leader", "go", id="leader", priority=True, show=False),
        Binding("ctrl+q", "quit", "quit", id="quit", priority=True, show=False),
        Binding("ctrl+l", "app.repaint", "repaint", id="repaint", priority=True, show=False),
        Binding("ctrl+z", "app.suspend_process", "suspend", id="suspend", show=False),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(driver_class=TerminalDriver, **options)
        self.animation_level = "none"
        self._control_filter = ControlFilter()
        self._copied = ""
        self._saved = False
        self.fault: BaseException | None = None
        self._background_faults = FaultLog()
        self.watchdog: Watchdog | None = None
        self.last_words = ""

    def add_theme(self, theme: Theme) -> None:
        """Registers a theme, with what its colours are on this terminal."""
        self.learn_colors(theme.name, known_colors(theme))
        self.register_theme(textual_theme(theme))

    def on_hangup(self) -> None:
        """Saves what would be lost: the process is about to end.

        Runs in the main thread, perhaps in the middle of anything, once: it must be quick, must
        not wait for the event loop, and should read state and write files only.
        """

    def state_folder(self) -> Path:
        """Where reports are put, and copies that are too long for a terminal's clipboard."""
        return state_folder(os.environ)

    def on_load(self) -> None:
        """Takes faults of background tasks from now on, whoever made the loop."""
        asyncio.get_running_loop().set_exception_handler(self.note_background_fault)

    def note_background_fault(
        self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]
    ) -> None:
        """A task, callback or listener failed: no reason to take the user's work away."""
        fault = self._background_faults.take(context)
        if fault is None:
            return
        path = save_report(fault, self.state_folder())
        where = f": report what is in {path}." if path else "."
        text = visible_line(f"Internal error{where}")
        with suppress(Exception):
            # There may be no screen yet, or none any more.
            self.notify(text, severity="error", markup=False, timeout=_FAULT_SECONDS)

    @property
    def status(self) -> int:
        """The exit status: what the app said, or that it is broken."""
        return BROKEN if self.fault is not None else self.return_code or 0

    # Input

    def may_move_focus(self, event: events.Key) -> bool:
        """A key behind the leader may do anything."""
        return self.leader.waiting or super().may_move_focus(event)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Stops the blinking of a field's cursor, which would be traffic for ever."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def on_paste_refused(self, message: PasteRefused) -> None:
        """Says why nothing was pasted."""
        self.notify(
            f"Paste ignored: {message.size:,} characters. Use a file body.",
            severity="warning",
            markup=False,
        )

    def action_help_quit(self) -> None:
        """Says how to leave, to those who are used to ctrl+c."""
        key = keymap_of(self).get("quit", "ctrl+q").partition(",")[0]
        self.notify(f"Press {key} to quit.", markup=False)

    # Output

    def action_repaint(self) -> None:
        """Draws everything anew, whatever another program has written on the terminal."""
        if isinstance(self.driver, TerminalDriver):
            self.driver.restore_modes()
        self.redraw()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and the net below them."""
        return [*super().get_line_filters(), self._control_filter]

    @property
    def clipboard(self) -> str:
        """What was copied last, for the paste of Textual's own widgets."""
        return self._copied

    def copy(self, text: str) -> str:
        """Copies a text to the terminal's clipboard, or to a file where it is too long.

        Returns:
            What was done, in a sentence.
        """
        self._copied = text
        sequence = clipboard_sequence(text, os.environ)
        if sequence is None:
            return self._copy_to_file(text)
        # tmux may have to be asked, which takes a moment.
        threading.Thread(target=self._write_copy, args=(text, sequence), daemon=True).start()
        where = " (tmux buffer and clipboard)" if os.environ.get("TMUX") else ""
        return f"Copied {len(text):,} character{'' if len(text) == 1 else 's'}{where}."

    def _write_copy(self, text: str, sequence: str) -> None:
        if not self.is_headless and not copy_by_tmux(text, os.environ) and self.driver:
            self.driver.write(sequence)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies for Textual's own widgets, and what the mouse has selected; says so."""
        self.notify(self.copy(text), markup=False)

    def _copy_to_file(self, text: str) -> str:
        from outrider.storage.files.atomic_write import write_atomically

        path = self.state_folder() / "copied.txt"
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(path, text.encode("utf-8", "replace"), private=True)
        except (OSError, OutriderError):
            shown = visible_line(str(path))
            return f"Not copied: too long, and {shown} cannot be written."
        return f"Too long for the clipboard: saved to {visible_line(str(path))}."

    async def suspend_for_editor(
        self, path: Path, line: int | None = None, preferred: str = ""
    ) -> str:
        """Lends the terminal to the user's editor; everything else goes on meanwhile.

        Args:
            path: the file to open.
            line: 1-based, where the editor's way to say so is known.
            preferred: the editor of the settings; else ``VISUAL``, ``EDITOR``, what is installed.

        Returns:
            Nothing when the editor ended well, or a sentence that says what went wrong.
        """
        command = partial(editor_command, path, line, os.environ, preferred)
        return await self._lend(command, "editor")

    async def suspend_for_pager(self, path: Path, line: int = 1) -> str:
        """Lends the terminal to the user's pager, as :meth:`suspend_for_editor` does.

        What it shows has to be fit for that.
        """
        return await self._lend(partial(pager_command, path, line, os.environ), "pager")

    async def _lend(self, find_command: Callable[[], Sequence[str]], kind: str) -> str:
        try:
            command = find_command()
        except NoExternalProgram as problem:
            return str(problem)
        # The key is meant for the editor; a handler, unlike SIG_IGN, is not inherited.
        previous = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            with self.suspend():
                # Nothing may escape from here: Textual would not take the terminal back.
                return await _run(command, kind, os.environ.get("PATH"))
        except SuspendNotSupported:
            return f"Cannot start the {kind} in this terminal."
        finally:
            signal.signal(signal.SIGINT, previous)

    # The end

    def exit_with(self, code: int) -> None:
        """Ends the app with this status as soon as possible, and in :data:`GRACE` at the latest.

        For signals: what is not saved is saved at once, nothing is asked.
        """
        self._must_end(code)
        self._save_once()
        loop = self.running_loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(lambda: self.exit(return_code=code))

    def _must_end(self, code: int) -> None:
        if self.watchdog is not None:
            self.watchdog.arm(GRACE, code)

    def _save_once(self) -> None:
        if not self._saved:
            self._saved = True
            # A fault in saving must not keep the process from ending.
            with suppress(Exception):
                self.on_hangup()

    def handle_fault(self, error: Exception) -> None:
        """Ends the app; what is said of the fault holds no values, and is said afterwards."""
        self.remember_fault(error)
        self.fail(error)

    def fail(self, fault: BaseException) -> None:
        """Ends the app because of a fault of its own; callable in the loop's thread only."""
        if self.fault is None:
            self.fault = fault.error if isinstance(fault, WorkerFailed) else fault
        self._must_end(BROKEN)
        self._save_once()
        self.end_at_once(BROKEN)

    def panic(self, *_renderables: RenderableType) -> None:
        """Ends the app without showing what was to be shown, which may hold anything."""
        self.fail(sys.exc_info()[1] or RuntimeError())

    def force_terminal_back(self) -> None:
        """Gives the terminal back at once, from any thread."""
        if isinstance(self.driver, TerminalDriver):
            self.driver.force_terminal_back()


def run_app(app: TerminalApp, *, mouse: bool = True, early: EarlyTerminal | None = None) -> int:
    """Runs the app until it ends.

    Args:
        app: what is run.
        mouse: whether clicks and the wheel are asked for.
        early: has the terminal, where it was taken before.

    Returns:
        The exit status: what the app said, 2 where there can be no screen, 70 after a fault, 128
        and the signal's number after a signal.
    """
    reason = terminal_problem(os.environ)
    if reason is not None:
        sys.stderr.write(
            f"error: {reason}\n"
            "  outrider --plain works line by line; for the commands: outrider --help.\n"
        )
        return USAGE
    previous = threading.excepthook
    threading.excepthook = lambda arguments: _thread_broke(app, arguments)
    app.early = early
    app.watchdog = watchdog = Watchdog(app.force_terminal_back)
    gc.disable()
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        with SignalGuard(app.exit_with) as guard, asyncio.Runner() as runner:
            runner.get_loop().set_exception_handler(app.note_background_fault)
            runner.run(app.run_async(mouse=mouse))
            # Threads that still wait for the network keep nobody waiting.
            watchdog.arm(GRACE, app.status)
    except Exception as fault:
        app.fault = app.fault or fault
    finally:
        threading.excepthook = previous
        sys.setswitchinterval(before)
        gc.enable()
    if guard.left:
        guard.ignore()
    else:
        watchdog.disarm()
    if app.fault is not None:
        write_report(app.fault, sys.stderr)
        path = save_report(app.fault, app.state_folder())
        if path is not None:
            sys.stderr.write(f"  The same lines are in {visible_line(str(path))}.\n")
    if app.last_words:
        # There may be no terminal any more to say it on.
        with suppress(OSError):
            sys.stderr.write(f"{app.last_words}\n")
    return app.status


async def _run(command: Sequence[str], kind: str, path: str | None) -> str:
    try:
        program = find_program(command[0], path)
        if program is None:
            raise FileNotFoundError(errno.ENOENT, "")
        process = await asyncio.create_subprocess_exec(program, *command[1:])
        status = await process.wait()
    except OSError as error:
        why = os.strerror(error.errno or 5).lower()
        return f"{command[0]} could not be started: {why}."
    return f"{command[0]} exited with status {status}." if status else ""


def _thread_broke(app: TerminalApp, arguments: threading.ExceptHookArgs) -> None:
    loop = app.running_loop
    if loop is not None and arguments.exc_value is not None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(app.fail, arguments.exc_value)
