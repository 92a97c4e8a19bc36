"""Where each key of a TOML text is written: its line, and the span of its value.

tomllib says what a document holds and forgets where; this scanner says where, and leaves the
judging to tomllib. On text that is not TOML it stops at what it does not understand and keeps
what it has seen so far.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum

from msgspec import Struct, field

from outrider.toml_text.schema import KeyPath


class SpanKind(Enum):
    """How something is written."""

    PAIR = "pair"
    ELEMENT = "element"
    TABLE = "table"
    ARRAY_TABLE = "array table"


class KeySpan(Struct, frozen=True):
    """One definition: offsets into the text, ends exclusive.

    Attributes:
        start: of the key, the element or the header's bracket.
        value_start: of the value; of a header, its end.
        section: path of the table header that it stands below.
    """

    path: KeyPath
    kind: SpanKind
    start: int
    value_start: int
    end: int
    section: KeyPath


class SourceMap(Struct):
    """Every definition in a text, in the order in which it is written.

    Attributes:
        by_path: the first definition of each path.
        duplicates: path with both definitions of what TOML allows once.
    """

    text: str
    spans: list[KeySpan] = field(default_factory=list)
    by_path: dict[KeyPath, KeySpan] = field(default_factory=dict)
    duplicates: list[tuple[KeyPath, KeySpan, KeySpan]] = field(default_factory=list)
    _line_starts: list[int] | None = None

    def line_at(self, offset: int) -> int:
        """The 1-based line of an offset."""
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
        return bisect_right(self._line_starts, offset)

    def below(self, path: KeyPath) -> Iterator[KeySpan]:
        """Everything written below a path, itself left out."""
        size = len(path)
        return (s for s in self.spans if len(s.path) > size and s.path[:size] == path)

    def line_of(self, path: KeyPath) -> int | None:
        """The line where the path is defined, directly or by its first key."""
        span = self.by_path.get(path)
        if span is None:
            span = next(self.below(path), None) if path else None
        return None if span is None else self.line_at(span.start)

    def nearest_line(self, path: KeyPath) -> int | None:
        """The line of the path, or of the nearest table or array around it."""
        for size in range(len(path), 0, -1):
            line = self.line_of(path[:size])
            if line is not None:
                return line
        return None


class _NotUnderstood(Exception):
    pass


_BASIC_TEXT = r'"(?:[^"\\\n]|\\.)*"'
_LITERAL_TEXT = r"'[^'\n]*'"
_ML_BASIC_TEXT = r'"""(?:[^"\\]|\\(?:.|\n)|"{1,2}(?!"))*"{3,5}'
_ML_LITERAL_TEXT = r"'''(?:[^']|'{1,2}(?!'))*'{3,5}"

SIGNS = re.compile(
    rf"#[^\n]*|{_ML_BASIC_TEXT}|{_ML_LITERAL_TEXT}|\"\"\"|'''|{_BASIC_TEXT}|{_LITERAL_TEXT}"
    r"|[\[\]{}.=,\n\"']"
)
"""Comments, whole strings, and the signs that nest or end something."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    rf"(?!\"\"\"|''')(?:{_BASIC_TEXT}|{_LITERAL_TEXT})|{_ML_BASIC_TEXT}|{_ML_LITERAL_TEXT}"
)
_BARE_VALUE = re.compile(r"[^,\]}\n#]+")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_INDENT = re.compile(r"[ \t]*")


def map_source(text: str) -> SourceMap:
    """Finds every definition of a text."""
    layout = SourceMap(text)
    with suppress(_NotUnderstood, RecursionError, tomllib.TOMLDecodeError):
        _Scanner(text, layout).run()
    return layout


class _Scanner:
    def __init__(self, text: str, layout: SourceMap) -> None:
        self._text = text
        self._layout = layout
        self._at = 0
        self._section: KeyPath = ()
        self._counts: dict[KeyPath, int] = {}

    def run(self) -> None:
        while True:
            self._take(_BLANK)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "[":
                self._header()
            else:
                self._pair(self._section)

    def _add(self, path: KeyPath, kind: SpanKind, start: int, value_start: int) -> None:
        span = KeySpan(path, kind, start, value_start, self._at, self._section)
        self._layout.spans.append(span)
        first = self._layout.by_path.setdefault(path, span)
        if first is not span:
            self._layout.duplicates.append((path, first, span))

    def _header(self) -> None:
        start = self._at
        array = self._text.startswith("[[", start)
        self._at += 2 if array else 1
        keys = self._keys()
        self._expect("]]" if array else "]")
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if array:
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        else:
            path = self._inside(path)
        self._section = path
        self._add(path, SpanKind.ARRAY_TABLE if array else SpanKind.TABLE, start, self._at)

    def _inside(self, path: KeyPath) -> KeyPath:
        count = self._counts.get(path)
        return path if count is None else (*path, count)

    def _pair(self, prefix: KeyPath) -> None:
        start = self._at
        path = (*prefix, *self._keys())
        self._expect("=")
        self._take(_INDENT)
        self._value(path, SpanKind.PAIR, start)

    def _value(self, path: KeyPath, kind: SpanKind, start: int) -> None:
        text, value_start = self._text, self._at
        index = len(self._layout.spans)
        opening = text[value_start : value_start + 1]
        if opening in {'"', "'"}:
            self._take(_STRING)
        elif opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._at = value_start + len(self._take(_BARE_VALUE)[0].rstrip())
        self._add(path, kind, start, value_start)
        # What is inside was added before its container: the order of writing is kept.
        spans = self._layout.spans
        spans.insert(index, spans.pop())

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        count = 0
        while not self._closes("]"):
            self._value((*path, count), SpanKind.ELEMENT, self._at)
            count += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while not self._closes("}"):
            self._pair(path)

    def _closes(self, bracket: str) -> bool:
        self._take(_BLANK)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._take(_BLANK)
        if self._at >= len(self._text):
            raise _NotUnderstood
        if self._text[self._at] != bracket:
            return False
        self._at += 1
        return True

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        while True:
            self._take(_INDENT)
            keys.append(self._key())
            self._take(_INDENT)
            if not self._text.startswith(".", self._at):
                return tuple(keys)
            self._at += 1

    def _key(self) -> str:
        if not self._text.startswith(('"', "'"), self._at):
            return self._take(_BARE_KEY)[0]
        raw = self._take(_STRING)[0]
        return str(tomllib.loads(f"k={raw}")["k"]) if "\\" in raw else raw[1:-1]

    def _expect(self, sign: str) -> None:
        if not self._text.startswith(sign, self._at):
            raise _NotUnderstood
        self._at += len(sign)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Goes on behind what has to stand here."""
        found = pattern.match(self._text, self._at)
        if not found:
            raise _NotUnderstood
        self._at = found.end()
        return found
