"""A secret that is typed: on a real terminal, and with a signal in place of an answer."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers

ROOT = Path(__file__).parents[2]


class Terminal:
    """``outrider send list`` on a terminal of its own."""

    def __init__(self, lab: Lab, home: Path, **more: str) -> None:
        self.master, slave = pty.openpty()
        self.said = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outrider", "send", "list", "-q"],
            cwd=lab.root,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), **more},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def read_until(self, word: bytes, seconds: float = PATIENCE) -> None:
        """Reads until the word was said, or the terminal is closed."""
        until = time.monotonic() + seconds
        while word not in self.said and time.monotonic() < until:
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.said += os.read(self.master, 4096)
                except OSError:
                    return

    def end(self) -> int:
        """The exit status; -1 where it does not end in the end."""
        self.read_until(b"never said")
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return -1
        finally:
            os.close(self.master)


def prompts(lab: Lab) -> None:
    """Has the secret asked for."""
    written = lab.root / "environments/dev.toml"
    text = written.read_text().replace('"dev-only-secret"', "{ prompt = true }")
    written.write_text(text)


@pytest.fixture
def asking(lab: Lab, demo_servers: StrictServers, tmp_path: Path) -> Terminal:
    """A send that asks for its secret, just now."""
    prompts(lab)
    terminal = Terminal(lab, tmp_path)
    terminal.read_until(b"client_secret")
    return terminal


def test_a_typed_secret_is_used_and_not_shown(
    asking: Terminal, demo_servers: StrictServers
) -> None:
    os.write(asking.master, b"dev-only-secret\n")
    assert asking.end() == 0
    assert b"orders" in asking.said
    assert b"dev-only-secret" not in asking.said


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_a_signal_ends_the_question_without_the_enter_key(
    number: signal.Signals, status: int, asking: Terminal, demo_servers: StrictServers
) -> None:
    asking.process.send_signal(number)
    assert asking.end() == status
    assert b"Traceback" not in asking.said
    assert demo_servers.authorization.token_requests() == 0


def test_the_end_of_input_is_no_answer(asking: Terminal) -> None:
    os.write(asking.master, b"\x04")
    assert asking.end() == 2


@pytest.mark.parametrize("value", ["true", "1", "GitLab"])
def test_continuous_integration_is_not_asked(
    lab: Lab, demo_servers: StrictServers, tmp_path: Path, value: str
) -> None:
    prompts(lab)
    terminal = Terminal(lab, tmp_path, CI=value)
    assert terminal.end() == 2
    assert b'Secret "client_secret" was not entered.' in terminal.said
    assert b"CI is set" in terminal.said
    assert demo_servers.authorization.token_requests() == 0


@pytest.mark.parametrize("value", ["", "false", "0"])
def test_a_ci_that_is_off_is_none(
    lab: Lab, demo_servers: StrictServers, tmp_path: Path, value: str
) -> None:
    prompts(lab)
    terminal = Terminal(lab, tmp_path, CI=value)
    terminal.read_until(b"client_secret")
    os.write(terminal.master, b"dev-only-secret\n")
    assert terminal.end() == 0
