"""Edits of a program that nobody sees any more: the next one names them and can have them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.test_drafts_outlive import QUESTION, drafts, typing

ELSEWHERE = "Unsaved changes elsewhere"


def test_they_are_named_shown_and_taken_over(lab: Lab, workbench: Start, tmp_path: Path) -> None:
    before = (lab.root / "requests/list.toml").read_bytes()
    lost = typing(workbench, "/typed", module="tests.pty.patient_program")
    lost.wait_until(lambda: bool(drafts(tmp_path)), "the draft")
    here = workbench(shown=(ELSEWHERE,))
    here.wait_for(f"(process {lost.pid})", 'Request "list", changed')
    here.wait_for(f" on {lost.slave_name.removeprefix('/dev/')}")
    here.send(b"s")
    here.wait_for('+ url = "{{base_url}}/orders/typed"')
    here.send(b"n")
    here.wait_for("Take over")
    os.kill(lost.pid, 0)
    here.send(b"t")
    here.wait_for(QUESTION)
    assert lost.exit_code() == 128 + signal.SIGTERM
    here.send(b"k")
    here.wait_for("orders/typed", "1 unsaved")
    assert (lab.root / "requests/list.toml").read_bytes() == before


def test_they_are_left_alone_where_that_is_wanted(
    lab: Lab, workbench: Start, tmp_path: Path
) -> None:
    first = typing(workbench, "/typed")
    first.wait_until(lambda: bool(drafts(tmp_path)), "the draft")
    second = workbench(shown=(ELSEWHERE,))
    second.send(b"l")
    second.wait_gone(ELSEWHERE)
    first.send(b"2")
    first.wait_for("orders/typed2")
    first.send(b"\x13")
    first.wait_until(lambda: not drafts(tmp_path), "no draft")
    workbench()


def test_one_that_cannot_be_reached_from_here_is_told_and_not_ended(
    lab: Lab, workbench: Start, tmp_path: Path
) -> None:
    first = typing(workbench, "/typed")
    first.wait_until(lambda: bool(drafts(tmp_path)), "the draft")
    folder = tmp_path / "home/state/outrider/drafts"
    # As from another container: the number is that of a process which is not this one.
    for path in folder.iterdir():
        path.rename(path.with_name(path.name.replace(f"{first.pid}-", f"{os.getpid()}-")))
    second = workbench(shown=(ELSEWHERE,))
    second.wait_for("It runs on another machine or in a container")
    assert "Take over" not in second.text()
    second.send(b"t")
    second.send(b"l")
    second.wait_gone(ELSEWHERE)
