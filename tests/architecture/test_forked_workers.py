"""What tests say that run side by side, and what is said of one that ends its process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
SAMPLE = """
import os
from pathlib import Path
import pytest

@pytest.fixture(scope="module")
def once():
    yield []
    Path(__file__).with_name(f"left-{os.getpid()}").touch()

@pytest.mark.parametrize("number", range(40))
def test_passes(number, once, tmp_path):
    once.append(number)
    assert tmp_path.is_dir()

def test_fails():
    print("said before it failed")
    assert 1 == 2

def test_ends_its_process():
    os._exit(3)

@pytest.mark.skip(reason="for a reason")
def test_is_skipped():
    pass
"""


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(SAMPLE)
    command = [sys.executable, "-m", "pytest", "-p", "tests.forked_workers", "-c", os.devnull]
    return subprocess.run(
        [*command, "--rootdir", str(folder), "-ra", "-p", "no:cacheprovider", *words, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_every_test_is_run_once_and_what_failed_is_told(tmp_path: Path) -> None:
    done = _run(tmp_path, "--workers", "3")
    assert done.returncode == 1
    assert "2 failed, 40 passed, 1 skipped" in done.stdout
    assert "said before it failed" in done.stdout
    assert "test_ends_its_process ended with status 3." in done.stdout
    assert "for a reason" in done.stdout
    # Whoever has used the fixture leaves it, except the one that was ended.
    assert 1 <= len(list(tmp_path.glob("left-*"))) <= 3


def test_the_first_failure_ends_all_if_that_is_asked_for(tmp_path: Path) -> None:
    done = _run(tmp_path, "--workers", "2", "-x", "-k", "fails or passes")
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "stopping after 1 failures" in done.stdout
