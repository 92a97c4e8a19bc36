"""Screen readers follow the terminal's cursor: it stands where the next key works."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal

LEADER = b"\x07"


def _line(terminal: Terminal) -> str:
    """The terminal's line from its cursor on."""
    terminal.text()
    cursor = terminal.screen.cursor
    return terminal.screen.display[cursor.y][cursor.x :]


def _comes_to(terminal: Terminal, keys: bytes, text: str) -> None:
    if keys:
        terminal.send(keys)
    terminal.wait_until(lambda: _line(terminal).startswith(text), f"the cursor at {text!r}")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_cursor_is_where_the_next_key_works(
    lab: Lab, workbench: Start, size: tuple[int, int]
) -> None:
    lab.request("other", "{{base_url}}/orders/1001")
    terminal = workbench(size=size)
    _comes_to(terminal, LEADER + b"e", "▌1 dev")
    _comes_to(terminal, LEADER + b"r", "▌")
    _comes_to(terminal, LEADER + b"u\x1b[Z", " ▾")
    _comes_to(terminal, LEADER + b"u", "")
    terminal.send(b"\x1b[H")
    _comes_to(terminal, b"", "{{base_url}}")
    _comes_to(terminal, b"\x1b[C" * 2, "base_url}}")
    # Nothing is written while nothing happens: not for the cursor either.
    terminal.settle()
    before = len(terminal.output)
    terminal.pump(0.6)
    assert len(terminal.output) == before
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    _comes_to(terminal, LEADER + b"b", "{")
    _comes_to(terminal, b"\x1b[B", '  "')
    terminal.send(b"/")
    terminal.wait_for("for a regex")
    _comes_to(terminal, b"\x1b", '  "')
    terminal.send(LEADER + b"t")
    terminal.wait_for("Token of default")
    _comes_to(terminal, b"\x1b", '  "')
    terminal.send(LEADER)
    terminal.wait_for("choose an action")
    menu = next(y for y, one in enumerate(terminal.screen.display) if "choose an act" in one)
    terminal.wait_until(
        lambda: bool(terminal.text()) and terminal.screen.cursor.y == menu + 1, "the cursor"
    )
    _comes_to(terminal, b"\x1b", '  "')
