"""A terminal emulator's screen, cell by cell, to compare two ways of drawing."""

from __future__ import annotations

from typing import TypeAlias

import pyte

Cell: TypeAlias = tuple[object, ...]


class Emulator:
    """A terminal that shows what it is sent, and can be asked for characters and attributes.

    Args:
        width: columns.
        height: lines.
    """

    def __init__(self, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self.screen.reset_mode(7, private=True)
        self._stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        """Obeys what a program has written."""
        self._stream.feed(text)

    def line(self, y: int) -> list[Cell]:
        """The cells of a line: character, colours, attributes; a mark on a blank does not count."""
        row = self.screen.buffer[y]
        cells = [row[x] for x in range(self.screen.columns)]
        return [
            cell._replace(data=" ") if cell.data[:1] == " " != cell.data else cell for cell in cells
        ]

    def characters(self, y: int) -> list[str]:
        """The characters of a line; the second cell of a wide one is empty."""
        return [str(cell[0]) for cell in self.line(y)]

    def differences(self, other: Emulator) -> list[str]:
        """The lines in which two terminals differ, in words; or that their sizes do."""
        sizes = [(one.screen.columns, one.screen.lines) for one in (self, other)]
        if sizes[0] != sizes[1]:
            return [f"sizes {sizes[0]} and {sizes[1]}"]
        found = []
        for y in range(self.screen.lines):
            ours, theirs = self.line(y), other.line(y)
            if ours != theirs:
                x = next(at for at, cell in enumerate(ours) if cell != theirs[at])
                found.append(f"line {y}, column {x}: {ours[x]} and {theirs[x]}")
        return found
