"""Files that cannot be written, or that somebody else writes: nothing is lost unasked."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.pty.conftest import Start
from tests.pty.harness import ROOT, Terminal, python

FILE = "requests/list.toml"


def edit(terminal: Terminal, text: str) -> None:
    terminal.send(f"\x07u\x05{text}".encode())
    terminal.wait_for(f"orders{text}")


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of a few pages over a folder, with the folder's files in it."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    words = ("mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder))
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("needs to mount")
    try:
        shutil.copytree(copy, folder, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)


def test_a_full_disk_loses_nothing_and_a_copy_can_go_elsewhere(
    lab: Lab, workbench: Start, tmp_path: Path
) -> None:
    with small_disk(lab.root):
        before = (lab.root / FILE).read_bytes()
        terminal = workbench()
        edit(terminal, "/typed")
        filler = lab.root / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        terminal.send(b"\x13")
        terminal.wait_for("Not saved", "disk full", "Try again", "Save a copy elsewhere")
        terminal.send(b"c")
        terminal.wait_for("Save a copy as")
        terminal.send(b"\r")
        terminal.wait_for("Copy saved to")
        copy = tmp_path / "home/list.toml"
        assert "/typed" in copy.read_text()
        assert copy.stat().st_mode & 0o777 == 0o600
        assert (lab.root / FILE).read_bytes() == before
        assert "1 unsaved" in terminal.text()
        terminal.send(b"\x13")
        terminal.wait_for("Not saved")
        filler.unlink()
        terminal.send(b"t")
        terminal.wait_for("Saved.")
        assert "/typed" in (lab.root / FILE).read_text()
        terminal.send(b"\x11")
        assert terminal.exit_code() == 0
        assert sorted(one.name for one in (lab.root / "requests").iterdir()) == ["list.toml"]


def test_a_quota_of_the_process_loses_nothing(lab: Lab, workbench: Start, tmp_path: Path) -> None:
    before = (lab.root / FILE).read_bytes()
    terminal = workbench()
    edit(terminal, "/typed")
    old = resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
    terminal.send(b"\x13")
    terminal.wait_for("Not saved", "larger than this process may write")
    assert (lab.root / FILE).read_bytes() == before
    terminal.send(b"l")
    terminal.wait_gone("Not saved")
    # Leaving asks, and saving there is refused as well: nothing goes unasked.
    terminal.send(b"\x11")
    terminal.wait_for("Save all")
    terminal.send(b"s")
    terminal.wait_for("Not saved")
    resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, old)
    terminal.send(b"t")
    assert terminal.exit_code() == 0
    assert "/typed" in (lab.root / FILE).read_text()


NOBODY = "65534"


def test_a_read_only_checkout_has_a_badge_and_a_copy_goes_elsewhere(
    lab: Lab, tmp_path: Path
) -> None:
    """As a user who may read everything and write nowhere but at home."""
    home = tmp_path / "nobody"
    home.mkdir()
    words: list[str | Path] = []
    if os.geteuid() == 0:
        for folder in (tmp_path, *tmp_path.parents):
            folder.chmod(folder.stat().st_mode | 0o055)
            if folder.name.startswith("pytest-of-"):
                break
        os.chown(home, int(NOBODY), int(NOBODY))
        words = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]
        words += ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]
        tried = subprocess.run([*words, sys.executable, "-c", ""], check=False, capture_output=True)
        if tried.returncode:
            pytest.skip("needs setpriv and its capabilities")
    for one in [lab.root, *lab.root.rglob("*")]:
        one.chmod(0o555 if one.is_dir() else 0o444)
    environment = {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    before = (lab.root / FILE).read_bytes()
    with Terminal(
        [*words, *python("-m", "outrider")], environment=environment, cwd=lab.root
    ) as terminal:
        terminal.wait_for("Environments", "Send; the token", "read-only")
        edit(terminal, "/typed")
        terminal.send(b"\x13")
        terminal.wait_for("Not saved", "read-only: permission", "Save a copy")
        terminal.send(b"c")
        terminal.wait_for("Save a copy as")
        terminal.send(b"\r")
        terminal.wait_for("Copy saved to")
        assert "/typed" in (home / "list.toml").read_text()
        terminal.send(b"\x12")
        terminal.wait_for(" · dev")
        terminal.send(b"\x11")
        terminal.wait_for("Discard changes")
        terminal.send(b"d")
        assert terminal.exit_code() == 0
    for one in [lab.root, *lab.root.rglob("*")]:
        one.chmod(0o755 if one.is_dir() else 0o644)
    assert (lab.root / FILE).read_bytes() == before


def test_two_instances_and_an_editor_on_one_workspace(lab: Lab, workbench: Start) -> None:
    first, second = workbench(), workbench()
    edit(first, "/first")
    edit(second, "/second")
    second.send(b"\x13")
    second.wait_for("Saved.")
    assert "/second" in (lab.root / FILE).read_text()
    first.send(b"\x13")
    first.wait_for("changed on disk", "Save as a new request", "Overwrite", "Reload from disk")
    first.send(b"\x1b")
    first.wait_gone("Reload from disk")
    assert "orders/first" in first.text()
    assert "/second" in (lab.root / FILE).read_text()
    first.send(b"\x13")
    first.wait_for("Reload from disk")
    first.send(b"o")
    first.wait_gone("Reload from disk")
    first.wait_until(lambda: "/first" in (lab.root / FILE).read_text(), "the file")
    # The other one has no edits now: it shows what the file says when it is asked for anything.
    second.send(b"\x12")
    second.wait_for("orders/first", "changed on disk")
    (lab.root / FILE).write_text('url = "{{base_url}}/orders/vim"\n')
    second.send(b"\x12")
    second.wait_for("orders/vim")
    first.send(b"\x07u\x05/more")
    first.wait_for("orders/vim/more")
    (lab.root / FILE).unlink()
    first.send(b"\x13")
    first.wait_for("Reload from disk")
    first.send(b"o")
    first.wait_until((lab.root / FILE).exists, "the file")
    assert "/vim/more" in (lab.root / FILE).read_text()


def test_sending_on_the_shell_beside_it_writes_nothing(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    edit(terminal, "/typed")
    before = {one: one.read_bytes() for one in lab.root.rglob("*") if one.is_file()}
    done = subprocess.run(
        python("-m", "outrider", "send", "list", "--env", "dev"),
        cwd=lab.root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(lab.root.parent)},
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert {one: one.read_bytes() for one in lab.root.rglob("*") if one.is_file()} == before
    terminal.send(b"\x13")
    terminal.wait_for("Saved.")
    assert "/typed" in (lab.root / FILE).read_text()
