"""Blocks of a ``.bru`` file, written so that Bruno's own parser reads the same.

What its grammar cannot hold is refused: a text with three quotes in a dictionary, a name that
begins with a tilde, a description that would end itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

_QUOTED = frozenset(':"{} \t')
"""Characters for which a name is quoted."""


class NotWritable(Exception):
    """Bruno's language has no way to write a value; the message says why, for people."""


class BruRow(Struct, frozen=True):
    """A row of a dictionary.

    Attributes:
        kind: ``number``, ``boolean`` or ``object``; empty for a text.
    """

    name: str
    value: str
    enabled: bool = True
    description: str = ""
    kind: str = ""


def dictionary(name: str, rows: Iterable[BruRow]) -> str:
    """A block of rows; empty where there are none.

    Raises:
        NotWritable: a row cannot be written.
    """
    lines = [line for row in rows for line in _row_lines(row)]
    return f"{name} {{\n{_indented(lines)}\n}}\n" if lines else ""


def text_block(name: str, text: str) -> str:
    """A block of text; empty where there is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return f"{name} {{\n{_indented(lines)}\n}}\n" if text else ""


def name_list(name: str, names: Sequence[str]) -> str:
    """A block of names; empty where there are none."""
    lines = ",\n".join(f"  {one}" for one in names)
    return f"{name} [\n{lines}\n]\n" if names else ""


def blocks(found: Iterable[str]) -> str:
    """A file of these blocks, an empty line between them."""
    return "\n".join(one for one in found if one)


def is_writable(row: BruRow) -> bool:
    """Whether a row can be written."""
    try:
        _row_lines(row)
    except NotWritable:
        return False
    return True


def on_one_line(text: str) -> str:
    """A name for people in one line."""
    return " ".join(text.split())


def _row_lines(row: BruRow) -> list[str]:
    lines = [f"@{row.kind}"] if row.kind else []
    if row.description:
        lines += _description(row.description)
    mark = "" if row.enabled else "~"
    return [*lines, *f"{mark}{_key(row.name)}: {value_text(row.value)}".split("\n")]


def _key(name: str) -> str:
    if name.startswith(("~", "@")) or re.search(r"[\r\n]", name) or name != name.strip():
        raise NotWritable("its name begins with ~ or @, or has spaces around it")
    if not _QUOTED & set(name):
        return name
    if '\\"' in name or name.endswith("\\"):
        raise NotWritable("its name has a backslash before a quote")
    quoted = name.replace('"', '\\"')
    return f'"{quoted}"'


def value_text(value: str) -> str:
    """A value behind its colon, of one line or several."""
    if "\n" not in value and "\r" not in value:
        if value.startswith("'''"):
            raise NotWritable("it begins with '''")
        if value != value.strip():
            raise NotWritable("it begins or ends with a space")
        return value
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    if "'''" in plain:
        raise NotWritable("it has several lines and '''")
    if plain != plain.strip():
        raise NotWritable("it begins or ends with a space or a line break")
    return f"'''\n{_indented(plain.split(chr(10)))}\n'''"


def _description(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\n" not in plain:
        quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
        return [f'@description("{quoted}")']
    escaped = plain.replace("\\'", "\\\\'").replace("'''", "\\'\\'\\'")
    return ["@description('''", *(f"  {line}" for line in escaped.split("\n")), "''')"]


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
