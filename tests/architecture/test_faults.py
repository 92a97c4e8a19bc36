"""Each fault that Outrider has to bear is borne in a test, which tests/faults.toml names."""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tests.architecture.syntax_trees import tree_of
from tests.each_case import each_case

ROOT = Path(__file__).parents[2]
ROWS = {
    int(number): row
    for number, row in tomllib.loads((ROOT / "tests/faults.toml").read_text("utf-8")).items()
}
LAST = 637


@cache
def names_in(file: str) -> frozenset[str]:
    """The tests of a file; a state machine is one under the name that pytest has for it."""
    tree = tree_of((ROOT / file).read_text("utf-8"))
    names = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    return frozenset(name for name in names if name.startswith(("test_", "Test")))


def test_every_fault_has_its_row() -> None:
    assert list(ROWS) == list(range(1, LAST + 1))


@each_case(ROWS)
def test_a_row_names_tests_that_exist(number: int) -> None:
    row: dict[str, Any] = ROWS[number]
    assert row.keys() <= {"p", "title", "tests", "open"}
    assert row["p"] in {0, 1}
    assert row["title"]
    for test in row["tests"]:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert name in names_in(file), test


def test_what_must_hold_is_shown_and_what_is_open_is_said() -> None:
    for number, row in ROWS.items():
        assert row["tests"] or (row["p"] and row.get("open")), number
        if "open" in row:
            assert row["p"] == 1, f"{number} must hold before a release"
            assert row["open"].endswith(".")
            sys.stdout.write(f"open: {number} {row['title']}: {row['open']}\n")
