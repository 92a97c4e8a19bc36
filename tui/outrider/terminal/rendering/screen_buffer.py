"""The cells that the terminal shows, and the escape sequences from one state to the next.

Every character that is drawn passes here last, so this is also the net under hostile text: nothing
but what :mod:`outrider.terminal.rendering.cells` lets through is ever written.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment

from outrider.terminal.rendering.cells import TAIL, cells_of, is_certain
from outrider.terminal.rendering.sgr_styles import PLAIN, SgrStyles

UNKNOWN = "\x00"
"""The text of a cell of which nobody knows what the terminal shows there."""

_BRIDGE = 4
"""Cells that are written again rather than jumped over."""
_OVERHANG = 2
"""Cells behind a character of uncertain width that a terminal may have drawn it over."""


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
        self._cursor: tuple[int, int] | None = None
        self._pen: str | None = None
        self._out: list[str] = []

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
        self._cursor = None

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

        The cursor stands in this column and line afterwards, where it matters.
        """
        self._out = []
        # Whatever was written between two frames, each begins and ends without a style.
        self._pen = PLAIN
        for y in sorted(self._before):
            self._line(y)
        self._before.clear()
        self._style(PLAIN)
        if cursor is not None:
            self._move(*cursor)
        return "".join(self._out)

    def _line(self, y: int) -> None:
        old, old_styles, first, end = self._before[y]
        line, styles = self._texts[y], self._styles[y]
        dirty = bytearray(self._width + _OVERHANG)
        dirty[first:end] = [
            old[x] != line[x] or old_styles[x] != styles[x] for x in range(first, end)
        ]
        certain = is_certain("".join(line).replace(UNKNOWN, " "))
        x = dirty.find(1)
        while 0 <= x < self._width:
            if line[x] == TAIL and x > 0:
                x -= 1
            if certain:
                stop = dirty.find(0, x + 1)
                # A wide character is written with both of its cells.
                while stop < self._width and line[stop] == TAIL:
                    stop += 1
                x = self._run(x, y, min(stop, self._width))
            else:
                x = self._cell(x, y, dirty)
            x = dirty.find(1, x)

    def _run(self, x: int, y: int, stop: int) -> int:
        """Writes cells of certain width."""
        line, styles = self._texts[y], self._styles[y]
        while x < stop:
            style = styles[x]
            start = x
            x += 1
            while x < stop and styles[x] == style:
                x += 1
            self._to(start, y)
            self._style(style)
            self._out.append("".join(line[start:x]))
            # In the last column, terminals differ in where the cursor is.
            self._cursor = (x, y) if x < self._width else None
        return x

    def _cell(self, x: int, y: int, dirty: bytearray) -> int:
        """Writes one cell, so that the next is right however wide the terminal draws this."""
        line = self._texts[y]
        text = line[x]
        if text == UNKNOWN:
            return x + 1
        width = 2 if x + 1 < self._width and line[x + 1] == TAIL else 1
        self._to(x, y)
        self._style(self._styles[y][x])
        if is_certain(text):
            self._out.append(text)
            after = x + width
            self._cursor = (after, y) if after < self._width else None
            return after
        # Where the terminal draws less than was counted, the rest is blank; where it draws more,
        # the cells that it covers are written again.
        self._out.append(" " * width)
        self._cursor = None
        self._move(x, y)
        self._out.append(text)
        self._cursor = None
        after = x + width
        dirty[after : after + _OVERHANG] = b"\1" * _OVERHANG
        return after

    def _to(self, x: int, y: int) -> None:
        """Goes to a cell, over a small gap by writing what stands there."""
        if self._cursor is not None:
            at, line = self._cursor
            if line == y and at < x <= at + _BRIDGE:
                text = "".join(self._texts[y][at:x])
                looks_same = all(style == self._pen for style in self._styles[y][at:x])
                if looks_same and text.isascii() and UNKNOWN not in text and len(text) == x - at:
                    self._out.append(text)
                    self._cursor = (x, y)
                    return
        self._move(x, y)

    def _move(self, x: int, y: int) -> None:
        if self._cursor == (x, y):
            return
        if self._cursor is not None and self._cursor[1] == y and x > self._cursor[0]:
            distance = x - self._cursor[0]
            self._out.append(f"\x1b[{distance}C" if distance > 1 else "\x1b[C")
        else:
            self._out.append(f"\x1b[{y + 1};{x + 1}H")
        self._cursor = (x, y)

    def _style(self, style: str) -> None:
        assert self._pen is not None
        if style != self._pen:
            self._out.append(self._sgr_styles.transition(self._pen, style))
            self._pen = style
