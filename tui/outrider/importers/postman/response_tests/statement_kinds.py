"""Small questions about the statements of a test script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.importers.postman.scripts.syntax import (
    FUNCTIONS,
    SyntaxNode,
    arguments,
    text,
    walk,
)

ENDS = frozenset(("return_statement", "throw_statement"))
"""What ends a function."""
SILENT = ("console.",)
"""What only writes for people."""


def is_silent(node: SyntaxNode) -> bool:
    """Whether it is a statement that only writes to the console."""
    inner = node.children[0] if node.type == "expression_statement" and node.children else node
    return inner.type == "call_expression" and text(inner.get("function")).startswith(SILENT)


_ACTS = re.compile(r"\.(?:set|unset|clear|sendRequest|setNextRequest)\w*\s*\(")


def seems_to_act(node: SyntaxNode) -> bool:
    """Whether an expression also does something, as it seems."""
    return _ACTS.search(node.text) is not None


def is_there_for_others(node: SyntaxNode) -> bool:
    """Whether a statement is there for what is in it."""
    return node.type.startswith(("if", "for", "while", "do", "switch", "try", "labeled"))


def leaves_loop(body: SyntaxNode) -> bool:
    """Whether a turn of a loop may end it, or itself."""
    ends = {"break_statement", "continue_statement", *ENDS}
    return any(one.type in ends for one in walk(body, closed=FUNCTIONS))


def titles_in(node: SyntaxNode) -> Iterator[str]:
    """The titles of the tests in a statement, but for that of itself."""
    first = node.children[0] if node.children else None
    for one in walk(node):
        is_call = one.type == "call_expression" and one is not first
        if is_call and text(one.get("function")) == "pm.test":
            yield text(next(iter(arguments(one)), None)).strip("\"'`")[:80]
