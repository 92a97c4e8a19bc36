"""From a text to the cells of a terminal: each character in the column that the layout gave it.

Where terminals differ (joined emoji, variation selectors), what is shown is the part that they
agree on, so that no character is ever in another column than the one it was counted in.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rich.cells import get_character_cell_size, split_graphemes

from outrider.terminal.rendering.cell_widths import count_spacing_marks
from outrider.visible_text import MAX_MARKS, visible_cells

count_spacing_marks()

TAIL = ""
"""The second cell of a wide character."""

# Every terminal draws these in one cell: Latin, Greek, Cyrillic, punctuation, arrows, signs of
# mathematics, control pictures, lines, blocks, geometric shapes, Braille, and marks of our own.
_NARROW = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"
    "\u2070-\u209f\u20a0-\u20bf\u2190-\u2199\u2200-\u22ff\u2400-\u243f\u2500-\u25fc"
    "\u2713\u2717\u2800-\u28ff\ufffd"
)
# And these in two, by every version of Unicode: ideographs, kana, hangul, full width forms.
_WIDE = (
    "\u2e80-\u2e99\u2f00-\u2fd5\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312d"
    "\u3131-\u318e\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3\uf900-\ufa2d\uff01-\uff60\uffe0-\uffe6"
)
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_NOT_NARROW = re.compile(f"[^{_NARROW}]")


def cells_of(text: str) -> list[str]:
    """A cell for each column that the text was counted as; :data:`TAIL` behind a wide character.

    A control character, a bidirectional one or half a surrogate pair becomes a blank where it was
    counted as a column, and nothing where it was not. Of what is joined to one picture the first
    part stays.
    """
    if (text.isascii() and text.isprintable()) or _NOT_NARROW.search(text) is None:
        return list(text)
    # A long text is drawn once and not looked up again.
    return list(_clusters(text) if len(text) <= 512 else _clusters.__wrapped__(text))


def is_certain(text: str) -> bool:
    """Whether every terminal draws the text in as many columns as it was counted."""
    return text.isascii() or _NOT_NARROW.search(text) is None or not _uncertain().search(text)


@cache
def _uncertain() -> re.Pattern[str]:
    # Compiled when it is needed: that takes a millisecond of the start.
    return re.compile(f"[^{_NARROW}{_WIDE}]")


@cache
def _selectors() -> re.Pattern[str]:
    return re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(4096)
def _clusters(text: str) -> tuple[str, ...]:
    cells: list[str] = []
    half_flag = False
    for start, end, width in split_graphemes(text)[0]:
        is_flag = width == 1 and text[start] in _FLAG_LETTERS
        if is_flag and half_flag:
            # Two make a flag, which some terminals draw as one picture: written as one.
            cells[-1:] = [cells[-1] + text[start], TAIL]
        else:
            cells.extend(_cluster(text[start:end], width))
        half_flag = is_flag and not half_flag
    return tuple(cells)


def _cluster(text: str, width: int) -> list[str]:
    """The cells of one character and what is joined to it."""
    if width == 0:
        return []
    base = text[0]
    own = get_character_cell_size(base)
    if _is_hidden(base) or own not in {1, 2} or own > width:
        return [" "] * width
    marks = [
        mark for mark in text[1:] if get_character_cell_size(mark) == 0 and not _is_hidden(mark)
    ]
    cells = ["".join((base, *marks[:MAX_MARKS]))]
    if own == 2:
        cells.append(TAIL)
    # A selector may have asked for a wider picture, which not every terminal draws.
    return cells + [" "] * (width - own)


def _is_hidden(character: str) -> bool:
    return (
        character in "\t\n"
        or _selectors().match(character) is not None
        or visible_cells(character) != character
    )
