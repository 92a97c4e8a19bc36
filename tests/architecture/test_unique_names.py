"""One name, one meaning: a reader who searches for a name finds one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tests.architecture.syntax_trees import tree_of

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "tui" / "outrider").rglob("*.py"))
MEMBERS_WIRE_NAMES = {"command", "none", "text"}
"""File names that are what a member of a registry is called on the wire, or in a file."""


def test_no_class_has_the_name_of_another() -> None:
    found = defaultdict(set)
    for path in SOURCES:
        for node in tree_of(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].add(str(path.relative_to(ROOT)))
    assert len(found) > 500
    assert not {name: paths for name, paths in found.items() if len(paths) > 1}


def test_no_public_function_has_the_name_of_another() -> None:
    found = defaultdict(set)
    for path in SOURCES:
        for node in tree_of(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
                found[node.name].add(str(path.relative_to(ROOT)))
    # Each command of the shell has one, which the table of commands calls.
    del found["command"]
    assert len(found) > 500
    assert not {name: paths for name, paths in found.items() if len(paths) > 1}


def test_no_file_has_the_name_of_another() -> None:
    found = defaultdict(set)
    for path in SOURCES:
        if path.stem not in {"__init__", "__main__"}:
            found[path.stem].add(str(path.relative_to(ROOT)))
    assert len(found) > 300
    twice = {name: paths for name, paths in found.items() if len(paths) > 1}
    assert not {name: paths for name, paths in twice.items() if name not in MEMBERS_WIRE_NAMES}
