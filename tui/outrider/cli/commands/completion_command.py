"""``outrider completion``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from outrider.cli.arguments.command_line import parser

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Prints the script that teaches a shell the commands and options."""
    import shtab

    top = parser()
    kinds = {"file": shtab.FILE, "directory": shtab.DIRECTORY}
    _translate(top, kinds)
    sys.stdout.write(shtab.complete(top, shell=arguments.shell) + "\n")
    return 0


def _translate(command: argparse.ArgumentParser, kinds: dict[str, Any]) -> None:
    """Puts shtab's own words where the parser says what may be completed."""
    for action in command._actions:
        kind = getattr(action, "complete", None)
        if isinstance(kind, str):
            action.complete = kinds[kind]  # type: ignore[attr-defined]
        if isinstance(action.choices, dict):
            for inner in action.choices.values():
                _translate(inner, kinds)
