"""Names that are written as strings: nothing else would notice that one of them is gone."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest
import textual.events
import textual.message
import textual.widgets
from tests.architecture.syntax_trees import tree_of, walk
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tui" / "outrider"
SOURCES = sorted(PACKAGE.rglob("*.py"))
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "tui").with_suffix("").parts).removesuffix(".__init__")
    for path in SOURCES
    if path.name != "__main__.py"
)
HOOKS = {"on_event", "on_engine_event", "on_hangup"}
"""Methods that something of ours, or Textual itself, calls by this name."""

TYPE = re.compile(r"(?:^|[\s>,&])([A-Z]\w+)")


@cache
def modules() -> tuple[ModuleType, ...]:
    return tuple(importlib.import_module(name) for name in MODULES)


@cache
def classes() -> tuple[type, ...]:
    """Every class of ours."""
    found = {
        value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    inner: set[type] = {
        one for kind in found for one in vars(kind).values() if isinstance(one, type)
    }
    return tuple(sorted(found | inner, key=lambda kind: (kind.__module__, kind.__qualname__)))


def every_subclass(kind: type[T]) -> Iterator[type[T]]:
    for one in kind.__subclasses__():
        yield one
        yield from every_subclass(one)


def test_every_handler_hears_a_message_that_there_is() -> None:
    assert classes()
    sent = {kind.handler_name for kind in every_subclass(Message)} | HOOKS
    lost = [
        f"{kind.__qualname__}.{name}"
        for kind in classes()
        if issubclass(kind, MessagePump)
        for name in vars(kind)
        if re.fullmatch(r"_?on_[a-z_]+", name) and name.removeprefix("_") not in sent
    ]
    assert not lost


def styles(kind: type) -> Iterator[str]:
    for name in ("DEFAULT_CSS", "CSS", "AUTO_FOCUS"):
        value = vars(kind).get(name)
        if isinstance(value, str):
            yield value


def test_every_widget_that_a_style_names_exists() -> None:
    known = {"Screen", "Widget", "App"} | {one.__name__ for one in every_subclass(DOMNode)}
    for _, name, _ in pkgutil.iter_modules(textual.widgets.__path__):
        module = importlib.import_module(f"textual.widgets.{name}")
        known |= {one.__name__ for one in vars(module).values() if isinstance(one, type)}
    lost = []
    for kind in classes():
        for text in styles(kind):
            selectors = re.findall(r"(?:^|\}|;|\{)([^{};]*)\{", text) or [text]
            named = {name for one in selectors for name in TYPE.findall(f" {one}")}
            lost += [f"{kind.__qualname__}: {name}" for name in named - known]
    assert not lost


def queried(tree: ast.AST) -> Iterator[str]:
    """The selectors that are asked for by name."""
    for node in walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"query", "query_one", "query_exactly_one"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


@pytest.mark.parametrize("folder", ["tui", "tests"])
def test_every_widget_that_is_asked_for_by_name_exists(folder: str) -> None:
    known = {one.__name__ for one in every_subclass(DOMNode)} | {"Input", "TextArea", "Static"}
    lost = [
        f"{path.relative_to(ROOT)}: {selector}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for selector in queried(tree_of(path.read_text("utf-8")))
        for name in TYPE.findall(f" {selector}")
        if classes() and name not in known
    ]
    assert not lost


def test_every_module_that_a_string_names_exists() -> None:
    lost = []
    for path in SOURCES:
        for node in walk(tree_of(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for name in re.findall(r"(?<![\w./-])outrider(?:\.[a-z_]+)+", node.value):
                    if not is_there(name):
                        lost.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name}")
    assert not lost


def is_there(name: str) -> bool:
    """Whether it is a module, a file that we ship, or a member of a module."""
    if name in MODULES or name == "outrider.toml":
        return True
    parent, _, member = name.rpartition(".")
    return parent in MODULES and hasattr(importlib.import_module(parent), member)


def test_what_is_loaded_before_it_is_needed_can_be_loaded() -> None:
    from outrider.app import PRELOAD
    from outrider.preload import FIRST_SEND

    names = [name for name in (*PRELOAD, *FIRST_SEND) if name.startswith("outrider.")]
    assert len(names) > 10
    assert set(names) <= set(MODULES)


def test_every_action_of_a_binding_has_its_method() -> None:
    from textual.app import App
    from textual.binding import Binding

    for name in MODULES:
        importlib.import_module(name)
    anywhere = {name for one in every_subclass(DOMNode) for name in dir(one)} | set(dir(App))
    lost = []
    for kind in classes():
        for binding in vars(kind).get("BINDINGS", ()) if issubclass(kind, DOMNode) else ():
            action = binding.action if isinstance(binding, Binding) else binding[1]
            namespace, _, call = action.partition("(")[0].rpartition(".")
            name = f"action_{call}"
            there = name in anywhere if namespace else hasattr(kind, name)
            if not there and name not in anywhere:
                lost.append(f"{kind.__qualname__}: {action}")
    assert not lost


def test_what_a_value_hides_is_a_field_of_it() -> None:
    from outrider.model.safe_repr import SafeRepr

    kinds = list(every_subclass(SafeRepr))
    assert kinds
    for kind in kinds:
        fields = set(inspect.signature(kind).parameters)
        assert vars(kind).get("hidden_fields", set()) <= fields, kind


def test_what_is_looked_for_among_attributes_is_one() -> None:
    lost = []
    for path in SOURCES:
        tree = tree_of(path.read_text("utf-8"))
        own = {node.name for node in walk(tree) if isinstance(node, ast.FunctionDef)}
        for node in walk(tree):
            if not (isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant)):
                continue
            where = node.comparators[0]
            if isinstance(where, ast.Attribute) and where.attr == "__dict__":
                lost += [] if node.left.value in own else [f"{path}: {node.left.value!r}"]
    assert not lost


def attributes_by_name(tree: ast.AST) -> Iterator[int]:
    """The lines that look an attribute up by a name that is written as a string."""
    for node in walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "getattr"
            and any(isinstance(one, ast.Constant | ast.JoinedStr) for one in node.args[1:2])
        ):
            yield node.lineno


@pytest.mark.parametrize("room", ["app.py", "workbench", "dialogs", "keymap", "terminal"])
def test_no_attribute_is_looked_up_by_a_name_that_no_type_knows(room: str) -> None:
    found = list(attributes_by_name(tree_of("x = 1\ngetattr(app, 'user_keys', {})")))
    assert found == [2]
    paths = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] == room]
    assert paths
    lost = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in paths
        for line in attributes_by_name(tree_of(path.read_text("utf-8")))
    ]
    assert not lost
