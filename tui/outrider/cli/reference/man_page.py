"""Pages of the reference as manual pages (man(7))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outrider import __version__
from outrider.cli.reference.marked_text import marked_pieces
from outrider.cli.reference.reference_page import (
    PageBlock,
    PageCode,
    PageEntry,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)

_NAMED = str.maketrans(
    {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
)
"""Characters that roff would draw as others, or take for its own."""


def man_page(name: str, section: int, summary: str, pages: Iterable[ReferencePage]) -> str:
    """One manual page of several pages, each a section of it; without a date."""
    lines = [
        '.\\" Generated from what the program declares.',
        f'.TH {name.upper()} {section} "" "Outrider {__version__}" "Outrider"',
        ".SH NAME",
        f"{_text(name)} \\- {_text(summary)}",
    ]
    for page in pages:
        lines.append(f'.SH "{_quoted(page.title.upper())}"')
        below_title = True
        for block in page.blocks:
            drawn = list(_lines(block))
            # A title ends the paragraph before it.
            lines += drawn[1:] if below_title and drawn[:1] == [".PP"] else drawn
            below_title = isinstance(block, PageHeading)
    return "\n".join(lines) + "\n"


def _lines(block: PageBlock) -> Iterator[str]:
    match block:
        case PageHeading():
            yield f'.SS "{_quoted(block.text)}"'
        case PageText():
            yield ".PP"
            yield _text(block.text)
        case PageCode():
            yield from _verbatim(block.text)
        case PageList():
            for term, meaning in block.rows:
                yield ".TP"
                yield f"\\fB{_plain(term)}\\fR"
                yield _text(meaning)
        case PageEntry():
            yield ".TP"
            yield f"\\fB{_plain(block.name)}\\fR"
            yield _text(block.text)
            yield ".RS"
            for name, what in block.facts:
                yield ".br"
                yield _text(f"{name}: {what}")
            if block.example:
                yield from _verbatim(block.example)
            yield ".RE"


def _verbatim(text: str) -> Iterator[str]:
    yield from (".PP", ".in +4n", ".nf")
    yield from (_guarded(_plain(line)) if line else "\\&" for line in text.splitlines())
    yield from (".fi", ".in")


def _text(text: str) -> str:
    """A text in which what is to be typed is bold."""
    return _guarded(
        "".join(
            f"\\fB{_plain(piece)}\\fR" if typed else _plain(piece)
            for piece, typed in marked_pieces(text)
        )
    )


def _plain(text: str) -> str:
    """Characters that roff would take for its own, as themselves."""
    named = text.translate(_NAMED)
    return "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in named)


def _quoted(text: str) -> str:
    """A text within the quotes of a macro's argument."""
    return _plain(text).replace('"', "\\(dq")


def _guarded(line: str) -> str:
    """A line that begins with a full stop is no request."""
    return f"\\&{line}" if line.startswith(".") else line
