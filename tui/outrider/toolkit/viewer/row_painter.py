"""Rows made visible, coloured and folded: as many as are near the screen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from outrider.body_views.formatted_body import FormattedBody
from outrider.body_views.json_escapes import decode_escapes
from outrider.highlighting import Span, line_spans, needs_loading, spans_of_lines
from outrider.visible_text import visible_text

Finder: TypeAlias = Callable[[int, str], list[tuple[int, int]]]
"""Where in a row, which is given with its text as it is shown, something stands; in order."""

TAB = 4
_BATCH = 32
_COSTLY = 16_000


class PaintedRow(Struct, frozen=True):
    """A row that may be shown.

    Attributes:
        text: without a character that could do harm.
        spans: what its parts are.
        wrap_points: where its screen lines start; at least one.
    """

    text: str
    spans: tuple[Span, ...]
    wrap_points: tuple[int, ...]


class RowPainter:
    """Paints the rows of one layout.

    Args:
        layout: the rows.
        style: the style of a role, or of ``""``, ``match``, ``current``.
        colours: whether roles may be looked for yet.
        decodes: whether escapes of JSON are shown as what they stand for.

    Attributes:
        finder: what is searched.
    """

    def __init__(
        self,
        layout: FormattedBody,
        style: Callable[[str], Style],
        *,
        colours: bool = True,
        decodes: bool = False,
    ) -> None:
        self._layout = layout
        self._decodes = decodes
        self._colours = colours
        self._style = style
        self._width = 80
        self._wrap = True
        self.finder: Finder | None = None
        self._rows: LRUCache[int, PaintedRow] = LRUCache(1024)
        self._texts: LRUCache[int, str] = LRUCache(1024)
        self._marks: LRUCache[int, list[tuple[int, int]]] = LRUCache(1024)
        self._batches: LRUCache[int, list[list[Span]]] = LRUCache(64)
        self._strips: LRUCache[tuple[int, int, int, int], Strip] = LRUCache(1024)

    def fit(self, width: int, *, wrap: bool) -> None:
        """Learns the width of the screen, and whether rows are folded at it."""
        width = max(width, 1)
        if (width, wrap) != (self._width, self._wrap):
            self._width, self._wrap = width, wrap
            self._rows.clear()
            self._strips.clear()

    def mark(self, finder: Finder | None) -> None:
        """Learns what is searched, or that more of it was found."""
        self.finder = finder
        self._marks.clear()
        self._strips.clear()

    def enable_colors(self) -> None:
        """Learns that roles may be looked for."""
        self._colours = True
        self._rows.clear()
        self._strips.clear()

    def repaint(self) -> None:
        """Learns that styles have changed."""
        self._strips.clear()

    def wrapped_height(self, row: int) -> int:
        """How many screen lines a row takes."""
        return len(self._row(row).wrap_points)

    def text(self, row: int) -> str:
        """A row as it is shown."""
        known = self._texts.get(row)
        if known is None:
            raw = self._raw(row)
            known = visible_text(raw, keep_newlines=False).expandtabs(TAB)
            self._texts[row] = known
        return known

    def _raw(self, row: int) -> str:
        raw = self._layout.rows.text(row)
        return decode_escapes(raw) if self._decodes and self._layout.language == "json" else raw

    def original(self, row: int, start: int, end: int) -> str:
        """A part of a row, from one character of its shown text to another, with its tabs."""
        text = self.text(row)
        raw = visible_text(self._raw(row), keep_newlines=False)
        if "\t" not in raw:
            return text[start:end]
        told, at = [], 0
        for character in raw:
            width = TAB - at % TAB if character == "\t" else 1
            if start < at + width and at < end:
                told.append(character)
            at += width
        return "".join(told)

    def bounds(self, row: int, fold: int) -> tuple[int, int]:
        """The characters of a row with which a screen line starts and before which it ends."""
        points = self._row(row).wrap_points
        return points[fold], points[fold + 1] if fold + 1 < len(points) else len(self.text(row))

    def wrapped_line_of(self, row: int, occurrence: int) -> int:
        """The screen line of a row in which the pattern occurs for the n-th time (from 0)."""
        found = self._found(row)
        if occurrence >= len(found):
            return 0
        return bisect_right(self._row(row).wrap_points, found[occurrence][0]) - 1

    def width(self, row: int) -> int:
        """Cells that a row takes when it is not folded."""
        return cell_len(self.text(row))

    def strip(self, row: int, fold: int, left: int = 0, current: int = -1) -> Strip:
        """One screen line.

        So many cells are out of sight on the left; of the pattern, one occurrence is the current.
        """
        key = (row, fold, left, current)
        known = self._strips.get(key)
        if known is None:
            known = self._strips[key] = self._paint(row, fold, left, current)
        return known

    def _paint(self, row: int, fold: int, left: int, current: int) -> Strip:
        painted = self._row(row)
        start, end = self.bounds(row, fold)
        if not self._wrap:
            # What lies far to the right is not even cut into segments.
            end = min(end, left + self._width + 1) if painted.text.isascii() else end
        segments = [
            Segment(painted.text[begin:stop], self._style(name))
            for begin, stop, name in self._pieces(row, start, end, current)
        ]
        strip = Strip(segments)
        if not self._wrap:
            wide = strip.cell_length > left + self._width
            strip = strip.crop(left, left + self._width)
            if wide:
                arrow = Strip([Segment("›", self._style("punctuation"))])
                strip = Strip.join([strip.crop(0, self._width - 1), arrow])
        return strip.adjust_cell_length(self._width, self._style(""))

    def _pieces(
        self, row: int, start: int, end: int, current: int
    ) -> Iterator[tuple[int, int, str]]:
        """Parts of one style from start to end; matches lie over roles."""
        known = self._row(row).spans
        found = self._found(row)
        at = start
        for number in range(max(bisect_left(found, (start,)) - 1, 0), len(found)):
            begin, stop = found[number]
            if begin >= end:
                break
            if stop <= at:
                continue
            yield from _roles(known, at, max(begin, at))
            yield max(begin, at), min(stop, end), "current" if number == current else "match"
            at = min(stop, end)
        yield from _roles(known, at, end)

    def _found(self, row: int) -> list[tuple[int, int]]:
        """Where the pattern occurs in a row as it is shown."""
        if self.finder is None:
            return []
        known = self._marks.get(row)
        if known is None:
            known = self._marks[row] = self.finder(row, self.text(row))
        return known

    def _row(self, row: int) -> PaintedRow:
        known = self._rows.get(row)
        if known is None:
            text = self.text(row)
            fold = wrap_at_words if self._layout.language == "problem" else _folds
            folds = fold(text, self._width) if self._wrap else (0,)
            known = self._rows[row] = PaintedRow(text, tuple(self._spans(row, text)), folds)
        return known

    def _spans(self, row: int, text: str) -> Sequence[Span]:
        language = self._layout.language
        if not (language and self._colours) or self._layout.rows.continues(row):
            return ()
        if not needs_loading(language):
            return line_spans(text, language)
        batch = self._batches.get(row // _BATCH)
        if batch is None:
            batch = self._batches[row // _BATCH] = self._lex(row - row % _BATCH)
        return batch[row % _BATCH]

    def _lex(self, first: int) -> list[list[Span]]:
        """Rows that are read together, because what is open in one decides on the next."""
        rows = range(first, min(first + _BATCH, self._layout.rows.count))
        texts = [self.text(row) for row in rows]
        size = sum(map(len, texts))
        if size > _COSTLY:
            return [[] for _ in rows]
        above: list[str] = []
        for row in range(first - 1, max(first - _BATCH, 0) - 1, -1):
            size += len(self.text(row))
            if size > _COSTLY:
                break
            above.append(self.text(row))
        return spans_of_lines([*reversed(above), *texts], self._layout.language)[len(above) :]


def _roles(known: Sequence[Span], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The roles from start to end, and ``""`` between them."""
    at = start
    for number in range(max(bisect_left(known, (start,)) - 1, 0), len(known)):
        begin, stop, role = known[number]
        if stop <= at:
            continue
        if begin >= end:
            break
        if begin > at:
            yield at, begin, ""
        yield max(begin, at), min(stop, end), role.value
        at = min(stop, end)
    if at < end:
        yield at, end, ""


def _folds(text: str, width: int) -> tuple[int, ...]:
    """Where the screen lines of a text start."""
    if text.isascii():
        return tuple(range(0, max(len(text), 1), width))
    starts = [0]
    room = width
    for index, character in enumerate(text):
        cells = cell_len(character)
        if cells > room and index > starts[-1]:
            starts.append(index)
            room = width
        room -= cells
    return tuple(starts)


def wrap_at_words(text: str, width: int) -> tuple[int, ...]:
    """Where the screen lines of sentences start: behind a blank, unless a word is too long."""
    starts = [0]
    while True:
        start = starts[-1]
        # Enough for a line also where some characters take no cell.
        folds = _folds(text[start : start + 4 * width + 1], width)
        if len(folds) == 1:
            return tuple(starts)
        edge = start + folds[1]
        blank = text.rfind(" ", start + 1, edge)
        starts.append(blank + 1 if blank > start else edge)
