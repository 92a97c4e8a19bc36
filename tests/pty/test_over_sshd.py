"""The workbench through a real sshd: lost in silence, stalled, killed, resized."""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.pty.harness import ROOT, Terminal
from tests.pty.test_drafts_outlive import QUESTION, drafts
from tests.pty.test_other_instances import ELSEWHERE

from outrider.storage.user_files.user_folders import remember_start

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH, KEYGEN = shutil.which("ssh"), shutil.which("ssh-keygen")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (SSHD and SSH and KEYGEN), reason="needs sshd, ssh and ssh-keygen"),
]


class Line:
    """A line between ssh and sshd, which can go silent without being closed."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.is_silent = False
        self._ended = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        near, _ = self._listener.accept()
        far = socket.create_connection(("127.0.0.1", self._to))
        with near, far, selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, (near, far))
            ready.register(far, selectors.EVENT_READ, (far, near))
            while not self._ended:
                if self.is_silent:
                    time.sleep(0.02)
                    continue
                for key, _events in ready.select(0.05):
                    source, target = key.data
                    with suppress(OSError):
                        data = source.recv(65536)
                        if not data:
                            return
                        target.sendall(data)

    def close(self) -> None:
        self._ended = True
        self._listener.close()


Connect = Callable[..., tuple[Terminal, Line]]


@pytest.fixture
def connect(lab: Lab, tmp_path: Path) -> Iterator[Connect]:
    """Logs in and starts the workbench there."""
    assert SSHD
    assert SSH
    assert KEYGEN
    home = tmp_path / "home"
    (home / "run").mkdir(parents=True, mode=0o700)
    remember_start(home / "state/outrider")
    for name in ("host", "user"):
        words = [KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(words, check=True, timeout=PATIENCE)
    shutil.copy(home / "user.pub", home / "authorized")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {
        "HOME": home,
        "XDG_STATE_HOME": home / "state",
        "XDG_CONFIG_HOME": home / "config",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tui'}",
    }
    says = [
        f"ListenAddress 127.0.0.1:{port}",
        f"HostKey {home / 'host'}",
        f"AuthorizedKeysFile {home / 'authorized'}",
        f"PidFile {home / 'run/pid'}",
        "StrictModes no",
        "PermitRootLogin yes",
        "UsePAM no",
        "PasswordAuthentication no",
        "ClientAliveInterval 0",
        "SetEnv " + " ".join(f'{name}="{value}"' for name, value in variables.items()),
    ]
    (home / "config.sshd").write_text("\n".join(says) + "\n")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    words = [SSHD, "-D", "-E", str(home / "log"), "-f", str(home / "config.sshd")]
    with ExitStack() as stack:
        daemon = stack.enter_context(subprocess.Popen(words))
        stack.callback(daemon.kill)
        _wait_for(port, daemon, home / "log")

        def connect(*, shown: tuple[str, ...] = ("Send; the token",)) -> tuple[Terminal, Line]:
            line = Line(port)
            stack.callback(line.close)
            program = f"cd {lab.root} && exec {ROOT / '.venv/bin/python'} -m outrider"
            if not (ROOT / ".venv/bin/python").exists():
                program = program.replace(str(ROOT / ".venv/bin/python"), "python3")
            words = [SSH, "-tt", "-F", "none", "-i", str(home / "user"), "-p", str(line.port)]
            words += ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
            words += ["-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", "127.0.0.1", program]
            terminal = stack.enter_context(Terminal(words, environment={"HOME": str(home)}))
            terminal.wait_for(*shown)
            return terminal, line

        yield connect


def _wait_for(port: int, daemon: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if daemon.poll() is not None:
            pytest.skip(f"sshd does not run here: {log.read_text()[-200:]}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("sshd does not listen")


def type_url(terminal: Terminal, text: str) -> None:
    terminal.send(f"\x07u\x05{text}".encode())
    terminal.wait_for(f"orders{text}")


def test_lost_in_silence_its_edits_are_had_by_the_next_login(
    connect: Connect, tmp_path: Path
) -> None:
    lost, line = connect()
    type_url(lost, "/typed")
    lost.wait_until(lambda: bool(drafts(tmp_path)), "the draft")
    line.is_silent = True
    here, _ = connect(shown=(ELSEWHERE,))
    here.wait_for('Request "list", changed')
    here.send(b"t")
    here.wait_for(QUESTION)
    here.send(b"k")
    here.wait_for("orders/typed", "1 unsaved")


def test_a_stall_loses_no_key_and_a_resize_is_followed(connect: Connect) -> None:
    terminal, line = connect()
    line.is_silent = True
    terminal.send(b"\x07u\x05/typed")
    time.sleep(0.3)
    assert "orders/typed" not in terminal.text()
    line.is_silent = False
    terminal.wait_for("orders/typed")
    terminal.resize(120, 40)
    terminal.wait_until(
        lambda: terminal.shown()[38].endswith("╯"), "the last row of the larger screen"
    )


def test_a_client_that_is_killed_leaves_its_edits_to_the_next(
    connect: Connect, lab: Lab, tmp_path: Path
) -> None:
    before = (lab.root / "requests/list.toml").read_bytes()
    terminal, line = connect()
    type_url(terminal, "/typed")
    terminal.hang_up()
    line.close()
    here, _ = connect(shown=(QUESTION,))
    here.send(b"k")
    here.wait_for("orders/typed", "1 unsaved")
    assert (lab.root / "requests/list.toml").read_bytes() == before
