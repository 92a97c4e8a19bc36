"""Makes the pictures of README and docs/: the demo, real sends, the screen of a terminal.

The program runs on a terminal of 256 colours, which is what a picture shows. Run it with
``make pictures``. Clocks and ports differ from run to run; nothing else should.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pyte.screens
from rich.console import Console
from rich.style import Style
from rich.text import Text
from tests.pty.harness import Terminal

from outrider.demo.running_demo import running_demo

PICTURES = Path(__file__).parents[2] / "docs/pictures"
SIZE = (110, 36)
MENU = "\x07"  # ctrl+g
SEND = "\x12"  # ctrl+r
NAMED = {"brown": "yellow"}
"""Colours of the sixteen that the emulator and the picture name differently."""


def pictures(terminal: Terminal) -> None:
    """Sends twice in dev, then looks at the token and at an environment."""
    terminal.wait_for("Nothing sent yet", "List orders")
    terminal.settle(0.5)
    terminal.send(SEND)
    terminal.wait_for("no token yet", "200 OK")
    terminal.settle(0.5)
    terminal.send(SEND)
    terminal.wait_for("cached")
    save(terminal, "workbench")
    terminal.send(f"{MENU}t")
    terminal.wait_for("JWT claims")
    save(terminal, "token")
    terminal.send("\x1b")
    terminal.wait_gone("JWT claims")
    terminal.send(f"{MENU}e")
    terminal.settle(0.5)
    terminal.send("gjje")
    terminal.wait_for("Environment production")
    terminal.send("\t\t")
    save(terminal, "environment")


def save(terminal: Terminal, name: str) -> None:
    """Saves the screen when nothing has changed for a while."""
    terminal.settle(0.7)
    terminal.shown()
    console = Console(
        record=True,
        width=terminal.size[0],
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for line in lines(terminal.screen):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    drawn = console.export_svg(title="Outrider", unique_id=name)
    # The picture asks nobody for a font: whoever looks at it has one of fixed width.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    drawn = drawn.replace("Fira Code, ", "").replace("Fira Code,", "")
    (PICTURES / f"{name}.svg").write_text(drawn, "utf-8")


def lines(screen: pyte.screens.Screen) -> Iterator[Text]:
    """The lines of the screen, in the colours that the terminal has for them."""
    for y in range(screen.lines):
        cells = [screen.buffer[y][x] for x in range(screen.columns)]
        runs = groupby(cells, style)
        yield Text.assemble(*(("".join(one.data for one in run), look) for look, run in runs))


def style(cell: pyte.screens.Char) -> Style:
    """How a cell looks."""
    return Style(
        color=colour(cell.fg),
        bgcolor=colour(cell.bg),
        bold=cell.bold,
        italic=cell.italics,
        underline=cell.underscore,
        strike=cell.strikethrough,
        reverse=cell.reverse,
    )


def colour(name: str) -> str | None:
    """A colour of the emulator as one of the picture; ``None`` for the terminal's own."""
    if name == "default":
        return None
    if re.fullmatch(r"[0-9a-f]{6}", name):
        return f"#{name}"
    return NAMED.get(name, re.sub(r"^bright", "bright_", name))


def main() -> None:
    """Makes the pictures."""
    with tempfile.TemporaryDirectory() as home, running_demo() as demo:
        environment: dict[str, str | None] = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_STATE_HOME": home,
            "TERM": "xterm-256color",
            "COLORTERM": None,
        }
        words = [sys.executable, "-m", "outrider", str(demo.workspace), "--env", "dev"]
        with Terminal(words, environment=environment, size=SIZE) as terminal:
            pictures(terminal)


if __name__ == "__main__":
    main()
