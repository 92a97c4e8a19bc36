"""The first frame, which comes before anything is read that takes long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outrider.terminal.device.early_terminal import remembered_sidebar, startup_frame


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ('sidebar = 0.3000\nlayout = "auto"\n', 0.3),
        ("# mine\nsidebar = 0.3\n", 0.3),
        ("console = 0.2\n", None),
        ("sidebar = 3\n", None),
        ("sidebar = nan\n", None),
        ("sidebar = -0.1\n", None),
        ("sidebar = wide\n", None),
        ("sidebar =\n", None),
        ("\0\x1b", None),
    ],
)
def test_the_sidebar_is_as_wide_as_it_will_be(
    tmp_path: Path, text: str, share: float | None
) -> None:
    (tmp_path / "outrider").mkdir()
    (tmp_path / "outrider/layout.toml").write_text(text)
    assert remembered_sidebar({"XDG_STATE_HOME": str(tmp_path)}) == share


@pytest.mark.parametrize("kind", ["none", "folder", "pipe", "bytes"])
def test_what_cannot_be_read_is_no_reason_to_wait(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "outrider/layout.toml"
    path.parent.mkdir()
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "bytes":
            path.write_bytes(b"sidebar = 0.3\xff\n")
    assert remembered_sidebar({"XDG_STATE_HOME": str(tmp_path)}) is None


@pytest.mark.parametrize("columns", [40, 60, 79, 80, 99, 100, 220])
@pytest.mark.parametrize("lines", [8, 16, 19, 20, 70])
def test_a_frame_stays_within_the_terminal(columns: int, lines: int) -> None:
    pyte = pytest.importorskip("pyte")
    screen = pyte.Screen(columns, lines)
    screen.set_mode(pyte.modes.DECAWM)
    pyte.Stream(screen).feed(startup_frame(columns, lines, 0.59))
    assert "Outrider" in screen.display[0]
    assert "Environments" in screen.display[1]
    assert not screen.display[-1].strip()
