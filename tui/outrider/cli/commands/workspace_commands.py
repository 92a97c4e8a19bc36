"""``outrider init`` and ``outrider trust``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.engine.workspace.open_workspace import open_workspace, trust_file
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.trust_store import CommandKey, TrustStore, commands_in
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Makes a workspace, or trusts one."""
    return _init(arguments) if arguments.command == "init" else _trust(arguments)


def _init(arguments: argparse.Namespace) -> int:
    from outrider.storage.writing.new_workspace import create_workspace

    root = Path(arguments.directory)
    create_workspace(root, arguments.name or root.resolve().name)
    remember_trust(root.resolve())
    shown = shlex.quote(str(root))
    sys.stdout.write(
        f"Made a workspace in {visible_line(str(root))}. Next:\n\n"
        f"  cd {visible_line(shown)}\n"
        "  $EDITOR environments/dev.toml     base_url, token_endpoint, client_id, scope\n"
        "  export DEV_CLIENT_SECRET=…        the secret, which stays out of the files\n"
        "  outrider check                    find mistakes; sends nothing\n"
        "  outrider token                    try the credentials alone\n"
        "  outrider send hello               send requests/hello.toml, its token first\n"
    )
    return 0


def _trust(arguments: argparse.Namespace) -> int:
    session = open_workspace(arguments.directory, dict(os.environ))
    commands = remember_trust(session.root)
    sys.stdout.write(f"Trusted: {visible_line(str(session.root))}\n")
    if commands:
        sys.stdout.write("It may run these commands for its secrets, as they are now:\n")
        for (environment, name), argv in commands.items():
            line = f"{environment}, {name}: {shlex.join(argv)}"
            sys.stdout.write(f"  {visible_line(line)}\n")
    return 0


def remember_trust(root: Path) -> Mapping[CommandKey, Sequence[str]]:
    """Trusts a workspace with the commands that its environments name now; returns these."""
    commands = commands_in(WorkspaceReader(root, trusted=True))
    TrustStore(trust_file(os.environ)).trust(root, commands)
    return commands
