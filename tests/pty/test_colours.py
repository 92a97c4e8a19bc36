"""Terminals with few colours, with none, and without a locale: everything is there to be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal

from outrider.storage.user_files.theme_files import shipped_themes

SETTINGS: list[dict[str, str | None]] = [
    {"TERM": "xterm"},
    {"TERM": "screen"},
    {"TERM": "linux"},
    {"TERM": "tmux-256color"},
    {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    {"NO_COLOR": "1"},
    {
        "TERM": "xterm",
        "NO_COLOR": "1",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    },
]
_NUMBERS = re.compile(rb"\x1b\[([0-9;]*)m")


def unreadable(terminal: Terminal) -> list[str]:
    """Characters in the colour that they stand on."""
    terminal.text()
    columns, lines = terminal.size
    cells = [terminal.screen.buffer[y][x] for y in range(lines) for x in range(columns)]
    return [cell.data for cell in cells if cell.data.strip() and cell.fg == cell.bg != "default"]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: " ".join(map(str, setting)))
def test_everything_can_be_read_and_state_is_told_in_signs(
    lab: Lab, workbench: Start, setting: dict[str, str | None]
) -> None:
    lab.environment("live", api="http://x.test", token="http://x.test", more="protected = true\n")
    terminal = workbench(environment=setting)
    terminal.settle()
    screen = terminal.wait_for("○ no token")
    assert "▌1 dev" in screen  # the active environment
    assert re.search(r"2 live +\S", screen)
    assert "▌GET" in screen  # the cursor's row
    assert "\\u" not in screen
    assert not unreadable(terminal)
    terminal.send(b"\x12")
    terminal.wait_for("200 OK", "● token")
    terminal.settle()
    assert not unreadable(terminal)
    terminal.send(b"\x0f")
    terminal.wait_for("╭─ Find")
    terminal.settle()
    assert not unreadable(terminal)
    numbers = {part for found in _NUMBERS.findall(terminal.output) for part in found.split(b";")}
    if setting.get("TERM") in {"xterm", "screen", "linux"}:
        assert not numbers & {b"38", b"48"}


def test_256_colours_are_those_that_the_theme_has_chosen(workbench: Start) -> None:
    terminal = workbench(environment={"TERM": "xterm-256color", "COLORTERM": None})
    terminal.send(b"\x12")
    terminal.wait_for("200 OK", "● token")
    terminal.send(b"\x0f")
    terminal.wait_for("╭─ Find")
    written = bytes(terminal.output)
    chosen = {
        shade.index
        for table in shipped_themes()["outrider-dark"].shades.values()
        for shade in table.values()
    }
    assert {int(found) for found in re.findall(rb"[34]8;5;(\d+)", written)} <= chosen
    assert not re.search(rb"[34]8;2;", written)


def reversed_lines(terminal: Terminal) -> list[str]:
    """What is reversed below the top line, which is an environment's own, without the titles."""
    terminal.settle()
    columns, lines = terminal.size
    found = []
    for y in range(1, lines):
        cells = [terminal.screen.buffer[y][x] for x in range(columns)]
        if any(cell.reverse for cell in cells):
            found.append("".join(cell.data if cell.reverse else " " for cell in cells).strip())
    return [line for line in found if line not in {"Environments", "Requests"}]


@pytest.mark.parametrize("theme", ["outrider-dark", "outrider-light", "outrider-contrast"])
def test_no_color_has_attributes_only_and_reverses_what_has_the_focus(
    lab: Lab, workbench: Start, tmp_path: Path, theme: str
) -> None:
    lab.request("other", "{{base_url}}/orders/1")
    settings = tmp_path / "home" / "config" / "outrider" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'theme = "{theme}"\n')
    terminal = workbench(environment={"NO_COLOR": "1", "COLORTERM": "truecolor"})
    terminal.send(b"\x07r")
    terminal.wait_until(lambda: reversed_lines(terminal) == ["▌GET  list"], "the row in focus")
    terminal.send(b"\x1b[B")
    terminal.wait_until(lambda: reversed_lines(terminal) == ["GET  other"], "the next row")
    terminal.send(b"\x07e")
    terminal.wait_until(
        lambda: [line[:6] for line in reversed_lines(terminal)] == ["▌1 dev"], "the environment"
    )
    terminal.send(b"\x12")
    terminal.wait_for("200 OK")
    terminal.send(b"\x0f")
    terminal.wait_for("╭─ Find")
    terminal.send(b"\x1b")
    terminal.wait_gone("╭─ Find")
    terminal.send(b"\x1bOP")
    terminal.wait_for("╭─")
    terminal.settle()
    allowed = {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"9"}
    numbers = {part for found in _NUMBERS.findall(terminal.output) for part in found.split(b";")}
    assert numbers <= allowed


def test_an_empty_no_color_is_none(workbench: Start) -> None:
    terminal = workbench(environment={"NO_COLOR": "", "COLORTERM": "truecolor"})
    assert b"8;2;" in terminal.output


def test_linux_is_not_asked_what_it_would_print(workbench: Start) -> None:
    assert b"$p" not in workbench(environment={"TERM": "linux"}).output
    assert b"$p" in workbench().output
