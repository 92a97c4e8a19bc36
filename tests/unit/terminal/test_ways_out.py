"""The net, the clipboard, the editor's command and the terminal's requirements."""

from __future__ import annotations

import os
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from outrider.terminal.app.external_programs import NoEditor, editor_command
from outrider.terminal.device.clipboard import MAX_ENCODED, clipboard_sequence
from outrider.terminal.device.terminal_check import why_no_screen
from outrider.terminal.rendering.control_filter import ControlNet

BLACK = Color(0, 0, 0)


def caught(*segments: Segment) -> list[Segment]:
    return ControlNet().apply(list(segments), BLACK)


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J", "\x1b]52;c;eA==\x07", "\x9b1m", "\x00", "\x7f", "\r", "\n", "\u202e", "\u2066"],
)
def test_no_control_character_passes_the_net(hostile: str) -> None:
    found = "".join(segment.text for segment in caught(Segment(f"a{hostile}b", Style(bold=True))))
    assert found.isprintable()
    assert found.startswith("a")
    assert found.endswith("b")


@given(st.text())
def test_columns_stay_where_the_layout_put_them(text: str) -> None:
    found = "".join(segment.text for segment in caught(Segment(text)))
    assert cell_len(found) == cell_len(text)
    assert "\x1b" not in found
    found.encode()


def test_half_a_character_and_a_hyperlink_do_not_pass() -> None:
    link = Style(link="http://example.com/\x1b]0;x")
    (one, two) = caught(Segment("a\ud800"), Segment("b", link))
    assert one.text == "a "
    assert two.style is not None
    assert two.style.link is None


def test_what_is_harmless_is_not_touched() -> None:
    segments = [Segment("plain → ünï 中 ● ✗"), Segment("", None)]
    assert ControlNet().apply(segments, BLACK) is segments


def decoded(sequence: str) -> str:
    start = sequence.index("52;c;") + 5
    return b64decode(sequence[start : sequence.index("\x07")]).decode()


def test_a_copy_is_written_plain() -> None:
    sequence = clipboard_sequence("héllo \ud800", {"TERM": "xterm"})
    assert sequence is not None
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.count("\x1b") == 1
    assert decoded(sequence) == "héllo ?"


@pytest.mark.parametrize("process", [{"TMUX": "/tmp/t,1,0"}, {"TERM": "tmux-256color"}])
def test_a_copy_passes_tmux_in_both_of_its_ways(process: dict[str, str]) -> None:
    sequence = clipboard_sequence("abc", process)
    plain = "\x1b]52;c;YWJj\x07"
    assert sequence == f"{plain}\x1bPtmux;\x1b{plain}\x1b\\"


@pytest.mark.parametrize("process", [{"STY": "1.pts"}, {"TERM": "screen-256color"}])
def test_a_copy_passes_gnu_screen_in_pieces(process: dict[str, str]) -> None:
    sequence = clipboard_sequence("a" * 500, process)
    assert sequence is not None
    pieces = sequence.split("\x1bP")[1:]
    assert all(piece.endswith("\x1b\\") and len(piece) <= 78 for piece in pieces)
    assert decoded("".join(piece.removesuffix("\x1b\\") for piece in pieces)) == "a" * 500


def test_what_terminals_would_cut_is_not_written() -> None:
    most = MAX_ENCODED // 4 * 3
    assert clipboard_sequence("a" * most, {}) is not None
    assert clipboard_sequence("a" * (most + 1), {}) is None


@pytest.mark.parametrize(
    ("process", "line", "command"),
    [
        ({"EDITOR": "vim"}, 7, ["vim", "+7", "/w/a b.toml"]),
        (
            {"EDITOR": "nano", "VISUAL": "code --wait"},
            7,
            ["code", "--wait", "--goto", "/w/a b.toml:7"],
        ),
        ({"EDITOR": "'/opt/my ed/hx'"}, 7, ["/opt/my ed/hx", "/w/a b.toml:7"]),
        ({"EDITOR": "ed"}, 7, ["ed", "/w/a b.toml"]),
        ({"EDITOR": "vim"}, None, ["vim", "/w/a b.toml"]),
    ],
)
def test_the_editor_opens_the_file_at_the_line(
    process: dict[str, str], line: int | None, command: list[str]
) -> None:
    assert editor_command(Path("/w/a b.toml"), line, process) == command


def test_the_settings_editor_comes_first() -> None:
    assert editor_command(Path("a"), None, {"EDITOR": "vim"}, "kak -n") == ["kak", "-n", "a"]


def test_without_an_editor_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoEditor, match=r"\$VISUAL or \$EDITOR"):
        editor_command(Path("a"), None, {"PATH": str(tmp_path)})
    with pytest.raises(NoEditor, match=r"\$EDITOR cannot be read"):
        editor_command(Path("a"), None, {"EDITOR": "vim 'x"})
    (tmp_path / "nano").write_text("#!/bin/sh\n")
    (tmp_path / "nano").chmod(0o755)
    assert editor_command(Path("a"), None, {"PATH": str(tmp_path)}) == ["nano", "a"]


def test_a_screen_needs_a_terminal_on_both_ends() -> None:
    master, slave = os.openpty()
    with Path(os.devnull).open() as nothing:
        assert why_no_screen({"TERM": "xterm"}, slave, slave) is None
        assert "input" in (why_no_screen({"TERM": "xterm"}, nothing.fileno(), slave) or "")
        assert "error output" in (why_no_screen({"TERM": "xterm"}, slave, nothing.fileno()) or "")
    for name in ("dumb", "unknown", ""):
        reason = why_no_screen({"TERM": name}, slave, slave) or ""
        assert reason.startswith("The screen needs")
        assert "TERM" in reason
        assert reason.endswith(".")
    os.close(master)
    os.close(slave)
