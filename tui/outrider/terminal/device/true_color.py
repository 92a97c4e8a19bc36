"""Whether the terminal has all colours: asked of it, where the environment does not say so.

SSH does not forward COLORTERM. A terminal that knows XTGETTCAP (xterm's control sequences) says
whether it has the capability ``RGB``; one that does not know it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.message import Message

# "RGB" in hexadecimal. Some terminals print a control string that they do not know: on the last
# line, which is emptied right after it.
ASK_TRUE_COLOR = "\x1b[999H\x1bP+q524742\x1b\\\r\x1b[K"
_YES = re.compile(r"P1\+r(?:[0-9a-f]*(?:=[0-9a-f]*)?;)*524742(?:[=;]|\Z)", re.IGNORECASE)


class TrueColorConfirmed(Message):
    """The terminal has answered that it has all colours."""


class TrueColorAsker:
    """An application that may want to know whether the terminal has all colours."""

    @property
    def asks_for_true_color(self) -> bool:
        """Whether it does not know yet, and would use them."""
        return False


def can_be_asked(process: Mapping[str, str]) -> bool:
    """Whether a terminal answers questions, or keeps silent, as far as its environment tells."""
    # Apple's terminal and Linux's own print a question's end instead of answering it.
    return process.get("TERM_PROGRAM") != "Apple_Terminal" and process.get("TERM") != "linux"


def can_be_asked_for_color(process: Mapping[str, str]) -> bool:
    """Whether a control string reaches nobody who prints it.

    GNU screen hands what is in it to the terminal around it. tmux does not, though it may call
    itself by the same name.
    """
    if not can_be_asked(process) or process.get("STY"):
        return False
    return bool(process.get("TMUX")) or not process.get("TERM", "").startswith("screen")


def confirms_true_color(report: str) -> bool:
    """Whether a terminal's answer says that it has all colours."""
    return _YES.match(report) is not None
