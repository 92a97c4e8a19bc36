"""JavaScript as a tree (tree-sitter), and small questions about its nodes."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration"})
LONGEST = 200_000
"""Characters of a script that is looked at."""
DEEPEST = 200
"""Nodes inside of each other in a script that is looked at."""


@cache
def _parser() -> Any:
    from tree_sitter import Language, Parser
    from tree_sitter_javascript import language

    return Parser(Language(language()))


def parse(text: str) -> Node:
    """The tree of a script."""
    tree: Node = _parser().parse(text.encode("utf-8", "replace")).root_node
    return tree


def text(node: Node | None) -> str:
    """What a node was written as."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def start(node: Node) -> str:
    """The beginning of what a node was written as: enough to name it."""
    return (node.text or b"")[:400].decode("utf-8", "replace")


def line(node: Node) -> int:
    """Where a node begins, from 1."""
    return int(node.start_point[0]) + 1


def field(node: Node, name: str) -> Node | None:
    """A child by the name of its field."""
    return node.child_by_field_name(name)


def children(node: Node) -> list[Node]:
    """The children that mean something; comments do not."""
    return [one for one in node.named_children if one.type != "comment"]


def walk(node: Node, *, closed: Collection[str] = ()) -> Iterator[Node]:
    """A node and everything in it, in order, but for what is in nodes of the closed types."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        if one.type not in closed:
            stack.extend(reversed(one.named_children))


def is_deep(node: Node) -> bool:
    """Whether a script is nested more deeply than anybody writes."""
    level = [node]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in one.children]
    return bool(level)


def ancestors(node: Node) -> Iterator[Node]:
    """What a node stands in, from the inside."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def root(node: Node | None) -> str:
    """The name at the start of ``name.member[0].other``; empty where there is none."""
    while node is not None and node.type in {"member_expression", "subscript_expression"}:
        node = field(node, "object")
    return text(node) if node is not None and node.type == "identifier" else ""


def first_error(node: Node) -> Node | None:
    """The first place that is no JavaScript."""
    return next((one for one in walk(node) if one.is_error or one.is_missing), None)


def path(node: Node | None) -> str:
    """``pm.environment.set`` of a member expression; empty for what is none."""
    if node is None:
        return ""
    if node.type in {"identifier", "property_identifier", "this"}:
        return text(node)
    if node.type == "member_expression":
        start = path(field(node, "object"))
        return f"{start}.{text(field(node, 'property'))}" if start else ""
    return ""


def key_of(node: Node | None) -> str:
    """What a key of an object is called, in quotes or without."""
    written = text(node)
    if node is not None and node.type == "string":
        try:
            return str(json.loads('"' + written[1:-1].replace('"', '\\"') + '"'))
        except ValueError:
            return written[1:-1]
    return written


def arguments(call: Node) -> list[Node]:
    """The arguments of a call."""
    found = field(call, "arguments")
    return children(found) if found is not None and found.type == "arguments" else []


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
