"""A text as a command's result: standard output or a file."""

from __future__ import annotations

import sys
from pathlib import Path

from outrider.storage.files.atomic_write import write_atomically
from outrider.visible_text import visible_text


def write_output(text: str, output: str | None) -> None:
    """Writes a text to a file that only the user can read, or to standard output.

    Raises:
        SaveError: the file cannot be written.
    """
    if output is not None:
        write_atomically(Path(output), text.encode("utf-8", "replace"), private=True)
    else:
        sys.stdout.write(visible_text(text) if sys.stdout.isatty() else text)
