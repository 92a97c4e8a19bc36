"""How many cells characters take, where Rich's table and terminals disagree.

Rich gives a spacing mark (category Mc: the vowel signs of Devanagari, Bengali, Tamil …) no cell;
xterm, tmux, VTE and the C library's ``wcwidth`` give it one. Counted as one, it has a cell of its
own; a terminal that joins it to the letter before leaves that cell blank, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import category

from rich import cells


@cache
def count_spacing_marks() -> None:
    """Has Rich, and Textual with it, count a cell for each spacing mark; once is enough."""
    load = cells.load_cell_table  # type: ignore[attr-defined]

    @lru_cache(8)
    def load_table(unicode_version: str = "auto") -> cells.CellTable:
        table = load(unicode_version)
        return cells.CellTable(
            table.unicode_version, tuple(_without_marks(table)), table.narrow_to_wide
        )

    cells.load_cell_table = load_table  # type: ignore[attr-defined]
    for cached in (cells.get_character_cell_size, cells.cached_cell_len):
        cached.cache_clear()


def _without_marks(table: cells.CellTable) -> Iterator[tuple[int, int, int]]:
    """The table without spacing marks: what is not in it takes one cell."""
    for first, last, width in table.widths:
        if width:
            yield first, last, width
            continue
        start = first
        for code in range(first, last + 2):
            if code > last or category(chr(code)) == "Mc":
                if start < code:
                    yield start, code - 1, width
                start = code + 1
