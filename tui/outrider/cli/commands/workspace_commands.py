"""``outrider init`` and ``outrider trust``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.engine.workspace.open_workspace import (
    open_workspace,
    trust_file,
    workspace_reader,
)
from outrider.engine.workspace.trust_survey import with_lines, workspace_needs
from outrider.model.trust import new_needs
from outrider.storage.trust_store import TrustStore
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Makes a workspace, or trusts one."""
    return _init(arguments) if arguments.command == "init" else _trust(arguments)


def _init(arguments: argparse.Namespace) -> int:
    from outrider.storage.writing.new_workspace import create_workspace

    root = Path(arguments.directory)
    with agreeing_to_what_is_written(root):
        create_workspace(root, arguments.name or root.resolve().name)
    shown = shlex.quote(str(root))
    sys.stdout.write(
        f"Created workspace {visible_line(str(root))}. Next:\n\n"
        f"  cd {visible_line(shown)}\n"
        "  $EDITOR environments/dev.toml     base_url, token_endpoint, client_id, scope\n"
        "  export DEV_CLIENT_SECRET=…        the client secret, kept out of the files\n"
        "  outrider check                    check the files; nothing is sent\n"
        "  outrider trust                    trust the commands and hosts that you added\n"
        "  outrider token                    test the credentials: fetch a token\n"
        "  outrider send hello               send requests/hello.toml\n"
        "  outrider                          open the workbench\n"
    )
    return 0


def _trust(arguments: argparse.Namespace) -> int:
    session = open_workspace(arguments.directory, dict(os.environ))
    before = session.trust
    reader = workspace_reader(session.root, True)
    needs = with_lines(workspace_needs(reader), reader)
    TrustStore(trust_file(os.environ)).trust(session.root, needs)
    sys.stdout.write(f"Trusted: {visible_line(str(session.root))}\n")
    if needs:
        sys.stdout.write("It can now do this:\n")
    for need in needs:
        mark = "    " if before.allows(need) else "new "
        sys.stdout.write(f"  {mark}{visible_line(need.line)}\n")
    return 0


def remember_trust(root: Path) -> None:
    """Trusts a workspace with all that it needs now."""
    TrustStore(trust_file(os.environ)).trust(root, workspace_needs(workspace_reader(root, True)))


@contextmanager
def agreeing_to_what_is_written(root: Path) -> Iterator[None]:
    """While Outrider itself makes a workspace; what lay in the folder before stays untrusted."""
    before = workspace_needs(workspace_reader(root.resolve(), True)) if root.is_dir() else ()
    yield
    real = root.resolve()
    needs = new_needs(before, workspace_needs(workspace_reader(real, True)))
    TrustStore(trust_file(os.environ)).agree(real, needs)
