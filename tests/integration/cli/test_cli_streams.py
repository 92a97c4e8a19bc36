"""Standard output that is full, closed or left, and a process that may open next to nothing."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from pathlib import Path

import pytest
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import PROGRAM, Shell

COMMANDS = [
    ("environments",),
    ("requests", "--json"),
    ("check",),
    ("keys",),
    ("completion", "bash"),
    ("export", "list", "--as", "curl", "--trust"),
    ("send", "list", "--trust"),
    ("token", "--trust"),
    ("token", "--trust", "--as", "header"),
    ("--help",),
    ("--version",),
    ("send", "--help"),
]


def ended(shell: Shell, words: tuple[str, ...], to: str, **more: str) -> tuple[int, str]:
    """Status and standard error of a call whose output goes where the shell sends it."""
    done = subprocess.run(
        ["sh", "-c", f'"$@" {to}', "sh", *PROGRAM, *words],
        cwd=shell.folder,
        env={**shell.environ, **more},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("to", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_is_told(
    shell: Shell, demo_servers: StrictServers, words: tuple[str, ...], to: str
) -> None:
    for more in ({}, {"PYTHONUNBUFFERED": "1"}):
        status, said = ended(shell, words, to, **more)
        assert status == 5, said
        assert "cannot be written to standard output" in said
        assert "Traceback" not in said
        assert "Exception ignored" not in said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_leaves_ends_it_silently(
    shell: Shell, demo_servers: StrictServers, words: tuple[str, ...]
) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=shell.folder,
            env=shell.environ,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        os.close(write)
    assert done.returncode == 0
    assert b"error" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("most", range(5, 12))
def test_few_file_descriptors_are_a_sentence(
    shell: Shell, demo_servers: StrictServers, most: int
) -> None:
    for words in (("send", "list", "--trust"), ("token", "--trust"), ("check",)):
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=shell.folder,
            env=shell.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)),
        )
        said = done.stderr.decode()
        if "Fatal Python error" in said or "init_import_site" in said:
            pytest.skip("Python itself does not start")
        assert done.returncode != 70, said
        assert "Traceback" not in said
        assert "Warning" not in said


def test_the_file_is_whole_where_there_is_room(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert ended(shell, ("requests", "--json"), f">{out}") == (0, "")
    assert json.loads(out.read_text())
