"""Every kind of widget times every kind of hostile text, as the bytes that reach the terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.pty.harness import ROOT, Terminal, python
from tests.pty.sinks_app import FAMILIES

SINKS = 23
PAIRS = ("csi,osc", "c1,control", "bidi,hidden", "markup,odd")

OBEYED = re.compile(
    # What a terminal would obey or hide, and the program never writes by itself.
    rb"\x1b\[31mred|\x1b\[6n|\x1bc|\x1b\[2J\x1b\[31m|\x1b[\]P_^X]|\xc2[\x80-\x9f]"
    rb"|[\x00\x05\x07\x0b\x0c\x0e\x0f\x7f]"
    rb"|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xd8\x9c|\xef\xbb\xbf|\xc2\xad"
    rb"|\xf3\xa0[\x80\x81]|\xe3\x85\xa4|\xed[\xa0-\xbf]|\xe1\xa0\x8e"
)
OURS = re.compile(rb"\x1b\[\?1049l")


def comparable(line: str) -> str:
    """A line of the screen as both sides can know it."""
    return unicodedata.normalize("NFC", line).replace("\ufe0f", "").rstrip()


def is_shown(terminal: Terminal, expected: list[str]) -> bool:
    return [comparable(line) for line in terminal.shown()] == expected


def is_told(told: Path, count: int) -> bool:
    return told.read_text().count("\n") >= count


@pytest.mark.parametrize("families", PAIRS)
def test_no_widget_lets_hostile_text_act_hide_or_move_anything(
    families: str, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    told.touch()
    environment = {
        "SINKS_FAMILIES": families,
        "SINKS_TOLD": str(told),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    program = python(ROOT / "tests/pty/sinks_app.py")
    seen: list[dict[str, Any]] = []
    with Terminal(program, environment=environment, size=(100, 30)) as terminal:
        terminal.wait_for("f9 begins")
        begun = len(terminal.output)
        while len(seen) < SINKS * len(families.split(",")):
            terminal.send(b"\x1b[20~")
            before = seen[-1]["name"] if seen else "the start"
            terminal.wait_until(partial(is_told, told, len(seen) + 1), f"what comes after {before}")
            seen = [json.loads(line) for line in told.read_text().splitlines()]
            step = seen[-1]
            what = f"{step['family']} in {step['name']}"
            expected = [comparable(line) for line in step["lines"]]
            terminal.wait_until(
                partial(is_shown, terminal, expected),
                f"the layout of {what}:\n" + "\n".join(expected),
            )
            assert step["widths"] == [100] * 30, what
            assert step["alive"] == 0, what
            written = OURS.sub(b"", terminal.raw_since(begun))
            found = OBEYED.search(written)
            assert found is None, (what, found, written[max(found.start() - 60, 0) :][:120])
        assert {step["family"] for step in seen} == set(families.split(","))
        assert OURS.search(terminal.raw_since(begun)) is None
        terminal.send(b"\x1b[20~")
        assert terminal.exit_code() == 0
        assert terminal.screen.title == ""


def test_every_family_of_hostile_text_is_tried() -> None:
    assert set(FAMILIES) == {one for pair in PAIRS for one in pair.split(",")}
