"""What is written to the terminal when the screen is entered and left (xterm's control sequences).

Left out on purpose: reports of every pointer motion, which over SSH are input all the time, and
the keyboard protocol of Kitty, without which every terminal sends the same keys.
"""

from __future__ import annotations

ALTERNATE_SCREEN = "\x1b[?1049h"
NO_CURSOR = "\x1b[?25l"
ENTER = (
    f"{ALTERNATE_SCREEN}"
    f"{NO_CURSOR}"
    "\x1b[?2004h"  # bracketed paste
    "\x1b[?7l"  # no line wrap
)
MOUSE_ON = (
    "\x1b[?1000h"  # presses and the wheel
    "\x1b[?1002h"  # motion while a button is held
    "\x1b[?1006h"  # coordinates beyond 223
)
MOUSE_OFF = "\x1b[?1006l\x1b[?1002l\x1b[?1000l"
SYNC_START = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"
LEAVE = (
    f"{SYNC_END}"  # whatever was held back is shown
    f"{MOUSE_OFF}"
    "\x1b[?2004l"
    "\x1b[?7h"
    "\x1b[0m"
    "\x1b[?1049l"
    "\x1b[?25h"
)
ASK_SYNCHRONIZED_OUTPUT = "\x1b[?2026$p"
