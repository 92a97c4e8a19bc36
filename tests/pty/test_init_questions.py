"""``init --provider`` on a terminal: what it asks, and where the answers go."""

from __future__ import annotations

import os
import shutil
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.harness import ROOT, Terminal

BASH = shutil.which("bash")
INIT = f"{sys.executable} -m outrider init"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    if BASH is None:
        pytest.skip("needs bash")
    environment = {
        "HOME": str(tmp_path),
        "PS1": "prompt> ",
        "HISTFILE": os.devnull,
        "PYTHONPATH": str(ROOT),
    }
    command = [BASH, "--norc", "--noprofile", "-i"]
    with Terminal(command, environment=environment, size=(100, 40), cwd=tmp_path) as terminal:
        terminal.wait_for("prompt>")
        yield terminal


def reply(shell: Terminal, question: str, line: str, *, silent: bool = False) -> None:
    """Waits for a question, and enters a line."""

    def asked() -> bool:
        shown = not shell.modes()[3] & termios.ECHO
        return shell.text().rstrip().endswith(f"{question}]:") and shown == silent

    shell.wait_until(asked, question)
    shell.send(f"{line}\n")


def test_answers_go_into_the_file_and_the_secret_into_the_local_one(
    shell: Terminal, tmp_path: Path
) -> None:
    shell.send(f"{INIT} w --provider keycloak\n")
    reply(shell, "API [https://api.example.com", "api.example.org")
    shell.wait_for("starts with https:// or http://")
    reply(shell, "API [https://api.example.com", "https://api.example.org")
    reply(shell, "realm [https://keycloak.example.com/realms/my-realm", "")
    reply(shell, "client ID [my-client", " orders ")
    reply(shell, "[OS environment variable KEYCLOAK_CLIENT_SECRET", "typed-secret", silent=True)
    shell.wait_for("Created workspace w.")
    text = (tmp_path / "w/environments/keycloak.toml").read_text()
    assert 'base_url = "https://api.example.org"' in text
    assert 'realm_url = "https://keycloak.example.com/realms/my-realm"' in text
    assert 'client_id = "orders"' in text
    local = tmp_path / "w/environments/keycloak.local.toml"
    assert local.read_text() == '[secrets]\nclient_secret = "typed-secret"\n'
    assert "typed-secret" not in text + shell.text()
    assert "export" not in shell.text()


def test_an_environment_is_overwritten_after_a_question(shell: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "environments/github.toml"
    file.parent.mkdir()
    (tmp_path / "outrider.toml").touch()
    file.write_text("# mine\n")
    shell.send(f"{INIT} . --provider github\n")
    reply(shell, "and delete its local file? [y/N", "")
    shell.wait_for("Cancelled. Nothing was written.")
    assert file.read_text() == "# mine\n"
    shell.send(f"clear; {INIT} . --provider github\n")
    reply(shell, "and delete its local file? [y/N", "y")
    shell.wait_for("Created environments/github.toml.")
    assert "gh" in file.read_text()


@pytest.mark.parametrize("key", [b"\x03", b"\x04"])
def test_who_goes_away_has_nothing_written(shell: Terminal, tmp_path: Path, key: bytes) -> None:
    shell.send(f"{INIT} w --provider spotify; echo ended $?\n")
    reply(shell, "client ID [my-client", "x")
    shell.wait_until(lambda: "SPOTIFY_CLIENT_SECRET]:" in shell.text(), "the secret")
    shell.send(key)
    shell.wait_for("ended 130" if key == b"\x03" else "ended 2")
    assert not (tmp_path / "w").exists()
