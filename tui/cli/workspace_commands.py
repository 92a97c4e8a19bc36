"""``outrider init`` and ``outrider trust``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.engine.session import open_session, trust_file
from tui.storage.reader import WorkspaceReader
from tui.storage.trust import CommandKey, TrustStore, commands_in
from tui.visible import visible_line

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Makes a workspace, or trusts one."""
    return _init(arguments) if arguments.command == "init" else _trust(arguments)


def _init(arguments: argparse.Namespace) -> int:
    from tui.storage.scaffold import create_workspace

    root = Path(arguments.directory)
    create_workspace(root, arguments.name or root.resolve().name)
    remember_trust(root.resolve())
    shown = shlex.quote(str(root))
    sys.stdout.write(
        f"made a workspace in {visible_line(str(root))}\n\n"
        f"  cd {shown}\n"
        "  outrider check                 what is still to fill in\n"
        "  outrider environments          edit environments/dev.toml\n"
        "  outrider requests              edit the files below requests/\n"
    )
    return 0


def _trust(arguments: argparse.Namespace) -> int:
    session = open_session(arguments.directory, dict(os.environ))
    commands = remember_trust(session.root)
    sys.stdout.write(f"trusted: {visible_line(str(session.root))}\n")
    if commands:
        sys.stdout.write("it may run these commands for its secrets, as they are now:\n")
        for (environment, name), argv in commands.items():
            line = f"{environment}, {name}: {shlex.join(argv)}"
            sys.stdout.write(f"  {visible_line(line)}\n")
    return 0


def remember_trust(root: Path) -> Mapping[CommandKey, Sequence[str]]:
    """Trusts a workspace with the commands that its environments name now; returns these."""
    commands = commands_in(WorkspaceReader(root, trusted=True))
    TrustStore(trust_file(os.environ)).trust(root, commands)
    return commands
