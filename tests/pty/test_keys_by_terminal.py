"""Every key of the workbench as the bytes of each kind of terminal, and through a real tmux."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import ROOT, Terminal, python
from tests.servers.strict import StrictServers

TMUX = shutil.which("tmux")

COMMON = {
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "up": b"\x1bOA",
    "down": b"\x1bOB",
    "right": b"\x1bOC",
    "left": b"\x1bOD",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "delete": b"\x1b[3~",
    "shift+tab": b"\x1b[Z",
    "shift+down": b"\x1b[1;2B",
    "ctrl+pageup": b"\x1b[5;5~",
    "ctrl+pagedown": b"\x1b[6;5~",
}
XTERM = {**COMMON, "home": b"\x1bOH", "end": b"\x1bOF"}
"""As terminfo's kf1, kcuu1 and so on; the cursor keys are in application mode."""
SCREEN = {**COMMON, "home": b"\x1b[1~", "end": b"\x1b[4~"}
NORMAL = {
    **XTERM,
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
}
"""Without application mode, as many terminals send them whatever they are told."""

TERMINALS = {
    "xterm": NORMAL,
    "xterm-256color": XTERM,
    "screen": SCREEN,
    "tmux": SCREEN,
}
ESCAPE = b"\x1b"


@pytest.fixture
def two(lab: Lab, demo_servers: StrictServers) -> Lab:
    """Two environments, and two requests beside the first one."""
    lab.environment("zeta", api=demo_servers.api_url, token=demo_servers.token_url)
    return lab.request("mine", "{{base_url}}/orders/1001").request("other", "{{base_url}}/orders/1")


def cursor_on(terminal: Terminal, name: str) -> None:
    """Waits until the tree's cursor, which is painted in reverse or on its colour, is there."""

    def there() -> bool:
        terminal.text()
        for y, line in enumerate(terminal.screen.display):
            at = line.find(f" {name}")
            if 0 <= at < 24 and "GET" in line[:at]:
                cells = terminal.screen.buffer[y]
                return bool(cells[at + 1].bold) and cells[at + 1].bg != cells[40].bg
        return False

    terminal.wait_until(there, f"the cursor on {name}")


def active(terminal: Terminal, name: str) -> None:
    """Waits until the status line names an environment."""
    terminal.wait_until(lambda: name in terminal.text().split("\n", 1)[0], name)


def walk(terminal: Terminal, keys: dict[str, bytes]) -> None:
    """Presses every key that means something, and waits for what it does."""
    opens = {
        b"\x0e": "─ Environment ",
        b"\x0f": "─ Find a request ",
        b"\x10": "─ Commands ",
        keys["f1"]: "╭─ Requests ",
        b"\x07?": "╭─ Requests ",
        b"\x07 ": "─ Commands ",
        keys["delete"]: "Delete request",
        b"\x1c": "[e]nvironments",
        b"\x07j": "[e]nvironments",
    }
    for key, shown in opens.items():
        terminal.send(key)
        terminal.wait_for(shown)
        terminal.send(ESCAPE)
        terminal.wait_gone(shown)
    # Lists, by arrows and by vim's keys.
    for key, name in (
        (keys["end"], "other"),
        (keys["up"], "mine"),
        (keys["down"], "other"),
        (keys["home"], "list"),
        (b"G", "other"),
        (b"k", "mine"),
        (b"g", "list"),
        (b"j", "mine"),
        (keys["pagedown"], "other"),
        (keys["pageup"], "list"),
    ):
        terminal.send(key)
        cursor_on(terminal, name)
    # Environments.
    for key, name in (
        (keys["f2"], "zeta"),
        (b"\x1b1", "dev"),
        (b"\x1b2", "zeta"),
        (b"\x071", "dev"),
    ):
        terminal.send(key)
        active(terminal, name)
    # Tabs of requests: what is edited keeps its tab.
    terminal.send(b"\x07u\x05?limit=1")
    terminal.wait_for("/orders?limit=1", "1 unsaved")
    terminal.send(b"\x0fmine\r")
    terminal.wait_for("list •", "(mine)")
    terminal.send(keys["ctrl+pageup"])
    terminal.wait_for("/orders?limit=1")
    terminal.send(keys["ctrl+pagedown"])
    terminal.wait_for("/orders/1001")
    terminal.send(b"\x07<")
    terminal.wait_for("/orders?limit=1")
    terminal.send(b"\x13")
    terminal.wait_for("Saved.")
    # What is sent, and the token.
    terminal.send(b"\x12")
    terminal.wait_for("200 OK", "● token")
    terminal.send(b"\x14")
    terminal.wait_for("Fetching a new token…")
    terminal.wait_for("New token")
    terminal.send(b"\x07r")
    before = len(terminal.output)
    terminal.send(b"\x0c")
    terminal.wait_until(lambda: b"Requests" in terminal.raw_since(before), "Redraw the screen")
    terminal.send(b"\x07zz")
    terminal.wait_gone("Console")


@pytest.mark.parametrize("term", TERMINALS)
def test_every_key_as_this_terminal_sends_it(term: str, two: Lab, workbench: Start) -> None:
    terminal = workbench(environment={"TERM": term})
    walk(terminal, TERMINALS[term])
    terminal.send(b"\x11")
    assert terminal.exit_code() == 0
    assert terminal.modes() == terminal.modes_before


@pytest.fixture(params=["screen-256color", "tmux-256color"])
def in_tmux(request: pytest.FixtureRequest, two: Lab, tmp_path: Path) -> Iterator[Terminal]:
    """The workbench in a tmux of its own, which tells it that it is this kind of terminal."""
    if TMUX is None:
        pytest.skip("needs tmux")
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    settings = tmp_path / "tmux.conf"
    settings.write_text(f'set -g default-terminal "{request.param}"\nset -g status off\n')
    socket = tmp_path / "socket"
    program = " ".join(str(word) for word in python("-m", "outrider", two.root))
    command: list[str | Path] = [TMUX, "-S", socket, "-f", settings, "new-session", program]
    environment = {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    try:
        with Terminal(command, environment=environment, cwd=ROOT) as terminal:
            terminal.wait_for("Environments", "^R Send", "Send; the token")
            yield terminal
    finally:
        subprocess.run([TMUX, "-S", socket, "kill-server"], check=False, capture_output=True)


def test_every_key_through_a_real_tmux(in_tmux: Terminal) -> None:
    walk(in_tmux, XTERM)
    in_tmux.send(b"\x11")
    assert in_tmux.exit_code() == 0
