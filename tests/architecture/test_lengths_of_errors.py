"""What happened is said in 72 columns, why and what to do in 120: two lines of the response.

Texts are measured without their values, in the source and in the tables of errors as people meet
them; the tables also say how much of a screen of 80 columns and 24 rows an error takes.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.syntax_trees import tree_of, walk
from tests.architecture.test_key_words import texts_of
from tests.architecture.test_sentences import ROOT, SAID, called, is_error
from tests.each_case import each_case

from outrider.oauth.body_text import words_for

WHAT = 72
WHY = 120
PANE = 55
"""Columns of the response pane on a terminal of 80 columns."""

ROWS = 13
"""Rows that an error takes at most; the pane scrolls, and its console gives way."""

TABLES = Path(__file__).parents[1] / "integration"
POSITIONS = {
    "Fault": {1: "what", 3: "why", 4: "advice"},
    "Failure": {1: "what"},
    "RefusalCause": {1: "what", 3: "why", 4: "advice"},
    "Cause": {0: "why", 1: "advice"},
}
"""Which arguments of a call are said."""

_VALUES = re.compile(
    r'"[^"]*"'
    r"| ?\([\w./-]+\.toml(:\d+)?\)"
    r"|(https?://|\{url\})\S*"
    r"|\{\w+\}(:\d+)?"
    r"|^[\w./-]+\.toml(:\d+)?: "
)
_QUOTE = re.compile(r'(?<=^Server message: ").*(?="$)')
_QUOTED = ("at ", "Server message:", "See ")


def said(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Line, kind and text of what the source says, without its values."""
    for node in walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        positions = POSITIONS.get(name, {0: "what"} if is_error(name) else {})
        named = [(one.arg, one.value) for one in node.keywords if one.arg in SAID]
        placed = [(kind, node.args[at]) for at, kind in positions.items() if len(node.args) > at]
        for kind, value in (*named, *placed):
            for text in texts_of(value):
                yield node.lineno, str(kind), text


def longest(kind: str) -> int:
    """Columns of a part of an error."""
    return WHAT if kind == "what" else WHY


def too_long(source: str) -> list[tuple[int, int, str]]:
    """Line, length and text of what is longer than its place."""
    return [
        (line, len(text), text)
        for line, kind, text in said(tree_of(source))
        if len(text) > longest(kind)
    ]


def test_the_source_says_what_happened_in_few_words() -> None:
    found, count = {}, 0
    for path in sorted(ROOT.rglob("*.py")):
        if "demo" in path.parts:
            continue
        source = path.read_text("utf-8")
        count += sum(1 for _ in said(tree_of(source)))
        if long := too_long(source):
            found[str(path.relative_to(ROOT))] = long
    assert not found
    assert count > 500


def test_what_is_too_long_is_found() -> None:
    assert (
        len(too_long(f'UsageError("{"w" * 73}.", why="{"w" * 119}.", advice="{"w" * 120}.")')) == 2
    )


def errors_of(table: str) -> Iterator[tuple[str, list[str]]]:
    """Name and lines of each error in a table, on each front end."""
    text = (TABLES / table).read_text("utf-8")
    if table == "token_refusals.txt":
        for block in text.split("--- ")[1:]:
            name, *lines = block.rstrip("\n").split("\n")
            yield name, lines
        return
    for block in text.split("== ")[1:]:
        name = block.partition(",")[0]
        for part in block.split("-- ")[1:]:
            where, *lines = part.rstrip("\n").split("\n")
            yield f"{name}-{where}", lines


ERRORS = [one for table in ("token_refusals.txt", "every_error.txt") for one in errors_of(table)]


@each_case(ERRORS, lambda error: error[0])
def test_an_error_is_short_and_fits_a_small_screen(error: tuple[str, list[str]]) -> None:
    _, lines = error
    told = [line for line in lines if not line.strip().startswith(_QUOTED)]
    for number, line in enumerate(told):
        words = re.sub(r"(error|warning): ", "", line.strip())
        first = number == 0 or "error: " in line
        assert len(_VALUES.sub("", words)) <= (WHAT if first else WHY), words
    fitting = [_QUOTE.sub(lambda words: words_for(words[0]), line.strip()) for line in lines]
    shown = [textwrap.wrap(re.sub(r"^error: ", "", line), PANE) for line in fitting]
    assert sum(map(len, shown)) <= ROWS
