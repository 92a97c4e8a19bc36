"""No text becomes markup: what widgets are given is Content, or is told to be plain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.syntax_trees import tree_of, walk

ROOT = Path(__file__).parents[2] / "tui" / "outrider"
PARSING = {
    *("Static", "Label", "Button", "Link", "Checkbox", "RadioButton", "Collapsible", "TabPane"),
    *("notify", "OptionList", "Option", "Select", "SelectionList", "Tabs", "Placeholder"),
    *("RichLog", "Markdown", "Tree", "DataTable", "Header", "Footer", "Digits"),
}
"""Classes and calls that read a text as markup unless they are told not to."""

ALWAYS = {"from_markup", "from_ansi", "add_row", "add_column", "add_json", "Syntax"}
"""Calls that nothing here has a use for."""

TITLES = {"border_title", "border_subtitle", "tooltip", "sub_title"}
"""Attributes that read a text as markup."""

CONTEXTS = {"context", "_context"}
"""Names of a WorkbenchContext, whose ``notify`` makes a text plain."""

SAFE = {"Content", "title_text", "assemble", "styled", "join", "render"}
"""What makes something that is no markup."""


def called(node: ast.expr) -> str:
    """The last word of what is called."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_ours(node: ast.Call, own: set[str]) -> bool:
    """Whether a call is to a method of ours of that name, which makes its text plain itself."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return False
    receiver = called(function.value)
    return receiver in CONTEXTS or (receiver == "self" and function.attr in own)


def is_plain(node: ast.Call) -> bool:
    """Whether a call says that its text is no markup, or has none."""
    for keyword in node.keywords:
        if keyword.arg == "markup":
            return isinstance(keyword.value, ast.Constant) and keyword.value.value is False
    return not node.args


def risks(source: str) -> Iterator[str]:
    """Where a module could let a text become markup."""
    tree = tree_of(source)
    own = {node.name for node in walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in walk(tree):
        if isinstance(node, ast.Call):
            name = called(node)
            risky = name in PARSING and not is_plain(node) and not is_ours(node, own)
            if name in ALWAYS or risky:
                yield f"{node.lineno}: {name}(…)"
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in TITLES
                    and not _is_safe(node.value)
                ):
                    yield f"{node.lineno}: {target.attr} = …"


def _is_safe(value: ast.expr) -> bool:
    if isinstance(value, ast.IfExp):
        return _is_safe(value.body) and _is_safe(value.orelse)
    if isinstance(value, ast.Constant):
        return value.value in {None, ""}
    return called(value) in SAFE


def test_no_widget_is_given_a_text_that_could_be_markup() -> None:
    rooms = ("workbench", "dialogs", "keymap", "widgets", "toolkit", "terminal")
    assert all((ROOT / room).is_dir() for room in rooms)
    paths = [ROOT / "app.py", *(path for room in rooms for path in (ROOT / room).rglob("*.py"))]
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in sorted(paths)
        if (wrong := list(risks(path.read_text("utf-8"))))
    }
    assert not found, found


def test_the_check_sees_what_would_be_markup() -> None:
    source = """
Static(text)
self.notify(f"{text}")
Label(text, markup=True)
box.border_title = text
box.tooltip = f"{text}" if text else None
Content.from_markup(text)
table.add_row(text)
"""
    assert len(list(risks(source))) == 7
    fine = """
Static()
Static(Content(text), markup=False)
self.notify(visible(text), markup=False)
box.border_title = title_text(text)
box.tooltip = None
"""
    assert not list(risks(fine))
