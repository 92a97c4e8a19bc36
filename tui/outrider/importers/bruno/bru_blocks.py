"""The blocks of a ``.bru`` file: dictionaries, texts and lists (Bruno's grammar, version 2).

A block is a name and what stands between its brackets; it ends at the first line that begins with
a closing bracket. Which kind a block is, its name tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_HEADER = re.compile(r"(?P<name>[A-Za-z][\w:.-]*)[ \t]*(?P<open>[{\[])")
_COLOR = re.compile(r"color:(?P<value>[^\n]*)")
_END = re.compile(r"\r?\n\}")
_TEXTS = re.compile(
    r"(?:body(?::(?:json|text|xml|sparql|graphql|graphql:vars))?"
    r"|script:[\w-]+|tests|docs|example)\Z"
)
"""Blocks whose content is a text."""
_DICTIONARIES = re.compile(
    r"meta|vars(?::[\w-]+)*|get|post|put|delete|patch|options|head|connect|trace|http|headers"
    r"|query|params:\w+|auth(?::[\w:-]+)?|assert|settings|metadata|grpc|ws|app"
    r"|body:(?:form-urlencoded|multipart-form|file|grpc|ws)"
)
"""Blocks whose content is rows."""
_ANNOTATION = re.compile(r"[ \t]*@(?P<name>[^()\s:]+)(?P<open>\()?")
_ARGUMENT_END = re.compile(r"\)[ \t]*(?:\r?\n)")
_LINE_END = re.compile(r"[ \t]*\r?\n")
_DOUBLE_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"', re.DOTALL)
_SINGLE_QUOTED = re.compile(r"'([^']*)'")
_KEY = re.compile(
    r'[ \t]*+(?:(?P<off>~?)"(?P<quoted>(?:\\"|[^"\n])*)"[ \t]*+:|(?P<plain>[^:\n]*+):)'
)
"""Nothing in it is read twice: a row may be as long as a file."""
_TEXT_VALUE = re.compile(
    r"'''(?P<text>.*?)'''[ \t]*(?P<type>@contentType\([^)]*\))?[ \t]*(?=\r?\n)", re.DOTALL
)
_LIST_VALUE = re.compile(r"\[[ \t]*(?:\r?\n[ \t]*(?:[\w-]+[ \t]*)?)+\][ \t]*(?=\r?\n)")
_BLANKS = re.compile(r"[ \t]*")
_ALL_BLANKS = re.compile(r"[ \t\r\n]*")
_BEFORE_TEXT = re.compile(r"[ \t]*(?:\r?\n)*")
_ITEM = re.compile(r"(?P<off>~?)(?P<name>[^\s,\[\]]*)")
_ESCAPED = {"r": "\r", "n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_OUTDENT = 4
"""Columns by which the lines of a text in a dictionary are indented."""


class BrokenBru(Exception):
    """A text is no ``.bru`` file; ``line`` is from 1."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


class BruPair(Struct, frozen=True):
    """A row of a dictionary.

    Attributes:
        name: without the ``~`` of a row that is switched off.
        value: a text, or the items of a list.
        notes: what annotations say, by their names without ``@``; empty for one without argument.
    """

    name: str
    value: str | tuple[str, ...]
    enabled: bool
    line: int
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The value as one text."""
        return self.value if isinstance(self.value, str) else ", ".join(self.value)

    @property
    def description(self) -> str:
        """What ``@description`` says."""
        return "\n".join(text for name, text in self.notes if name == "description")

    @property
    def data_type(self) -> str:
        """``number``, ``boolean`` or ``object`` where an annotation says so; else empty."""
        kinds = (name for name, _ in reversed(self.notes) if name in _DATA_TYPES)
        return next(kinds, "").replace("string", "")


_DATA_TYPES = frozenset({"string", "number", "boolean", "object"})


class BruBlock(Struct, frozen=True):
    """A block; of the three, only what belongs to its kind is filled."""

    name: str
    line: int
    pairs: tuple[BruPair, ...] = ()
    text: str = ""
    items: tuple[BruPair, ...] = ()


def looks_like_bru(text: str) -> bool:
    """Whether a text begins with a block; cheap, never raises."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    return _FIRST.match(head) is not None


_FIRST = re.compile(
    r"(?:meta|vars|get|post|put|delete|patch|options|head|connect|trace|http|headers|query|auth"
    r"|docs|tests|params|body|script|settings|assert|grpc|ws|app)(?::[\w:.-]+)?[ \t]*"
    r"[{\[][ \t]*\r?\n"
    r"|color:[^\n]*\r?\n\s*vars"
)


def read_blocks(text: str) -> list[BruBlock]:
    """The blocks of a file in order.

    Raises:
        BrokenBru: a block does not end, or something stands outside of blocks.
    """
    return list(_Reader(text).blocks())


