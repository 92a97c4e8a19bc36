"""Puts the terminal into raw mode and paints a first frame while Python still imports.

Loading takes some tenths of a second. Meanwhile the terminal would show what is typed on the
user's own screen, and keep it back until a line is complete. A frame without content tells that
the program is coming; it has the terminal's own colours, and lines only where they will stay.
"""

from __future__ import annotations

import os
import termios
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from outrider.storage.user_files.user_folders import state_folder
from outrider.terminal.device.control_sequences import ALTERNATE_SCREEN, LEAVE, NO_CURSOR
from outrider.terminal.device.frame_size import BOXES, DRAWER, SHORT, box_gap, sidebar_width
from outrider.terminal.device.terminal_check import terminal_problem

_SIDEBAR = "sidebar ="
_LEAST = (40, 8)
"""Columns and lines from which on the frame is drawn: below them other lines would be there."""


class EarlyTerminal:
    """Takes the terminal until the driver does, or gives it back.

    Args:
        process: the process environment.
        stdin: descriptor that keys are read from.
        stderr: descriptor that is drawn on.

    Attributes:
        modes: the line discipline as it was; ``None`` where it was not touched.
        painted: whether the alternate screen shows the frame.
    """

    def __init__(self, process: Mapping[str, str], stdin: int = 0, stderr: int = 2) -> None:
        self._process = process
        self._in = stdin
        self._out = stderr
        self._handed_over = False
        self.modes: list[Any] | None = None
        self.painted = False

    def __enter__(self) -> Self:
        """Takes the terminal where that disturbs nobody: not in the background."""
        # A terminal that cannot be taken now is taken, or refused with a sentence, later.
        with suppress(OSError, termios.error):
            problem = terminal_problem(self._process, self._in, self._out)
            if problem is None and os.tcgetpgrp(self._in) == os.getpgrp():
                self._keep_what_is_typed()
        return self

    def __exit__(self, *_: object) -> None:
        """Gives it back, unless the driver has taken it and given it back since."""
        if self._handed_over:
            return
        with suppress(OSError, termios.error):
            if self.painted:
                os.write(self._out, LEAVE.encode())
            if self.modes is not None:
                termios.tcsetattr(self._in, termios.TCSANOW, self.modes)

    def hand_over(self) -> None:
        """The driver has the terminal now, and will give it back."""
        self._handed_over = True

    def paint_frame(self) -> None:
        """Shows the frame; to be called once it is known that there will be a screen."""
        if self.modes is None:
            return
        with suppress(OSError):
            columns, lines = os.get_terminal_size(self._out)
            if columns >= _LEAST[0] and lines >= _LEAST[1]:
                self.painted = True
                frame = startup_frame(columns, lines, remembered_sidebar(self._process))
                os.write(self._out, frame.encode())

    def _keep_what_is_typed(self) -> None:
        modes = termios.tcgetattr(self._in)
        self.modes = [*modes[:6], list(modes[6])]
        modes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR)
        modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        # Ctrl-C still ends what takes too long to load; to be stopped it would have to draw.
        disabled = bytes([os.fpathconf(self._in, "PC_VDISABLE")])
        modes[6][termios.VSUSP] = modes[6][termios.VQUIT] = disabled
        termios.tcsetattr(self._in, termios.TCSANOW, modes)


def startup_frame(columns: int, lines: int, sidebar: float | None = None) -> str:
    """What is written to a terminal of this size: the program's name, and the lines that stay.

    Args:
        columns: of the terminal.
        lines: of the terminal.
        sidebar: the share of the columns that the user wants; ``None`` for the usual one.
    """
    side = sidebar_width(columns, sidebar)
    name = "─ Environments "
    if columns >= BOXES:
        work, gap = columns - side, " " * box_gap(columns)
        box = side - len(gap)
        body = f"│\x1b[{box}G│{gap}│\x1b[{columns}G│"
        last = f"╰{'─' * (box - 2)}╯{gap}╰{'─' * (work - 2)}╯"
        rows = [
            f"╭{name:─<{box - 2}}╮{gap}╭{'─' * (work - 2)}╮",
            *[body] * (lines - 4),
            last,
        ]
    elif columns < DRAWER:
        # The sidebar lies over the work, with a blank beside it.
        box = side - 3
        title = "" if lines < SHORT else f" {'─' * (columns - side)}"
        rows = [
            f"╭{name:─<{box}}╮{title}",
            *[f"│\x1b[{side - 1}G│"] * (lines - 4),
            f"╰{'─' * box}╯",
        ]
    else:
        # In a low terminal the first line of the work has no title.
        rest = "╮" if lines < SHORT else f"┬{'─' * (columns - side - 1)}"
        title = f"{name:─<{side}}{rest}"
        rows = [title, *[f"\x1b[{side + 1}G│"] * (lines - 3)]
    drawn = "".join(f"\x1b[{line};1H{row}" for line, row in enumerate(rows, 2))
    return f"{ALTERNATE_SCREEN}{NO_CURSOR}\x1b[2J\x1b[1;2HOutrider\x1b[2m{drawn}\x1b[0m"


def remembered_sidebar(process: Mapping[str, str]) -> float | None:
    """The sidebar's share as :mod:`~outrider.storage.user_files.layout_file` wrote it.

    Nothing that parses TOML is loaded yet; what is not written so is read later.
    """
    with suppress(OSError, ValueError):
        path = state_folder(process) / "layout.toml"
        text = path.read_text("utf-8") if path.is_file() else ""
        shares = [line.partition("=")[2] for line in text.splitlines() if line.startswith(_SIDEBAR)]
        share = float(shares[0]) if shares else 0.0
        return share if 0 < share < 1 else None
    return None


class EarlyTerminalHolder:
    """An application that gets a terminal which may have been taken before it was loaded.

    Attributes:
        early: has the terminal until the driver does; ``None`` where nobody has it.
    """

    early: EarlyTerminal | None = None
