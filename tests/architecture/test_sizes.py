"""No file and no class grows until nobody reads it whole."""

import ast
from pathlib import Path

from tests.architecture.syntax_trees import tree_of, walk
from tests.each_case import each_case

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "tui" / "outrider").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
MAX_FILE = 400
MAX_CLASS = 250
MAX_METHODS = 25


def test_there_are_sources_to_measure() -> None:
    assert len(SOURCES) > 50


@each_case(SOURCES, lambda path: path.relative_to(ROOT))
def test_file_and_its_classes_are_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_FILE
    for node in walk(tree_of(text)):
        if isinstance(node, ast.ClassDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MAX_CLASS, node.name
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            assert len(methods) <= MAX_METHODS, node.name
