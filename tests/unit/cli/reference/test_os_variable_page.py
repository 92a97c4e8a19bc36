"""The reference names each OS environment variable that the program reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from outrider.cli.reference.os_variable_page import OS_VARIABLES
from outrider.engine.web_browser import _DISPLAYS, _REMOTE

ROOT = Path(__file__).parents[4] / "tui" / "outrider"
NAME = re.compile(r"[A-Z][A-Z0-9_]+|no_proxy")
LOOKED_UP = re.compile(r"(environ|process\w*)(\.get\(|\.pop\(|\[)| in _?(os\.)?(environ|process)")
READ_BY_PATTERN = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", *_DISPLAYS, *_REMOTE}
"""Names that are made of a scheme, or read in a loop."""


def read_from(tree: ast.Module) -> Iterator[str]:
    """The names that are looked up in something that is called process or environ."""
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        looked_in: ast.expr | None = None
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr in {"get", "pop"}:
                looked_in, key = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript):
            looked_in, key = node.value, node.slice
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            looked_in, key = node.comparators[0], node.left
        value = key.value if isinstance(key, ast.Constant) else None
        if isinstance(key, ast.Name):
            value = constants.get(key.id)
        if not isinstance(value, str) or not NAME.fullmatch(value) or looked_in is None:
            continue
        if re.search(r"process|environ\b", ast.unparse(looked_in)):
            yield value


def test_every_variable_that_is_read_is_named() -> None:
    texts = (path.read_text("utf-8") for path in ROOT.rglob("*.py"))
    trees = (ast.parse(text) for text in texts if LOOKED_UP.search(text))
    read = {name for tree in trees for name in read_from(tree)}
    read = {name.upper() for name in read}
    named = {name for rows in OS_VARIABLES.values() for name in rows}
    assert len(read) > 20
    assert read | READ_BY_PATTERN == named | {"XDG_CONFIG_HOME", "XDG_STATE_HOME"}
