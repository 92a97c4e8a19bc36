"""The headless demo says what to try, serves until it is stopped, and leaves nothing behind."""

from __future__ import annotations

import io
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TextIO

import pytest
from tests.servers.plain_client import ask

from outrider.demo.headless import run_headless
from outrider.demo.running_demo import RunningDemo, running_demo
from outrider.demo.tour import STEPS, run_tour

PLAY = """
import os, sys
arguments = sys.argv[1:]
print("console of", *arguments, file=sys.stderr)
print("answer in", os.path.basename(os.getcwd()), os.environ["MARK"])
staging, delete = "staging" in arguments, "delete-order" in arguments
raise SystemExit(4 if staging else 2 if delete and "--yes" not in arguments else 0)
"""


@pytest.fixture(autouse=True)
def copies_are_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a copy is seen."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_it_serves_until_it_is_stopped_and_removes_its_copy(tmp_path: Path) -> None:
    stop = threading.Event()
    healthy: list[int] = []
    copies: list[str] = []

    class Watching(io.StringIO):
        """Looks at the demo once all is written, then stops it."""

        def flush(self) -> None:
            address = re.search(r"API +(http\S+)", self.getvalue())
            if address and not stop.is_set():
                healthy.append(ask("GET", address[1] + "/health").status)
                copies.extend(path.name for path in tmp_path.glob("*/*"))
                stop.set()

    out = Watching()
    assert run_headless(out, stop=stop) == 0
    assert (healthy, copies) == ([200], ["orders-api"])
    assert list(tmp_path.iterdir()) == []
    for step in STEPS:
        assert step.command in out.getvalue()
        assert step.shows in out.getvalue()


def test_the_copy_is_trusted_only_while_the_demo_runs() -> None:
    events: list[tuple[str, Path]] = []

    @contextmanager
    def trust(path: Path) -> Iterator[None]:
        events.append(("trusted", path))
        yield
        events.append(("forgotten", path))

    with running_demo(trust) as demo:
        assert events == [("trusted", demo.workspace.resolve())]
    assert [event for event, _ in events] == ["trusted", "forgotten"]


def test_an_error_inside_removes_the_copy_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), running_demo():
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def tour(tmp_path: Path, program: str) -> tuple[int, str]:
    out = io.StringIO()
    play = tmp_path / "play.py"
    play.write_text(program)

    def again(demo: RunningDemo, written: TextIO) -> int:
        written.write(f"again in {demo.workspace.name}\n")
        return 0

    run = partial(
        run_tour,
        environ={"MARK": "from-outside"},
        repeat=again,
        program=(sys.executable, str(play)),
    )
    status = run_headless(out, stop=threading.Event(), tour=run)
    return status, out.getvalue()


def test_the_tour_runs_each_watched_step_in_the_workspace_and_shows_what_it_said(
    tmp_path: Path,
) -> None:
    status, text = tour(tmp_path, PLAY)
    assert status == 0
    for step in STEPS:
        assert (f"$ {step.command}\n" in text) is step.watched
    assert "console of send list-orders --env dev" in text
    assert "answer in orders-api from-outside" in text
    assert text.count("again in orders-api") == 1
    assert text.index("--env dev\n") < text.index("again in") < text.index("--env staging\n")


def test_a_tour_with_a_surprise_fails_and_says_where(tmp_path: Path) -> None:
    status, text = tour(tmp_path, PLAY.replace("4 if staging else ", ""))
    assert status == 1
    assert "(exit status 0, expected 4)" in text
    assert "Unexpected exit status: 1 of these commands." in text
