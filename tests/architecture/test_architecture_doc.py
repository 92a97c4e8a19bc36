"""What ARCHITECTURE.md names is there: a stranger who follows it arrives."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

from tests.architecture.syntax_trees import tree_of, walk
from tests.each_case import each_case

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tui" / "outrider"
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
QUOTED = sorted(set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))))
PATHS = [one for one in QUOTED if re.fullmatch(r"[\w/]+(\.py|\.toml|/)(:[\w.]+)?", one)]
NAMES = [one for one in QUOTED if re.fullmatch(r"_?[A-Z]\w+(\.\w+)?", one)]
OF_THE_ROOT = ("tests/", "tui/", "sample_envs/", "docs/")


@cache
def names_of(path: Path) -> frozenset[str]:
    """Classes, functions and methods of a file, as ``f`` and ``C.f``."""
    found = set()
    for node in tree_of(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            for one in walk(node):
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    found.add(f"{node.name}.{one.name}")
    return frozenset(found)


@cache
def every_name() -> frozenset[str]:
    return frozenset().union(*map(names_of, PACKAGE.rglob("*.py")))


@each_case(PATHS)
def test_every_file_and_what_is_said_to_be_in_it_is_there(quoted: str) -> None:
    file, _, name = quoted.partition(":")
    path = ROOT / file if file.startswith(OF_THE_ROOT) else PACKAGE / file
    if file in {"a/b.py", "tests/unit/a/test_b.py", "src/"}:
        return
    assert path.is_dir() if file.endswith("/") else path.is_file(), file
    assert not name or name in names_of(path), quoted


@each_case(NAMES)
def test_every_class_and_method_is_there(name: str) -> None:
    inherited = {"BINDINGS", "RequestEditor.Edited"}
    assert name in every_name() | inherited


def test_the_layers_are_those_that_are_enforced() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["type"] == "layers"]
    drawn = TEXT.split("```")[1].strip().splitlines()
    said = [set(re.findall(r"[a-z_]+", re.split(r" {2,}(?!\|)", line)[0])) for line in drawn]
    assert said == [set(re.findall(r"[a-z_]+", line)) for line in layers]


def test_there_is_something_to_check() -> None:
    assert len(PATHS) > 60
    assert len(NAMES) > 15
