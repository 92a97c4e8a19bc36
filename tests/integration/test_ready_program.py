"""A call that is forked ready does what one does that is started by a new interpreter."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import Said, Shell

from outrider.cli.main import COMMANDS

CALLS = (
    ("send", "list"),
    ("send", "list", "--trust", "--var", "x=é\udcff"),
    ("send", "absent"),
    ("token", "--trust"),
    ("exec", "--trust", "--", "sh", "-c", 'echo "$base_url" "$ACCESS_TOKEN"; exit 3'),
    ("environments",),
    ("requests", "--json"),
    ("check",),
    ("run", "list", "--trust"),
    ("compare", "list@dev", "list@dev"),
    ("history",),
    ("doctor", "--trust"),
    ("tokens",),
    ("trust",),
    ("init", "made"),
    ("import", "in.sh", "--dry-run"),
    ("import", "absent"),
    ("export", "list", "--as", "curl", "--trust"),
    ("demo", "--help"),
    ("keys",),
    ("completion", "bash"),
    ("help", "exit-status"),
    ("schema", "theme"),
    ("nonsense",),
    (),
)


def test_every_command_is_called() -> None:
    assert {words[0] for words in CALLS if words} >= set(COMMANDS)


CHANGING = re.compile(r"eyJ[\w.-]+|\d+(?:\.\d+)?")
"""Tokens, times and durations."""


def outcomes(shell: Shell, folder: Path, words: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """What both ways come to, each with a home and a workspace as new."""
    said: list[Said] = []
    for name in ("anew", "ready"):
        home = folder / name
        home.mkdir(mode=0o700)
        mine = replace(shell, home=home)
        said.append(mine.run_anew(*words) if name == "anew" else mine.run(*words))
        if words[:1] == ("init",):
            (shell.folder / "made").rename(folder / f"{name}-made")
    return [(one.status, CHANGING.sub("0", one.text), CHANGING.sub("0", one.err)) for one in said]


@pytest.mark.parametrize(
    "words", CALLS, ids=lambda words: " ".join(words).encode("ascii", "replace").decode()
)
def test_both_ways_say_the_same(
    lab: Lab, shell: Shell, demo_servers: StrictServers, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (lab.root / "in.sh").write_text("curl https://a.example/x -H 'X: y'\n")
    anew, ready = outcomes(shell, tmp_path, words)
    assert ready == anew


def test_a_call_leaves_nothing_to_the_next(lab: Lab, shell: Shell, tmp_path: Path) -> None:
    there = tmp_path / "elsewhere"
    there.mkdir()
    assert shell.run("check").status == 0
    assert Shell(shell.home, there).run("check").status == 2
    here = Path.cwd()
    assert shell.run("check", XDG_STATE_HOME=str(there)).status == 0
    assert shell.run("check").status == 0
    assert Path.cwd() == here


def test_a_variable_that_counts_at_the_start_gets_an_interpreter_of_its_own(
    lab: Lab, shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('began')\n")
    more = {"PYTHONPATH": f"{tmp_path}:{shell.environ['PYTHONPATH']}"}
    assert shell.run("--version", **more).text.startswith("began\n")


def test_calls_at_once_run_at_once(lab: Lab, shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(2) as pool:
        server.settimeout(PATIENCE)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        lab.write({"requests/plain.toml": f'url = "{url}"\n[auth]\ntype = "none"\n'})
        running = [pool.submit(shell.run, "send", "plain") for _ in range(2)]
        # Neither gets its answer before the other has come.
        both = [server.accept()[0] for _ in range(2)]
        for one in both:
            with one:
                one.recv(65536)
                one.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        assert [call.result().status for call in running] == [0, 0]