class _Reader:
    def __init__(self, text: str) -> None:
        # The last line has its end like every other one.
        self._text = text if text.endswith("\n") else f"{text}\n"
        self._at = 0
        self._counted, self._lines = 0, 1

    def blocks(self) -> Iterator[BruBlock]:
        while True:
            self._skip_blanks()
            if self._at >= len(self._text):
                return
            color = _COLOR.match(self._text, self._at)
            if color is not None:
                yield BruBlock("color", self._line(), text=color["value"].strip())
                self._at = color.end()
                continue
            header = _HEADER.match(self._text, self._at)
            if header is None:
                raise BrokenBru("a block was expected", self._line())
            yield self._block(header)

    def _block(self, header: re.Match[str]) -> BruBlock:
        name, line = header["name"], self._line()
        self._at = header.end()
        if header["open"] == "[":
            return BruBlock(name, line, items=tuple(self._items(name, line)))
        # Of a block that nobody knows, any content is taken.
        if _TEXTS.fullmatch(name) or not _DICTIONARIES.fullmatch(name):
            return BruBlock(name, line, text=self._content(name, line))
        return BruBlock(name, line, tuple(self._pairs(name, line)))

    def _content(self, name: str, line: int) -> str:
        """A text up to the line that ends it, two columns to the left."""
        end = _END.search(self._text, self._at)
        if end is None:
            raise BrokenBru(f'block "{name}" has no end', line)
        written = self._text[self._at : end.start()]
        self._at = end.end()
        # Line ends after the bracket do not belong to the text.
        start = _BEFORE_TEXT.match(written)
        lines = re.split(r"\r\n|\r|\n", written[start.end() if start else 0 :])
        if name == "example":
            return "\n".join(lines)
        return "\n".join(one.removeprefix("  ") for one in lines)

    def _pairs(self, name: str, line: int) -> Iterator[BruPair]:
        while True:
            self._skip_blanks()
            if self._at >= len(self._text):
                raise BrokenBru(f'block "{name}" has no end', line)
            if self._text.startswith("\n}", self._at - 1):
                self._at += 1
                return
            yield self._pair()

    def _pair(self) -> BruPair:
        notes = tuple(self._notes())
        line = self._line()
        key = _KEY.match(self._text, self._at)
        if key is None:
            raise BrokenBru('a row has no ":"', line)
        self._at = key.end()
        if key["quoted"] is not None:
            name, enabled = key["quoted"].replace('\\"', '"'), not key["off"]
        else:
            written = key["plain"].strip()
            name, enabled = written.removeprefix("~"), not written.startswith("~")
        return BruPair(name, self._value(), enabled, line, notes)

    def _notes(self) -> Iterator[tuple[str, str]]:
        """Annotations, each on its own line; ``@name: value`` is a row."""
        while (found := _ANNOTATION.match(self._text, self._at)) is not None:
            at = found.end()
            argument = ""
            if found["open"]:
                argument, at = self._argument(at)
                end = _ARGUMENT_END.match(self._text, at)
            else:
                end = _LINE_END.match(self._text, at)
            if end is None:
                return
            self._at = end.end()
            yield found["name"], argument
            self._skip_blanks()

    def _argument(self, at: int) -> tuple[str, int]:
        """The argument of an annotation, and where its bracket closes."""
        if self._text.startswith("'''", at):
            end = self._text.find("'''", at + 3)
            if end >= 0:
                return _block_text(self._text[at + 3 : end]), end + 3
        if double := _DOUBLE_QUOTED.match(self._text, at):
            text = re.sub(
                r"\\(.)", lambda found: _ESCAPED.get(found[1], found[0]), double[1], flags=re.DOTALL
            )
            return text, double.end()
        if single := _SINGLE_QUOTED.match(self._text, at):
            return single[1], single.end()
        end = self._text.find(")", at)
        return (self._text[at:end], end) if end >= 0 else ("", len(self._text))

    def _value(self) -> str | tuple[str, ...]:
        self._at = _end(_BLANKS, self._text, self._at)
        if found := _TEXT_VALUE.match(self._text, self._at):
            self._at = found.end()
            lines = found["text"].split("\n")
            # The first line may stand behind the quotes themselves, and is cut all the same.
            text = "\n".join(line[_OUTDENT:] for line in lines).replace("\r", "")
            return f"{text} {found['type']}".strip() if found["type"] else text.strip()
        if found := _LIST_VALUE.match(self._text, self._at):
            self._at = found.end()
            return tuple(found[0][1:].partition("]")[0].split())
        end = self._text.find("\n", self._at)
        written, self._at = self._text[self._at : end], end
        return written.strip()

    def _items(self, name: str, line: int) -> Iterator[BruPair]:
        """``[a, ~b]``; annotations may stand before each."""
        while True:
            self._skip_blanks()
            notes = tuple(self._notes())
            found = _ITEM.match(self._text, self._at)
            assert found is not None  # it matches nothing, too
            where = self._line()
            self._at = found.end()
            if found["name"]:
                yield BruPair(found["name"], "", not found["off"], where, notes)
            self._skip_blanks()
            if self._at >= len(self._text):
                raise BrokenBru(f'list "{name}" has no end', line)
            sign = self._text[self._at]
            if sign == "]":
                self._at += 1
                return
            if sign == ",":
                self._at += 1
            elif not found["name"]:
                raise BrokenBru(f'list "{name}" has something else than names', where)

    def _skip_blanks(self) -> None:
        self._at = _end(_ALL_BLANKS, self._text, self._at)

    def _line(self) -> int:
        self._lines += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._lines


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _block_text(written: str) -> str:
    """A description over several lines, without what all of them are indented by."""
    lines = re.split(r"\r\n|\r|\n", written)
    if len(lines) == 1:
        return written
    lines = lines[1:] if not lines[0] else lines
    lines = lines[:-1] if lines and not lines[-1].strip() else lines
    full = [line for line in lines if line.strip()]
    indent = min((len(line) - len(line.lstrip(" \t")) for line in full), default=0)
    text = "\n".join(line[indent:] if line.strip() else "" for line in lines)
    return text.replace("\\'\\'\\'", "'''").replace("\\\\'", "\\'")
