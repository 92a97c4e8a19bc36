from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.pty.harness import ROOT, Terminal, python

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
            )
            stack.enter_context(terminal)
            if ready:
                terminal.wait_for("ready")
            return terminal

        yield start
