"""What Textual and Rich keep to themselves is touched in one room, and each name says why."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from tests.architecture.syntax_trees import tree_of, walk
from tests.unit.textual_internals.relied_on import RELIED_ON

ROOT = Path(__file__).parents[2] / "tui"
ROOM = ROOT / "outrider" / "textual_internals"
SCREEN = ("workbench", "dialogs", "keymap", "widgets", "toolkit", "terminal", "textual_internals")
"""The rooms that may know Textual, which the import contracts see to."""

SOURCES = [
    ROOT / "outrider" / "app.py",
    *sorted(path for room in SCREEN for path in (ROOT / "outrider" / room).rglob("*.py")),
]
FOREIGN = {"textual", "rich"}
PRIVATE_MODULE = re.compile(r"(textual|rich)(\.\w+)*\._\w+")
BY_STRING = {"getattr", "setattr", "hasattr", "delattr", "attrgetter", "methodcaller"}


def is_private(name: object) -> bool:
    return isinstance(name, str) and re.fullmatch(r"_[A-Za-z]\w*", name) is not None


def is_foreign(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in FOREIGN


@cache
def class_nodes(file: str) -> Mapping[str, ast.ClassDef]:
    nodes = walk(tree_of(Path(file).read_text("utf-8")))
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


@cache
def private_names(kind: type) -> frozenset[str]:
    """What a class of Textual's defines, and what it puts into its objects."""
    found = {*vars(kind), *vars(kind).get("__annotations__", ())}
    file = sys.modules[kind.__module__].__file__
    found |= {
        node.attr
        for node in walk(class_nodes(file or "")[kind.__name__])
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and receiver(node) == "self"
    }
    return frozenset(filter(is_private, found))


def receiver(node: ast.Attribute) -> str:
    """Whose attribute it is, as far as that is a name."""
    value = node.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return f"{value.func.id}()"
    return value.id if isinstance(value, ast.Name) else ""


