"""A page of the reference as plain text, wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from outrider.cli.reference.marked_text import without_marks
from outrider.cli.reference.reference_page import (
    PageBlock,
    PageCode,
    PageEntry,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)

_WIDEST = 100
_WIDEST_TERM = 24
_STEP = "    "


def plain_page(page: ReferencePage, columns: int = 80) -> str:
    """The page for a terminal of so many columns."""
    width = min(columns or 80, _WIDEST)
    lines = [page.title]
    for block in page.blocks:
        lines += ["", *_lines(block, width)]
    return "\n".join(lines) + "\n"


def _lines(block: PageBlock, width: int) -> Iterator[str]:
    match block:
        case PageHeading():
            yield f"{'' if block.level == 1 else '  '}{block.text}"
        case PageText():
            yield from _wrapped(block.text, width, "")
        case PageCode():
            yield from (f"{_STEP}{line}".rstrip() for line in block.text.splitlines())
        case PageList():
            yield from _rows(block.rows, width)
        case PageEntry():
            yield f"  {block.name}"
            facts = " · ".join(f"{name}: {what}" for name, what in block.facts)
            yield from _wrapped(block.text, width, _STEP)
            yield from _wrapped(facts, width, _STEP)
            yield from (f"{_STEP}  {line}".rstrip() for line in block.example.splitlines() if line)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        without_marks(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _rows(rows: tuple[tuple[str, str], ...], width: int) -> Iterator[str]:
    longest = max((len(term) for term, _ in rows if len(term) <= _WIDEST_TERM), default=8)
    indent = " " * (longest + 4)
    for term, meaning in rows:
        lines = _wrapped(meaning, width, indent)
        if len(term) > longest or not lines:
            yield f"  {term}"
            yield from lines
        else:
            yield f"  {term:{longest}}  {lines[0].lstrip()}"
            yield from lines[1:]
