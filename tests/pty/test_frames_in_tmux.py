"""Frames as they change, in a real tmux: cells and attributes are those of whole frames."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from tests.emulator import Emulator
from tests.patience import PATIENCE

from outrider.terminal.device.control_sequences import ENTER
from outrider.terminal.rendering.cells import TAIL
from outrider.terminal.rendering.screen_buffer import ScreenBuffer
from outrider.terminal.rendering.sgr_styles import SgrStyles

TMUX = shutil.which("tmux")
WIDTH, HEIGHT, FRAMES = 24, 8, 60
TEXTS = ("a", "b", " ", "é", "─", "│", "漢", "한", "→", "ab cd", "漢字x", " " * 9, "─" * 30)
STYLES = (None, "red", "bold blue", "bold", "#102030 on #fafafa", "on blue", "reverse")


class Pane:
    """A pane of tmux that shows what it is given."""

    def __init__(self, socket: Path, name: str, folder: Path) -> None:
        assert TMUX is not None
        self._tmux = [TMUX, "-u", "-S", str(socket), "-f", "/dev/null"]
        self._name = name
        pipe = folder / name
        os.mkfifo(pipe)
        size = ("-x", str(WIDTH), "-y", str(HEIGHT))
        shows = f"stty raw -echo; exec cat {pipe}"
        self._ask("new-session", "-d", "-s", name, *size, shows, ";", "set", "status", "off")
        self._ask("resize-window", "-t", name, *size)
        self._pipe = pipe.open("w", encoding="utf-8", newline="")
        self._fed = 0
        self.feed(ENTER)

    def _ask(self, *words: str) -> str:
        run = subprocess.run([*self._tmux, *words], check=True, capture_output=True, text=True)
        return run.stdout

    def feed(self, text: str) -> None:
        """Gives it a text, and waits until that is shown."""
        self._fed += 1
        self._pipe.write(f"{text}\x1b]2;fed {self._fed}\x07")
        self._pipe.flush()
        end = time.monotonic() + PATIENCE
        while self._ask("display", "-p", "-t", self._name, "#T") != f"fed {self._fed}\n":
            assert time.monotonic() < end, "tmux does not show what it is given"
            time.sleep(0.005)

    def shown(self) -> tuple[Emulator, str]:
        """Its cells with their attributes, and where the cursor is."""
        cells = Emulator(WIDTH, HEIGHT)
        lines = self._ask("capture-pane", "-e", "-p", "-t", self._name).removesuffix("\n")
        cells.feed(lines.replace("\n", "\r\n"))
        return cells, self._ask("display", "-p", "-t", self._name, "#{cursor_x},#{cursor_y}")

    def close(self) -> None:
        """Ends what shows it."""
        self._pipe.close()


@pytest.fixture
def panes(tmp_path: Path) -> Iterator[tuple[Pane, Pane]]:
    if TMUX is None:
        pytest.skip("needs tmux")
    socket = tmp_path / "socket"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    environment.pop("TMUX", None)
    try:
        first, second = (Pane(socket, name, tmp_path) for name in ("changes", "whole"))
        yield first, second
        first.close()
        second.close()
    finally:
        words = [TMUX, "-S", str(socket), "kill-server"]
        subprocess.run(words, check=False, capture_output=True, env=environment)


def whole(shadow: ScreenBuffer, cursor: tuple[int, int]) -> str:
    """What the shadow holds, cell by cell and each at its place."""
    pieces = [
        f"\x1b[{y + 1};{x + 1}H\x1b[0;{shadow._styles[y][x]}m{text}"
        for y, line in enumerate(shadow._texts)
        for x, text in enumerate(line)
        if text != TAIL
    ]
    return "".join([*pieces, f"\x1b[m\x1b[{cursor[1] + 1};{cursor[0] + 1}H"])


def draw(shadow: ScreenBuffer, chance: random.Random) -> None:
    """Changes some cells; often whole columns, and often the last one."""
    style = Style.parse(chance.choice(STYLES) or "none")
    x = chance.choice([0, WIDTH - 1, WIDTH - 2, chance.randrange(WIDTH)])
    text = chance.choice(TEXTS)
    first = chance.randrange(HEIGHT)
    for y in range(first, chance.randint(first + 1, HEIGHT)):
        shadow.draw(x, y, [Segment(text, style)], WIDTH)


@pytest.mark.parametrize("seed", [1, 2])
def test_tmux_shows_changes_as_it_shows_whole_frames(panes: tuple[Pane, Pane], seed: int) -> None:
    changing, drawn = panes
    chance = random.Random(seed)
    shadow = ScreenBuffer(SgrStyles(ColorSystem.EIGHT_BIT))
    shadow.invalidate(WIDTH, HEIGHT)
    for y in range(HEIGHT):
        shadow.draw(0, y, [Segment(" " * WIDTH)], WIDTH)
    for number in range(FRAMES):
        for _ in range(chance.randint(1, 5)):
            draw(shadow, chance)
        cursor = chance.choice([0, WIDTH - 1, 5]), chance.randrange(HEIGHT)
        changing.feed(shadow.diff(cursor))
        drawn.feed(whole(shadow, cursor))
        (cells, place), (right_cells, right_place) = changing.shown(), drawn.shown()
        assert not cells.differences(right_cells), number
        assert place == right_place