def module_of(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


@cache
def theirs() -> Mapping[type, frozenset[str]]:
    """For every class of ours, the private names of Textual's that its objects have.

    A mixin has those of the widgets that it is mixed into.
    """
    names: dict[type, set[str]] = defaultdict(set)
    for module in map(module_of, SOURCES):
        for kind in classes_in(vars(module), module.__name__):
            add_names(names, kind)
    return {kind: frozenset(found) for kind, found in names.items()}


def add_names(names: dict[type, set[str]], kind: type) -> None:
    found = {name for one in kind.__mro__ if is_foreign(one) for name in private_names(one)}
    for one in kind.__mro__:
        if not is_foreign(one):
            names[one] |= found


def classes_in(namespace: Mapping[str, object], module: str) -> Iterator[type]:
    for value in namespace.values():
        if isinstance(value, type) and value.__module__ == module:
            yield value
            yield from classes_in(vars(value), module)


class Scanner(ast.NodeVisitor):
    """Finds private names of Textual's in a module of ours.

    Args:
        namespace: the module's.
        names: what :func:`theirs` says.
    """

    def __init__(
        self,
        tree: ast.Module,
        namespace: Mapping[str, object],
        names: Mapping[type, frozenset[str]],
    ) -> None:
        self.found: list[tuple[int, str]] = []
        self._classes: list[type | None] = []
        self._namespace = namespace
        self._names = names
        self._any = frozenset().union(*names.values())
        self._own = set(own_names(tree))
        self._modules = {
            (one.asname or one.name).partition(".")[0]
            for node in walk(tree)
            if isinstance(node, ast.Import)
            for one in node.names
        }
        self.visit(tree)

    def _of_textual(self, name: str) -> bool:
        kind = self._classes[-1] if self._classes else None
        return kind is not None and name in self._names.get(kind, ())

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        above = vars(self._classes[-1]) if self._classes and self._classes[-1] else self._namespace
        kind = above.get(node.name)
        self._classes.append(kind if isinstance(kind, type) else None)
        if kind is None and node.bases:
            # Inside of a function, where nobody can tell what it has from Textual.
            self.found.append((node.lineno, node.name))
        for one in node.body:
            targets = getattr(one, "targets", [getattr(one, "target", one)])
            defined = [getattr(each, "name", getattr(each, "id", "")) for each in targets]
            self.found += [
                (one.lineno, name)
                for name in defined
                if is_private(name) and self._of_textual(name)
            ]
        self.generic_visit(node)
        self._classes.pop()

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if is_private(node.attr):
            whose = receiver(node)
            if whose in {"self", "cls", "super()"}:
                wrong = self._of_textual(node.attr)
            else:
                # Somebody else's: of the same file and unknown to Textual, or not ours to touch.
                ours = node.attr in self._own and node.attr not in self._any
                wrong = not ours and whose not in self._modules
            if wrong:
                self.found.append((node.lineno, node.attr))
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if module.partition(".")[0] in FOREIGN:
            whole = PRIVATE_MODULE.fullmatch(module) is not None
            self.found += [
                (node.lineno, one.name) for one in node.names if whole or is_private(one.name)
            ]

    def visit_Import(self, node: ast.Import) -> None:
        self.found += [
            (node.lineno, one.name) for one in node.names if PRIVATE_MODULE.match(one.name)
        ]

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and PRIVATE_MODULE.fullmatch(node.value):
            self.found.append((node.lineno, node.value))

    def visit_Call(self, node: ast.Call) -> None:
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        for one in node.args if called in BY_STRING else ():
            if isinstance(one, ast.Constant) and is_private(one.value):
                self.found.append((node.lineno, str(one.value)))
        self.generic_visit(node)


def own_names(tree: ast.AST) -> Iterator[str]:
    """What a module itself calls its private members."""
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from [node.attr] if receiver(node) == "self" else ()


@cache
def touched(path: Path) -> tuple[tuple[int, str], ...]:
    tree = tree_of(path.read_text("utf-8"))
    return tuple(Scanner(tree, vars(module_of(path)), theirs()).found)


def test_only_the_room_touches_what_textual_keeps_to_itself() -> None:
    found = {
        str(path.relative_to(ROOT)): touched(path)
        for path in SOURCES
        if ROOM not in path.parents and touched(path)
    }
    assert not found


def test_every_name_that_the_room_touches_is_looked_at_in_textual() -> None:
    used = {name for path in ROOM.glob("*.py") for _, name in touched(path)}
    named = {re.split(r"[.:]", name)[-1] for name in RELIED_ON}
    assert used - {"Compositor", "StylesCache"} <= named
    # What is public in a private class may stand there as well.
    assert {name for name in named if is_private(name)} <= used


def explained(source: str) -> Iterator[tuple[int, str]]:
    """Lines of a module, each with the docstring or the comment of what it is in."""
    lines = source.splitlines()
    for node in walk(tree_of(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            says = ast.get_docstring(node) or "".join(re.findall(r"# .+", text))
            yield from ((line, says) for line in range(node.lineno, (node.end_lineno or 0) + 1))
        elif isinstance(node, ast.ImportFrom):
            above = lines[node.lineno - 2].strip()
            yield node.lineno, above if above.startswith("#") else ""


def test_every_name_says_why_it_is_needed() -> None:
    silent = []
    for path in ROOM.glob("*.py"):
        reasons = dict(explained(path.read_text("utf-8")))
        silent += [
            f"{path.name}:{line} {name}" for line, name in touched(path) if not reasons[line]
        ]
    assert not silent


def test_the_scanner_sees_what_would_be_private() -> None:
    source = textwrap.dedent("""
        import os
        import textual._compositor
        from rich.console import _is_jupyter
        from textual._styles_cache import StylesCache
        from textual.app import App
        from textual.widget import Widget

        class Mixin:
            def look(self):
                return self._render_cache, self._ours

        class Mixed(Mixin, Widget):
            _bindings = 1

            def __init__(self):
                self._ours = 1

            def _on_idle(self):
                super()._on_idle()
                self.app._keymap, getattr(self, "_thread_id")
                return "textual.widgets._input", os._exit

            class Inner(App):
                def _styles_cache(self, other):
                    return other._ours, self._driver, other._styles_cache
    """)
    module = ModuleType("made_up")
    exec(source, vars(module))
    names: dict[type, set[str]] = defaultdict(set)
    for kind in classes_in(vars(module), "made_up"):
        add_names(names, kind)
    frozen = {kind: frozenset(found) for kind, found in names.items()}
    found = [name for _, name in Scanner(tree_of(source), vars(module), frozen).found]
    assert sorted(found) == sorted(
        [
            *("textual._compositor", "_is_jupyter", "StylesCache", "_render_cache", "_bindings"),
            *("_on_idle", "_on_idle", "_keymap", "_thread_id", "textual.widgets._input", "_driver"),
            "_styles_cache",
        ]
    )
