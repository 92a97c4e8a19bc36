"""Credentials in tables: of Markdown, and of lines with commas, tabs or the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import is_credential_name
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.lazy_pattern import lazy_pattern

_RULER = lazy_pattern(
    r"^[ \t]*\|?[ \t]*:?-{1,100}:?[ \t]*(?:\|[ \t]*:?-{1,100}:?[ \t]*){0,60}\|?[ \t]*\r?$",
    re.MULTILINE,
)
"""What stands below the names of the columns in a table of Markdown."""

_QUOTED_CELL = lazy_pattern(r"[ \t]*\"(?:[^\"]|\"\")*\"[ \t\r]*")
_HEAD = lazy_pattern(r"[ \t]*\"?[A-Za-z_][\w .-]{0,63}\"?[ \t]*\r?")
_ROWS = 5_000


def find_in_tables(text: str) -> Iterator[FoundCredential]:
    """The cells below the names of credentials, in tables of Markdown."""
    for ruler in _RULER.finditer(text) if "|" in text else ():
        above = text.rfind("\n", 0, max(ruler.start() - 1, 0)) + 1
        head = text[above : ruler.start()].rstrip()
        names = [head[start:end] for start, end in _cells(head, "|")]
        called = {index: name for index, name in enumerate(names) if is_credential_name(name)}
        at = ruler.end() + 1
        for line in text[at:].split("\n", _ROWS)[:_ROWS] if called else ():
            if "|" not in line:
                break
            cells = list(_cells(line, "|"))
            for index, name in called.items():
                start, end = cells[index] if index < len(cells) else (0, 0)
                if is_credential(name, line[start:end].strip("`*_")):
                    yield FoundCredential(at + start, at + end, name)
            at += len(line) + 1


def find_in_columns(text: str) -> Iterator[FoundCredential]:
    """The cells below the names of credentials, in a table of which the first line has names."""
    head, line_end, _ = text.partition("\n")
    if not line_end or len(head) > 4_000:
        return
    delimiter = max(",;\t|", key=head.count)
    names = head.split(delimiter)
    if len(names) < 2 or not all(map(_HEAD.fullmatch, names)):
        return
    names = [name.strip().strip('"') for name in names]
    called = {index: name for index, name in enumerate(names) if is_credential_name(name)}
    at = len(head) + 1
    for line in text[at:].split("\n", _ROWS)[:_ROWS] if called else ():
        cells = list(_cells(line, delimiter))
        if len(cells) == len(names):
            for index, name in called.items():
                start, end = cells[index]
                value = line[start:end]
                if is_credential(name, value):
                    yield FoundCredential(at + start, at + end, name)
        at += len(line) + 1


def _cells(line: str, delimiter: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a line are, without quotation marks and spaces around them (RFC 4180)."""
    at = 0
    while True:
        quoted = _QUOTED_CELL.match(line, at)
        stop = quoted.end() if quoted else line.find(delimiter, at)
        end = len(line) if stop < 0 else stop
        start, last = at, end
        while start < last and line[start] in ' \t"':
            start += 1
        while start < last and line[last - 1] in ' \t\r"':
            last -= 1
        yield start, last
        if line[end : end + 1] != delimiter:
            return
        at = end + 1
