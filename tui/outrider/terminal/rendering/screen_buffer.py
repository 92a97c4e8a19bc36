"""The cells that the terminal shows, and the escape sequences from one state to the next.

Every character that is drawn passes here last, so this is also the net under hostile text: nothing
but what :mod:`outrider.terminal.rendering.cells` lets through is ever written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rich.segment import Segment

from outrider.terminal.rendering.cells import TAIL, cells_of, is_certain
from outrider.terminal.rendering.pen import Pen
from outrider.terminal.rendering.sgr_styles import PLAIN, SgrStyles

UNKNOWN = "\x00"
"""The text of a cell of which nobody knows what the terminal shows there."""

_BRIDGE = 4
"""Cells that are written again rather than jumped over."""
_OVERHANG = 2
"""Cells behind a character of uncertain width that a terminal may have drawn it over."""

_Run: TypeAlias = tuple[int, int, int]
"""Cells side by side: the first column, the line, the column behind the last."""


class ScreenBuffer:
    """What the terminal shows, and the writing of what it shall show instead.

    Give it lines with :meth:`draw`, then take what to write with :meth:`diff`.
    """

    def __init__(self, looks: SgrStyles) -> None:
        self._sgr_styles = looks
        self._width = self._height = 0
        self._texts: list[list[str]] = []
        self._styles: list[list[str]] = []
        self._before: dict[int, tuple[list[str], list[str], int, int]] = {}
        self._pen = Pen(looks)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._width, self._height

    def invalidate(self, width: int, height: int) -> None:
        """The terminal has this size, and nobody knows what it shows."""
        self._width, self._height = width, height
        self._texts = [[UNKNOWN] * width for _ in range(height)]
        self._styles = [[PLAIN] * width for _ in range(height)]
        self._before.clear()
        self._pen.lose_place()

    def draw(self, x: int, y: int, segments: Iterable[Segment], end: int) -> int:
        """Draws a piece of a line on the shadow; returns the column behind it.

        What does not fit before ``end`` is left out.
        """
        end = min(end, self._width)
        if not (0 <= y < self._height) or x < 0:
            return x
        texts: list[str] = []
        styles: list[str] = []
        room = end - x
        for text, style, control in segments:
            if control or not text:
                continue
            cells = cells_of(text)
            texts += cells
            styles += [self._sgr_styles.sgr(style)] * len(cells)
            if len(texts) >= room:
                break
        if len(texts) > room:
            if room <= 0:
                return x
            if texts[room] == TAIL:
                texts[room - 1] = " "
            del texts[room:], styles[room:]
        self._replace(x, y, texts, styles)
        return x + len(texts)

    def _replace(self, x: int, y: int, texts: list[str], styles: list[str]) -> None:
        line, line_styles = self._texts[y], self._styles[y]
        end = x + len(texts)
        if line[x:end] == texts and line_styles[x:end] == styles:
            return
        old, old_styles, first, last = self._before.get(y) or ([*line], [*line_styles], x, end)
        # Half of a wide character whose other half is drawn over becomes a blank.
        if 0 < x < self._width and line[x] == TAIL:
            line[x - 1] = " "
            first = min(first, x - 1)
        if end < self._width and line[end] == TAIL:
            line[end] = " "
            last = max(last, end + 1)
        self._before[y] = (old, old_styles, min(first, x), max(last, end))
        line[x:end] = texts
        line_styles[x:end] = styles

    def diff(self, cursor: tuple[int, int] | None = None) -> str:
        """What makes the terminal show what was drawn; nothing where it shows that already.

        Cells are written look by look, in the order in which the looks are first met: a frame's
        two edges do not take turns with what lies between them. The cursor stands in this column
        and line afterwards, where it matters.
        """
        pen = self._pen
        pen.begin()
        uncertain: list[int] = []
        by_look: dict[str, list[_Run]] = {}
        for y in sorted(self._before):
            if is_certain("".join(self._texts[y]).replace(UNKNOWN, " ")):
                for look, run in self._runs(y):
                    by_look.setdefault(look, []).append(run)
            else:
                uncertain.append(y)
        for look, runs in by_look.items():
            for x, y, stop in runs:
                self._write(x, y, stop, look)
        for y in uncertain:
            self._write_by_cell(y)
        self._before.clear()
        pen.change_look(PLAIN)
        if cursor is not None:
            pen.move(*cursor)
        return pen.take()

    def _dirty(self, y: int) -> bytearray:
        """The cells of a line that are not as they were, as ones."""
        old, old_styles, first, end = self._before[y]
        line, styles = self._texts[y], self._styles[y]
        dirty = bytearray(self._width + _OVERHANG)
        dirty[first:end] = [
            old[x] != line[x] or old_styles[x] != styles[x] for x in range(first, end)
        ]
        return dirty

    def _runs(self, y: int) -> Iterator[tuple[str, _Run]]:
        """What differs on a line of certain width: cells side by side that have one look."""
        line, styles, dirty = self._texts[y], self._styles[y], self._dirty(y)
        x = dirty.find(1)
        while 0 <= x < self._width:
            if line[x] == TAIL and x > 0:
                x -= 1
            start, look = x, styles[x]
            x += 1
            # A wide character is written with both of its cells.
            while x < self._width and (line[x] == TAIL or (dirty[x] and styles[x] == look)):
                x += 1
            yield look, (start, y, x)
            x = dirty.find(1, x)

    def _write(self, x: int, y: int, stop: int, look: str) -> None:
        """Writes cells of certain width."""
        self._go(x, y)
        self._pen.change_look(look)
        # In the last column, terminals differ in where the cursor is.
        self._pen.write("".join(self._texts[y][x:stop]), stop if stop < self._width else None)

    def _write_by_cell(self, y: int) -> None:
        dirty = self._dirty(y)
        x = dirty.find(1)
        while 0 <= x < self._width:
            if self._texts[y][x] == TAIL and x > 0:
                x -= 1
            x = dirty.find(1, self._cell(x, y, dirty))

    def _cell(self, x: int, y: int, dirty: bytearray) -> int:
        """Writes one cell, so that the next is right however wide the terminal draws this."""
        line, look = self._texts[y], self._styles[y][x]
        text = line[x]
        if text == UNKNOWN:
            return x + 1
        after = x + (2 if x + 1 < self._width and line[x + 1] == TAIL else 1)
        if is_certain(text):
            self._write(x, y, after, look)
            return after
        # Where the terminal draws less than was counted, the rest is blank; where it draws more,
        # the cells that it covers are written again.
        self._go(x, y)
        self._pen.change_look(look)
        self._pen.write_uncertain(" " * (after - x))
        self._pen.move(x, y)
        self._pen.write_uncertain(text)
        dirty[after : after + _OVERHANG] = b"\1" * _OVERHANG
        return after

    def _go(self, x: int, y: int) -> None:
        """Goes to a cell, over a small gap by writing what stands there."""
        pen = self._pen
        if pen.place is not None:
            at, line = pen.place
            if line == y and at < x <= at + _BRIDGE:
                text = "".join(self._texts[y][at:x])
                looks_same = all(look == pen.look for look in self._styles[y][at:x])
                if looks_same and text.isascii() and UNKNOWN not in text and len(text) == x - at:
                    pen.write(text, x)
                    return
        pen.move(x, y)
