"""Every kind of widget times every kind of hostile text, as the bytes that reach the terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from tests.pty.harness import ROOT, NotSeen, Terminal, python
from tests.pty.sinks_app import FAMILIES

SINKS = 26
NEXT, AGAIN = b"\x1b[20~", b"\x1b[19~"
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


def settled(terminal: Terminal, told: Path, seen: list[tuple[str, str]]) -> dict[str, Any]:
    """What the layout says of the next screen, once the terminal shows just that."""
    last: dict[str, Any] = {"name": "nothing", "lines": []}

    def is_shown() -> bool:
        nonlocal last
        # What stands behind the last line end is not whole yet.
        lines = told.read_text().rpartition("\n")[0].splitlines()
        if lines:
            last = json.loads(lines[-1])
        if not lines or (last["family"], last["name"]) in seen:
            return False
        if [comparable(line) for line in terminal.shown()] == [
            comparable(line) for line in last["lines"]
        ]:
            return True
        if not terminal.pump(0.3):
            # The layout may have gone on since it was asked.
            terminal.send(AGAIN)
        return False

    try:
        terminal.wait_until(is_shown, "what the layout says")
    except NotSeen as problem:
        raise NotSeen("\n".join([last["name"], *last["lines"], str(problem)])) from None
    return last


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
    seen: list[tuple[str, str]] = []
    with Terminal(program, environment=environment, size=(100, 30), ready=True) as terminal:
        terminal.wait_for("f9 begins")
        begun = len(terminal.output)
        while len(seen) < SINKS * len(families.split(",")):
            terminal.send(NEXT)
            step = settled(terminal, told, seen)
            what = f"{step['family']} in {step['name']}"
            seen.append((step["family"], step["name"]))
            assert step["widths"] == [100] * 30, what
            assert step["alive"] == 0, what
            written = OURS.sub(b"", terminal.raw_since(begun))
            found = OBEYED.search(written)
            assert found is None, (what, found, written[max(found.start() - 60, 0) :][:120])
        assert {family for family, _ in seen} == set(families.split(","))
        assert OURS.search(terminal.raw_since(begun)) is None
        terminal.send(NEXT)
        assert terminal.exit_code() == 0
        assert terminal.screen.title == ""


def test_every_family_of_hostile_text_is_tried() -> None:
    assert set(FAMILIES) == {one for pair in PAIRS for one in pair.split(",")}
