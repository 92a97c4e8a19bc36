"""A comparison line by line, as a page shows it: equal lines far from a difference are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from outrider.comparison.difference import ComparedRow, Difference, RowSign
from outrider.comparison.exchange_comparison import Comparison
from outrider.visible_text import visible_line


class PageLine(Struct, frozen=True):
    """One line; safe to show.

    Attributes:
        number: of the difference that it belongs to, from 0; ``None`` for a line that both have.
        is_volatile: it differs, and does not count.
    """

    sign: RowSign
    text: str
    number: int | None = None
    is_volatile: bool = False


class _Section(Struct, frozen=True):
    """A part of the page.

    Attributes:
        before: equal lines that stand before a difference.
        behind: equal lines that stand behind one, and at the start.
        word: what an equal line is called.
    """

    title: str
    rows: Sequence[ComparedRow]
    before: int
    behind: int
    word: str


def page_lines(comparison: Comparison) -> tuple[PageLine, ...]:
    """The lines of a comparison."""
    sections = (
        _Section("Request", comparison.request, 0, 1, "header"),
        _Section("Request body", comparison.request_body, 2, 2, "line"),
        _Section("Response", comparison.response, 0, 1, "header"),
        _Section("Body", comparison.response_body, 2, 2, "line"),
    )
    found: list[PageLine] = []
    numbers: dict[int, int] = {}
    for section in sections:
        if section.rows:
            found.append(PageLine(RowSign.HEADING, section.title))
            found += _lines(section, numbers)
    return tuple(found)


def difference_count(lines: Sequence[PageLine]) -> int:
    """How many differences are on a page."""
    return len({line.number for line in lines if line.number is not None})


def plain_lines(lines: Sequence[PageLine]) -> str:
    """A page as text."""
    return "\n".join(f"{line.sign} {line.text}".rstrip() for line in lines)


def _lines(section: _Section, numbers: dict[int, int]) -> Iterator[PageLine]:
    runs = [(same, list(run)) for same, run in groupby(section.rows, lambda row: row.found is None)]
    for at, (same, run) in enumerate(runs):
        if not same:
            yield from (_line(row, numbers) for row in run)
            continue
        is_last = at == len(runs) - 1
        tail = 0 if is_last else section.before
        left_out = len(run) - section.behind - tail
        if left_out <= 1:
            yield from (_line(row, numbers) for row in run)
            continue
        yield from (_line(row, numbers) for row in run[: section.behind])
        yield PageLine(RowSign.LEFT_OUT, f"{left_out} equal {section.word}s")
        yield from (_line(row, numbers) for row in run[len(run) - tail :])


def _line(row: ComparedRow, numbers: dict[int, int]) -> PageLine:
    return PageLine(row.sign, visible_line(row.text), _number(row.found, numbers), row.is_volatile)


def _number(found: Difference | None, numbers: dict[int, int]) -> int | None:
    if found is None or not found.counts:
        return None
    # The rows of one difference share it.
    return numbers.setdefault(id(found), len(numbers))
