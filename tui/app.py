"""The Textual application: composes the screens, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from tui.errors import UsageError


def open_workbench(
    directory: str | None, environment: str | None, process: Mapping[str, str], errors: TextIO
) -> int:
    """Opens the workbench on a folder."""
    raise UsageError(
        "This version has no screen yet: it works by its commands.",
        code="no_screen",
        advice="Try outrider send REQUEST, or outrider --help.",
    )
