"""``outrider trust``, and the trust in what a command itself has written."""

from __future__ import annotations

import os
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
    """Trusts a workspace with all that it needs now."""
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
