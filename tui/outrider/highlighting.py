"""What each part of a text is: roles, which themes map to colours.

Lines of JSON are read by one regular expression, every line for itself; other languages by
Pygments, which is loaded when the first of them is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import Protocol, TypeAlias

from outrider.lazy_pattern import lazy_pattern


class Role(StrEnum):
    """What a part of a text is."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    PUNCTUATION = "punctuation"
    COMMENT = "comment"
    ERROR = "error"
    TAG = "tag"
    ATTRIBUTE = "attribute"


Span: TypeAlias = tuple[int, int, Role]
"""Start and end in characters of the line, and the role; in order, never overlapping."""

_JSON = lazy_pattern(
    r'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*"?)(?P<colon>\s*:)?'
    r"|(?P<number>-?\d[\d.eE+-]*)"
    r"|(?P<boolean>\b(?:true|false)\b)"
    r"|(?P<null>\bnull\b)"
    r"|(?P<punctuation>[{}\[\],:]+)"
    # What stands for members that are folded away.
    r"|(?P<comment>… [\d,]+ [a-z]+)"
    r"|(?P<error>[^\s\"{}\[\],:]+)"
)
_FIELD = lazy_pattern(r"(?P<key>[^:]*)(?P<punctuation>:)")
# Matches whatever stands between two "&": a regular expression that can fail tries every start.
_PAIR = lazy_pattern(r"(?P<key>[^=&]*)(?P<punctuation>=?)(?P<string>[^&]*)(?P<and>&?)")

# Where Pygments keeps its lexers: looking one up by name imports a large table.
_LEXERS = {
    "xml": ("pygments.lexers.html", "XmlLexer"),
    "html": ("pygments.lexers.html", "HtmlLexer"),
    "graphql": ("pygments.lexers.graphql", "GraphQLLexer"),
}
# A Pygments token counts as the first of these in which it lies.
_ROLES = (
    ("Token.Name.Tag", Role.TAG),
    ("Token.Name.Attribute", Role.ATTRIBUTE),
    ("Token.Name.Entity", Role.NUMBER),
    ("Token.Name.Property", Role.KEY),
    ("Token.Name.Variable", Role.ATTRIBUTE),
    ("Token.Comment", Role.COMMENT),
    ("Token.Literal.String", Role.STRING),
    ("Token.Literal.Number", Role.NUMBER),
    ("Token.Keyword.Constant", Role.BOOLEAN),
    ("Token.Keyword", Role.KEY),
    ("Token.Punctuation", Role.PUNCTUATION),
    ("Token.Operator", Role.PUNCTUATION),
)


def needs_loading(language: str) -> bool:
    """Whether the first use of a language in a process takes a while."""
    return language in _LEXERS


def load_lexer(language: str) -> None:
    """Loads what a language needs; may be called in a thread."""
    line_spans("<a b='c'><style>d{}</style><script>e</script></a>", language)


def line_spans(line: str, language: str) -> list[Span]:
    """The roles in a line, as if it were the first of its text; none of an unknown language."""
    return spans_of_lines((line,), language)[0]


def spans_of_lines(lines: Sequence[str], language: str) -> list[list[Span]]:
    """The roles in lines that follow each other: a comment may be open from one to the next."""
    by_line = _BY_LINE.get(language)
    if by_line is not None:
        return [list(by_line(line)) for line in lines]
    if language in _LEXERS:
        return _lexed(lines, language)
    return [[] for _ in lines]


def _json(line: str) -> Iterator[Span]:
    for found in _JSON.finditer(line):
        kind = found.lastgroup
        if kind == "colon":
            end = found.end("text")
            yield found.start(), end, Role.KEY
            yield end, found.end(), Role.PUNCTUATION
        elif kind is not None:
            yield *found.span(), Role.STRING if kind == "text" else Role(kind)


def _fields(line: str) -> Iterator[Span]:
    """``Name: value``."""
    found = _FIELD.match(line)
    if found is not None:
        yield *found.span("key"), Role.KEY
        yield *found.span("punctuation"), Role.PUNCTUATION


def _form(line: str) -> Iterator[Span]:
    """``name=value``, one or many."""
    for found in _PAIR.finditer(line):
        if found["punctuation"]:
            yield *found.span("key"), Role.KEY
            yield *found.span("punctuation"), Role.PUNCTUATION
            yield *found.span("string"), Role.STRING
        if found["and"]:
            yield *found.span("and"), Role.PUNCTUATION


def _problem(line: str) -> Iterator[Span]:
    """What went wrong stands behind a cross."""
    if line.startswith("✗"):
        yield 0, len(line), Role.ERROR


_CHECKED = {"✓": Role.STRING, "✗": Role.ERROR, "?": Role.ERROR}
_DIFFERENT = {"-": Role.STRING, "+": Role.ERROR}


def _checks(line: str) -> Iterator[Span]:
    """A sign before what was checked; in a difference, what was expected and what came."""
    if role := _CHECKED.get(line[:1]):
        yield 0, len(line) if role is Role.ERROR else 1, role
    elif line.startswith("    ") and (role := _DIFFERENT.get(line[4:5])) and line[5:6] == " ":
        yield 4, len(line), role


_BY_LINE: dict[str, Callable[[str], Iterator[Span]]] = {
    "json": _json,
    "fields": _fields,
    "form": _form,
    "problem": _problem,
    "checks": _checks,
}


class _Lexer(Protocol):
    """The part of a Pygments lexer that is used here."""

    def get_tokens_unprocessed(self, text: str) -> Iterable[tuple[int, object, str]]:
        """Position, token type and text of each token."""


@cache
def _lexer(language: str) -> _Lexer:
    from importlib import import_module

    module, name = _LEXERS[language]
    lexer: _Lexer = getattr(import_module(module), name)(
        stripnl=False, stripall=False, ensurenl=False
    )
    return lexer


@cache
def _role(token: str) -> Role | None:
    return next((role for prefix, role in _ROLES if token.startswith(prefix)), None)


def _lexed(lines: Sequence[str], language: str) -> list[list[Span]]:
    result: list[list[Span]] = [[] for _ in lines]
    row = column = 0
    for _, token, text in _lexer(language).get_tokens_unprocessed("\n".join(lines)):
        role = _role(str(token))
        for number, part in enumerate(text.split("\n")):
            if number:
                row, column = row + 1, 0
            if part and role is not None:
                result[row].append((column, column + len(part), role))
            column += len(part)
    return result
