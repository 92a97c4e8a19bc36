"""JavaScript as a tree (tree-sitter), and small questions about its nodes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator
from functools import cache
from time import thread_time
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from tree_sitter import TreeCursor

FUNCTIONS = frozenset(
    ("arrow_function", "function_expression", "function_declaration", "method_definition",
     "generator_function", "generator_function_declaration")
)  # fmt: skip
LONGEST = 200_000
"""Characters of a script that is looked at."""
DEEPEST = 200
"""Nodes inside of each other in a script that is looked at."""
_FIRST_MOMENT, _FOR_EACH_BYTE = 100_000, 8
"""Microseconds that parsing may take: a valid script needs less than one for each byte."""


class SyntaxNode(Struct, eq=False):
    """A node of the tree with what is in it, so that no question about it looks at the others.

    Attributes:
        line: where it begins, from 1.
        start: the beginning of what it was written as: enough to name it.
        fields: children by the name that the grammar gives them; of several, the first.
        words: children that are signs and keywords: ``"+"`` of a sum.
    """

    type: str
    line: int
    source: bytes
    first_byte: int
    end_byte: int
    fields: dict[str, SyntaxNode] = field(default_factory=dict)
    children: list[SyntaxNode] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it was written as."""
        return self.source[self.first_byte : self.end_byte].decode("utf-8", "replace")

    @property
    def start(self) -> str:
        """The beginning of that: enough to name it."""
        end = min(self.end_byte, self.first_byte + 400)
        return self.source[self.first_byte : end].decode("utf-8", "replace")

    def get(self, name: str) -> SyntaxNode | None:
        """A child by the name of its field."""
        return self.fields.get(name)


class BrokenScript(Exception):
    """A text is no JavaScript, or nested more deeply than anybody writes; ``line`` is from 1."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


@cache
def _parser() -> Any:
    from tree_sitter import Language, Parser
    from tree_sitter_javascript import language

    return Parser(Language(language()))


def parse(text: str, *, broken: bool = False) -> SyntaxNode:
    """The tree of a script; of a ``broken`` one, with what is no JavaScript as ``ERROR``.

    Raises:
        BrokenScript: it is no JavaScript, or too long, or nested too deeply.
    """
    if len(text) > LONGEST:
        raise BrokenScript("it is too long")
    source = text.encode("utf-8", "replace")
    parser, most = _parser(), _FIRST_MOMENT + _FOR_EACH_BYTE * len(source)
    with warnings.catch_warnings():
        # It looks for a way to go on behind each error, for ever longer; the callback that its
        # deprecation speaks of ends the process (tree-sitter 0.25).
        warnings.simplefilter("ignore", DeprecationWarning)
        parser.timeout_micros = most
    begun, tree = thread_time(), None
    while tree is None:
        try:
            tree = parser.parse(source)
        except ValueError:
            # It looks at the clock on the wall: on a busy machine it may not have had its time,
            # and goes on from where it stopped.
            if (thread_time() - begun) * 1_000_000 >= most / 2:
                parser.reset()
                raise BrokenScript("it is not valid JavaScript") from None
    return _copied(tree.walk(), source, broken=broken)


def _copied(cursor: TreeCursor, source: bytes, *, broken: bool) -> SyntaxNode:
    """The tree as nodes that know their children, in one walk: it grows with the script."""
    root = _read(cursor, source, broken=broken)
    path = [root]
    while True:
        if cursor.goto_first_child():
            if len(path) > DEEPEST:
                raise BrokenScript("it is nested too deeply", path[-1].line)
        else:
            path.pop()
            while not cursor.goto_next_sibling():
                if not path or not cursor.goto_parent():
                    return root
                path.pop()
        above = path[-1]
        node = _read(cursor, source, broken=broken)
        known = cursor.node
        if known is not None and known.is_named and node.type != "comment":
            above.children.append(node)
            if cursor.field_name:
                above.fields.setdefault(cursor.field_name, node)
        elif node.type != "comment":
            above.words.append(node.type)
            if cursor.field_name:
                above.fields.setdefault(cursor.field_name, node)
        path.append(node)


def _read(cursor: TreeCursor, source: bytes, *, broken: bool) -> SyntaxNode:
    node = cursor.node
    assert node is not None
    if not broken and (node.is_error or node.is_missing):
        raise BrokenScript("it is not valid JavaScript", int(node.start_point[0]) + 1)
    return SyntaxNode(
        node.type, int(node.start_point[0]) + 1, source, node.start_byte, node.end_byte
    )


def text(node: SyntaxNode | None) -> str:
    """What a node was written as."""
    return "" if node is None else node.text


def walk(node: SyntaxNode, *, closed: Collection[str] = ()) -> Iterator[SyntaxNode]:
    """A node and everything in it, in order, but for what is in nodes of the closed types."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        if one.type not in closed:
            stack.extend(reversed(one.children))


def arguments(call: SyntaxNode) -> list[SyntaxNode]:
    """The arguments of a call."""
    found = call.get("arguments")
    if found is None:
        return []
    return found.children if found.type == "arguments" else [found]


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def unescaped(written: str) -> str:
    """What an escape sequence of JavaScript stands for."""
    match = re.fullmatch(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\}|(.))",
                         written, re.DOTALL)  # fmt: skip
    if match is None:
        return written
    number = match[1] or match[2] or match[3]
    if number:
        return chr(int(number, 16)) if int(number, 16) <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(match[4], match[4])
