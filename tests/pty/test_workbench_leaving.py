"""The real program while a send is under way: sizes, signals, and a terminal that goes."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal
from tests.pty.test_leaving import assert_terminal_is_back


@pytest.fixture
def silent(lab: Lab) -> Iterator[Lab]:
    """A request to somebody who never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        lab.request("list", f"http://127.0.0.1:{port}/", '[auth]\ntype = "none"\n')
        yield lab


def sending(terminal: Terminal) -> None:
    terminal.send(b"\x12")
    terminal.wait_for("◐ Sending in dev")


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_during_a_send_ends_the_program_and_gives_the_terminal_back(
    silent: Lab, workbench: Start, number: signal.Signals, status: int
) -> None:
    terminal = workbench()
    sending(terminal)
    terminal.signal(number)
    assert terminal.exit_code() == status
    assert_terminal_is_back(terminal)
    report = terminal.raw_since(terminal.output.rindex(b"\x1b[?1049l"))
    assert b"Traceback" not in report
    assert b"error" not in report.lower()


@pytest.mark.parametrize("controlling", [True, False])
def test_a_terminal_that_goes_during_a_send_takes_the_program_along(
    silent: Lab, workbench: Start, controlling: bool
) -> None:
    terminal = workbench(controlling=controlling)
    sending(terminal)
    before = terminal.cpu_seconds()
    terminal.hang_up()
    terminal.wait_ended()
    assert terminal.cpu_seconds() - before < 2
    assert terminal.exit_code() == 129


def test_quitting_during_a_send_asks_and_then_ends(silent: Lab, workbench: Start) -> None:
    terminal = workbench()
    sending(terminal)
    terminal.send(b"\x11")
    terminal.wait_for("A request is still running.")
    terminal.send(b"\x1b")
    terminal.wait_gone("A request is still running.")
    terminal.send(b"\x11q")
    assert terminal.exit_code() == 0
    assert_terminal_is_back(terminal)


def test_escape_cancels_a_send(silent: Lab, workbench: Start) -> None:
    terminal = workbench()
    sending(terminal)
    terminal.send(b"\x1b")
    terminal.wait_for("Cancelled")


def test_every_size_is_borne_and_the_screen_comes_back(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    for columns, lines in ((120, 40), (20, 5), (1, 1), (80, 24), (200, 60), (2, 3), (60, 16)):
        terminal.resize(columns, lines)
        terminal.settle()
        if (columns, lines) == (20, 5):
            terminal.wait_for("20×5: 60×16")
        if columns >= 60:
            # The narrowest has its lists in a drawer.
            lists = ["Environments"] if columns >= 80 else []
            terminal.wait_for(*lists, "200 OK", "^R Send", "Console")
            assert "required" not in terminal.text()
    terminal.send(b"\x10")
    terminal.wait_for("─ Commands ")
    for columns, lines in ((20, 5), (1, 1), (80, 24)):
        terminal.resize(columns, lines)
        terminal.settle()
    terminal.wait_for("─ Commands ")


def test_a_signal_with_unsaved_edits_harms_no_file(lab: Lab, workbench: Start) -> None:
    before = (lab.root / "requests/list.toml").read_bytes()
    terminal = workbench()
    terminal.send(b"\x07u\x05typed")
    terminal.wait_for("orderstyped")
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    assert (lab.root / "requests/list.toml").read_bytes() == before
    assert not list(Path(lab.root).rglob("*~"))
