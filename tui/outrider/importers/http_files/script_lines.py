"""Scripts among the lines of an ``.http`` file: where they end, and what of them is theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.importers.http_files.http_sections import HttpLine, HttpScript, HttpSection

SEPARATOR = re.compile(r"\s*#{3,}(?P<title>.*)")
"""What ends a section; the text behind it is the title of the next one."""

_START = re.compile(r"\s*(?P<sign>[<>])\s*\{%(?P<rest>.*)")
_FILE = re.compile(r"\s*(?P<sign>[<>])\s+(?P<file>[^\s{%}]+\.(?:m?js|ts|lua|rts))\s*")
_BLOCK = re.compile(r"\s*\{\{(?:@\w+|\+\w*)?\s*")
_BLOCK_END = re.compile(r"\s*\}\}\s*")
_MOST_LINES = 2_000
_PIPED = re.compile(r">[ \t].*")


def take_script(lines: Sequence[HttpLine], at: int, section: HttpSection) -> int:
    """Takes a script that begins at an index into its section.

    Returns:
        The index behind it; ``at`` itself where there is none.
    """
    number, text = lines[at].number, lines[at].text
    if start := _START.fullmatch(text):
        kind = "before" if start["sign"] == "<" else "after"
        written, end = _inline(lines, at, start["rest"])
        section.scripts.append(HttpScript(number, kind, written))
        return end
    file = _FILE.fullmatch(text)
    # A file in the place of a body may end in .js as well.
    if file and not (file["sign"] == "<" and section.target):
        kind = "before" if file["sign"] == "<" else "after"
        section.scripts.append(HttpScript(number, kind, "", file["file"]))
        return at + 1
    if _BLOCK.fullmatch(text) and (end := _block_end(lines, at)) > at:
        inner = "\n".join(one.text for one in lines[at + 1 : end])
        section.scripts.append(HttpScript(number + 1, "block", inner))
        return end + 1
    return _piped(lines, at, section)


def _inline(lines: Sequence[HttpLine], at: int, rest: str) -> tuple[str, int]:
    """The text of a script up to its end; of one without an end up to the separator."""
    pieces = [rest]
    at += 1
    while "%}" not in pieces[-1]:
        if at >= len(lines) or SEPARATOR.fullmatch(lines[at].text):
            return "\n".join(pieces), at
        pieces.append(lines[at].text)
        at += 1
    pieces[-1] = pieces[-1].partition("%}")[0]
    return "\n".join(pieces), at


def _block_end(lines: Sequence[HttpLine], at: int) -> int:
    """The index of the line that ends a block; ``at`` itself where there is none."""
    for index in range(at + 1, min(len(lines), at + _MOST_LINES)):
        if _BLOCK_END.fullmatch(lines[index].text):
            return index
        if SEPARATOR.fullmatch(lines[index].text):
            break
    return at


def _piped(lines: Sequence[HttpLine], at: int, section: HttpSection) -> int:
    """Lines that resterm begins with ``>``, below ``# @script``."""
    last = section.directives[-1] if section.directives else None
    if last is None or last.name != "script":
        return at
    end = at
    while end < len(lines) and _PIPED.fullmatch(lines[end].text):
        end += 1
    if end > at:
        kind = "before" if last.value.startswith("pre") else "after"
        inner = "\n".join(one.text[1:] for one in lines[at:end])
        section.scripts.append(HttpScript(lines[at].number, kind, inner))
    return end
