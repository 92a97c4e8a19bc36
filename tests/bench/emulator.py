"""Keys as a terminal sends them, and the screen that a terminal would show."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyte

_NAMED = {
    "tab": "\t",
    "s-tab": "\x1b[Z",
    "enter": "\r",
    "esc": "\x1b",
    "bs": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "c-home": "\x1b[1;5H",
    "c-end": "\x1b[1;5F",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "lt": "<",
}
_KEY = re.compile(r"<([a-z0-9-]+)>|(.)", re.DOTALL)

# What pyte 0.8 would print instead of obeying or ignoring it.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]"
    rb"|\x1b\[\?[0-9;]*(?:\$p|u)"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"
    rb"|\x1b\[[0-9;]* q"
)
_UNFINISHED = re.compile(rb"\x1b(?:[\[\]P_^X][^a-zA-Z\x07~]*)?$")
_QUESTION = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p|\x1b\[0?c|\x1b\[6n|\x1b\]1(?P<color>[01]);\?(?:\x07|\x1b\\)"
)
SEQUENCE = re.compile(rb"\x1b\[[0-9;:?<>=$ ]*[a-zA-Z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Whatever is no text in what a program writes: good enough to look for a word."""


def key_presses(text: str) -> Iterator[bytes]:
    """``ab<tab><c-j>`` as one piece of bytes for each key.

    Raises:
        ValueError: no such key.
    """
    for found in _KEY.finditer(text):
        name, character = found.groups()
        if character is not None:
            yield character.encode()
        elif name in _NAMED:
            yield _NAMED[name].encode()
        elif re.fullmatch("c-[a-z]", name):
            yield bytes([ord(name[2]) & 0x1F])
        elif re.fullmatch("a-[a-z0-9]", name):
            yield b"\x1b" + name[2].encode()
        else:
            raise ValueError(f"unknown key <{name}>")


class Emulator:
    """A terminal's screen; sequences may be cut between two pieces."""

    def __init__(self, columns: int, lines: int) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Shows what a program wrote."""
        data, self._rest = self._rest + data, b""
        cut = _UNFINISHED.search(data)
        if cut is not None and len(data) - cut.start() < 4096:
            data, self._rest = data[: cut.start()], data[cut.start() :]
        self._stream.feed(_UNKNOWN.sub(b"", data))

    @property
    def text(self) -> str:
        """The screen's lines."""
        return "\n".join(self.screen.display)

    @property
    def cells(self) -> int:
        """How many cells hold something."""
        return sum(len(line) - line.count(" ") for line in self.screen.display)


class Answers:
    """What a present-day terminal answers when it is asked what it can do."""

    def __init__(self) -> None:
        self._rest = b""

    def to(self, data: bytes) -> bytes:
        """The answers to the questions in this output, which may be cut anywhere."""
        if b"\x1b" not in data and not self._rest:
            return b""
        asked = self._rest + data
        answers, end = b"", 0
        for question in _QUESTION.finditer(asked):
            end = question.end()
            answers += _answer(question)
        rest = asked[max(end, len(asked) - 16) :]
        self._rest = rest if b"\x1b" in rest else b""
        return answers


def _answer(question: re.Match[bytes]) -> bytes:
    if question["mode"]:
        known = b"2" if question["mode"] == b"2026" else b"0"
        return b"\x1b[?" + question["mode"] + b";" + known + b"$y"
    if question["color"]:
        color = b"ffff/ffff/ffff" if question["color"] == b"0" else b"0000/0000/0000"
        return b"\x1b]1" + question["color"] + b";rgb:" + color + b"\x1b\\"
    return b"\x1b[?62;22c" if question[0].endswith(b"c") else b"\x1b[1;1R"
