from __future__ import annotations

from base64 import b64decode

import pytest

from outrider.terminal.device.clipboard import MAX_ENCODED, clipboard_sequence


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
