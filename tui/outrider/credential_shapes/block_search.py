"""Credentials in settings of several lines: blocks, lists and tables of YAML, texts of TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.value_shapes import looks_made
from outrider.lazy_pattern import lazy_pattern

_NAME = r"[\"']?(?P<name>[A-Za-z_][\w.-]{0,63})[\"']?[ \t]{0,9}"
_START = r"^(?P<indent>[ \t]*)(?:-[ \t]+)?"
_END = r"[ \t]*(?:[ \t]#[^\n]*)?\r?(?:\n|$)"
_SCALAR = (
    r"(?:\"[^\"\n]{1,4096}\"|'[^'\n]{1,4096}'|"
    r"[^\s\"'<>{}\[\],;#:|&*!-][^\s\"'<>{}\[\],;#:]{2,4096})"
)
_TEXT = lazy_pattern(
    rf"{_START}{_NAME}"
    r"(?::[ \t]+(?:![\w!/.-]{1,40}[ \t]+)?[|>][+-]?\d?[+-]?[ \t]*\r?\n(?:[ \t]*\r?\n){0,9}"
    r"(?P<lines>(?:(?P=indent)[ \t]+[^\n]{1,500}(?:\n|$)){1,50})"
    r"|=[ \t]*(?P<quote>\"\"\"|'{3})\r?\n?(?P<text>.{1,4096}?)(?P=quote))",
    re.MULTILINE | re.DOTALL,
)
"""A text of several lines, of YAML or TOML."""
_ITEMS = lazy_pattern(
    rf"{_START}{_NAME}:[ \t]*\r?\n"
    rf"(?P<items>(?:(?P=indent)[ \t]*-[ \t]+{_SCALAR}{_END}){{1,50}})",
    re.MULTILINE,
)
"""A list of YAML below a name."""
_ITEM = lazy_pattern(rf"^[ \t]*-[ \t]+(?P<value>{_SCALAR})", re.MULTILINE)
_BELOW = lazy_pattern(
    rf"{_START}{_NAME}:[ \t]*\r?\n(?:[ \t]*\r?\n){{0,3}}(?P=indent)[ \t]+"
    rf"(?:(?:value|val|plain|plaintext|default|data):[ \t]+)?(?P<value>{_SCALAR}){_END}",
    re.MULTILINE,
)
"""One value of YAML on the line below its name, by itself or as the ``value`` of a table."""
_PAIR = lazy_pattern(
    rf"^[ \t]*(?:-[ \t]+)?(?:name|key|id):[ \t]+{_NAME}\r?\n"
    rf"[ \t]*(?:value|val):[ \t]+(?P<value>{_SCALAR}){_END}",
    re.MULTILINE,
)
"""A row of YAML, as the environment of a container has it."""


def find_in_blocks(text: str) -> Iterator[FoundCredential]:
    """The credentials in blocks of several lines; spans may overlap."""
    if "\n" not in text:
        return
    yield from _texts(text)
    if ":" not in text:
        return
    for match in _ITEMS.finditer(text):
        for item in _ITEM.finditer(text, *match.span("items")):
            yield from _judged(match["name"], item)
    for pattern in (_BELOW, _PAIR):
        for match in pattern.finditer(text):
            yield from _judged(match["name"], match)


def _texts(text: str) -> Iterator[FoundCredential]:
    for match in _TEXT.finditer(text):
        group = "lines" if match["lines"] else "text"
        value = match[group]
        bare = value.strip()
        if bare and is_credential(match["name"], bare):
            start = match.start(group) + len(value) - len(value.lstrip())
            yield FoundCredential(start, start + len(bare), match["name"])


def _judged(name: str, match: re.Match[str]) -> Iterator[FoundCredential]:
    """A value that nobody wrote: below the name of a secret may be what is said of it."""
    value = match["value"]
    start, end = match.span("value")
    is_quoted = value[0] in "\"'"
    bare = value[1:-1] if is_quoted else value
    made = looks_made(bare) or (re.search("[0-9]", bare) and re.search("[A-Za-z]", bare))
    if (made or (is_quoted and " " not in bare)) and is_credential(name, bare):
        yield FoundCredential(start + is_quoted, end - is_quoted, name)
