"""What was typed outlives the program, however it ends, and the next start offers it."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal

QUESTION = "Recover unsaved changes"


def drafts(tmp_path: Path) -> list[dict[str, Any]]:
    """The drafts that are there now."""
    folder = tmp_path / "home/state/outrider/drafts"
    found = []
    for path in folder.glob("*.json"):
        try:
            found.append(json.loads(path.read_text()))
        except FileNotFoundError:
            continue
    return found


def url_of(tmp_path: Path) -> str:
    (draft,) = drafts(tmp_path)
    return str(draft["table"]["url"])


def typing(workbench: Start, text: str, **started: Any) -> Terminal:
    """The program, with something typed a moment ago."""
    terminal = workbench(**started)
    terminal.send(f"\x07u\x05{text}".encode())
    terminal.wait_for(f"orders{text}")
    return terminal


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_keeps_the_last_key(
    lab: Lab, workbench: Start, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    before = (lab.root / "requests/list.toml").read_bytes()
    # One that is ended by force, on a busy machine, says nothing.
    terminal = typing(workbench, "/typed", module="tests.pty.patient_program")
    terminal.signal(number)
    assert terminal.exit_code() == status
    said = terminal.raw_since(terminal.output.rindex(b"\x1b[?1049l"))
    assert b"Unsaved changes were kept. The next start offers to recover them." in said
    assert url_of(tmp_path).endswith("/orders/typed")
    assert (lab.root / "requests/list.toml").read_bytes() == before


@pytest.mark.parametrize("controlling", [True, False])
def test_a_terminal_that_goes_keeps_the_last_key(
    lab: Lab, workbench: Start, tmp_path: Path, controlling: bool
) -> None:
    terminal = typing(workbench, "/typed", controlling=controlling)
    terminal.hang_up()
    assert terminal.exit_code() == 129
    assert url_of(tmp_path).endswith("/orders/typed")


def test_a_terminal_that_nobody_reads_and_a_signal_keep_the_last_key(
    lab: Lab, workbench: Start, tmp_path: Path
) -> None:
    terminal = typing(workbench, "/typed")
    terminal.stall()
    # More is drawn than anybody takes: the loop stands still in its writing.
    for _ in range(60):
        os.write(terminal.master, b"\x07z\x07b\x07z\x07u")
        time.sleep(0.01)
    os.write(terminal.master, b"\x05!")
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    assert "/orders/typed" in url_of(tmp_path)


def test_leaving_on_purpose_without_saving_leaves_no_draft(
    lab: Lab, workbench: Start, tmp_path: Path
) -> None:
    terminal = typing(workbench, "/typed")
    terminal.wait_until(lambda: bool(drafts(tmp_path)), "the draft")
    terminal.send(b"\x11")
    terminal.wait_for("Discard changes")
    terminal.send(b"d")
    assert terminal.exit_code() == 0
    assert not list((tmp_path / "home/state/outrider/drafts").iterdir())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_page_of_an_environment_is_kept_as_well(
    lab: Lab, workbench: Start, tmp_path: Path, number: signal.Signals
) -> None:
    before = (lab.root / "environments/dev.toml").read_bytes()
    terminal = workbench()
    terminal.send(b"\x07ee")
    terminal.wait_for("Environment dev")
    terminal.send(b"\rtyped here")
    terminal.wait_for("typed here")
    if number == signal.SIGKILL:
        # Nothing can be done at that moment: what counts was done within a second.
        terminal.wait_until(
            lambda: any(one["table"].get("name") == "typed here" for one in drafts(tmp_path)),
            "the draft",
        )
    terminal.signal(number)
    terminal.exit_code()
    (draft,) = drafts(tmp_path)
    assert (draft["environment"], draft["table"]["name"]) == ("dev", "typed here")
    assert (lab.root / "environments/dev.toml").read_bytes() == before
    again = workbench(shown=(QUESTION,))
    again.wait_for('Environment "dev", changed', '+ name = "typed here"')
    again.send(b"k")
    again.wait_for("Environment dev", "typed here")


ROUNDS = int(os.environ.get("OUTRIDER_KILLS", "5"))


def test_killed_at_any_moment_nothing_that_was_kept_is_lost(
    lab: Lab, workbench: Start, tmp_path: Path
) -> None:
    """Types on and on over many lives; each begins with what the one before had kept."""
    chance = random.Random(20240229)
    sent, kept = "{{base_url}}/orders", ""
    for number in range(ROUNDS):
        terminal = workbench(shown=(QUESTION,) if kept else ("Send; the token",))
        if kept:
            terminal.send(b"k")
            terminal.wait_gone(QUESTION)
            terminal.wait_for("1 unsaved")
        terminal.send(b"\x07u\x05")
        end = time.monotonic() + chance.uniform(0, 1.2)
        mine = kept or sent
        sent = mine
        while time.monotonic() < end or (number == 0 and not drafts(tmp_path)):
            letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
            terminal.send(letter)
            sent += letter
            terminal.pump(chance.uniform(0, 0.05))
            seen = drafts(tmp_path)
            mine = max([mine, *(str(one["table"]["url"]) for one in seen)], key=len)
        terminal.signal(signal.SIGKILL)
        terminal.exit_code()
        # Nothing is torn, what was on the disk before is still there, and nothing is made up.
        after = [str(one["table"]["url"]) for one in drafts(tmp_path)]
        longest = max(after, key=len)
        assert all(sent.startswith(one) for one in after), (number, mine, sent, after)
        assert len(longest) >= len(mine) or not number, (number, mine, sent, after)
        kept = longest
    assert lab.reader().find_request("list").request.url == "{{base_url}}/orders"
