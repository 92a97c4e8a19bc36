from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.engine_lab import Lab
from tests.pty.harness import ROOT, Terminal, python

from outrider.storage.user_files.user_folders import remember_start

Start: TypeAlias = Callable[..., Terminal]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The file that the tiny app saves its draft to."""
    return tmp_path / "draft"


@pytest.fixture
def start(tmp_path: Path, draft: Path) -> Iterator[Start]:
    """Starts the tiny app on a pseudo-terminal, and waits until it is ready."""
    with ExitStack() as stack:

        def start(
            *,
            environment: Mapping[str, str | None] | None = None,
            size: tuple[int, int] = (80, 24),
            controlling: bool = True,
            ready: bool = True,
        ) -> Terminal:
            terminal = Terminal(
                python(ROOT / "tests/pty/tiny_app.py"),
                environment={
                    "TINY_DRAFT": str(draft),
                    "XDG_STATE_HOME": str(tmp_path / "state"),
                    **(environment or {}),
                },
                size=size,
                controlling=controlling,
                ready=True,
            )
            stack.enter_context(terminal)
            if ready:
                terminal.wait_for("ready")
            return terminal

        yield start


@pytest.fixture
def workbench(lab: Lab, tmp_path: Path) -> Iterator[Start]:
    """Starts the real program on the lab's workspace, and waits until a request is shown."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    # Every start but the first shows the same.
    remember_start(home / "state" / "outrider")
    with ExitStack() as stack:

        def start(
            *,
            environment: Mapping[str, str | None] | None = None,
            size: tuple[int, int] = (80, 24),
            controlling: bool = True,
            shown: Sequence[str] = ("Environments", "^R Send", "Send; the token"),
            module: str = "outrider",
        ) -> Terminal:
            own = {
                "HOME": str(home),
                "XDG_STATE_HOME": str(home / "state"),
                "XDG_CONFIG_HOME": str(home / "config"),
            }
            terminal = Terminal(
                python("-m", module),
                environment={**own, **(environment or {})},
                size=size,
                controlling=controlling,
                cwd=lab.root,
                ready=True,
            )
            stack.enter_context(terminal)
            terminal.wait_for(*shown)
            # The status comes last: what it says is read while the rest is there already.
            terminal.wait_until(lambda: bool(terminal.text().split("\n", 1)[0].strip()), "status")
            return terminal

        yield start
