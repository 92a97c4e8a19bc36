"""How wide the terminal is that a stream leads to."""

from __future__ import annotations

import os
from typing import TextIO


def columns_of(out: TextIO) -> int:
    """The terminal's width; 0 where the stream leads elsewhere and lines must stay whole.

    Standard output may be a pipe while standard error is a terminal, so the stream itself is
    asked before ``COLUMNS``.
    """
    if not out.isatty():
        return 0
    try:
        columns = os.get_terminal_size(out.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    if columns:
        return columns
    from shutil import get_terminal_size

    return get_terminal_size().columns
