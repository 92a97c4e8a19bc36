"""Texts in many scripts in a real tmux: nothing of them is lost, and borders stay in line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.harness import ROOT, Terminal

TMUX = shutil.which("tmux")
WIDTH = 60
TEXTS = {
    "devanagari": "हिन्दी में लिखा हुआ",
    "bengali": "বাংলা ভাষায় লেখা",
    "tamil": "தமிழ் மொழியில் கோவில்",
    "thai": "ภาษาไทย กำลัง",
    "arabic": "مرحبا بالعالم",
    "chinese": "漢字テスト 한국어",
    "jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "marks": "A" + "\u0903" * 12 + "B",
    "flags": "🇩🇪🇫🇷 x",
    "hearts": "a ❤️ b ☎︎ c",
}
PROGRAM = """
import sys
from rich.color import ColorSystem
from rich.segment import Segment
from textual.strip import Strip
from outrider.terminal.rendering.screen_buffer import ScreenBuffer
from outrider.terminal.rendering.sgr_styles import SgrStyles
from outrider.visible_text import visible_text
width, texts, whole = int(sys.argv[1]), sys.argv[3:], sys.argv[2] == "whole"
buffer = ScreenBuffer(SgrStyles(ColorSystem.TRUECOLOR))
buffer.invalidate(width, len(texts) + 1)
frames = [texts] if whole else [texts[::-1], ["x" * 30] * len(texts), texts]
for frame in frames:
    for y, text in enumerate(frame):
        strip = Strip([Segment("|" + visible_text(text))]).adjust_cell_length(width - 1)
        buffer.draw(0, y, [*strip, Segment("|")], width)
    sys.stdout.write(buffer.diff())
sys.stdout.write("\\x1b[%d;1Hready" % (len(texts) + 1))
sys.stdout.flush()
sys.stdin.readline()
"""


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[Path]:
    if TMUX is None:
        pytest.skip("needs tmux")
    path = tmp_path / "socket"
    yield path
    subprocess.run([TMUX, "-S", path, "kill-server"], check=False, capture_output=True)


@pytest.mark.parametrize("way", ["whole", "changed"])
def test_no_script_loses_text_or_moves_the_border(socket: Path, tmp_path: Path, way: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [
        *(str(TMUX), "-S", str(socket), "-u", "-f", "/dev/null", "new-session"),
        *("env", f"PYTHONPATH={ROOT / 'tui'}", "PYTHONUTF8=1", sys.executable, str(program)),
        *(str(WIDTH), way, *TEXTS.values()),
    ]
    size = (WIDTH + 20, len(TEXTS) + 4)
    with Terminal(command, environment={"LC_ALL": "C.UTF-8"}, size=size) as terminal:
        terminal.wait_for("ready")
        terminal.settle()
        shown = subprocess.run(
            [str(TMUX), "-S", socket, "capture-pane", "-p"], capture_output=True, check=True
        ).stdout.decode()
        for (name, text), line in zip(TEXTS.items(), shown.splitlines(), strict=False):
            assert letters(text) <= letters(line), (name, line)
            assert line.count("|") == 2, (name, line)
            # As tmux counts: the border stands in the last column.
            assert sum(map(columns, line)) == WIDTH, (name, line)


def columns(character: str) -> int:
    """The cells that the C library gives a character."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"} or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def letters(text: str) -> set[str]:
    """The characters of a text, without those that only choose a picture."""
    return {one for one in re.sub(r"\s", "", text) if unicodedata.category(one) != "Cf"} - {
        "\ufe0f",
        "\ufe0e",
    }
