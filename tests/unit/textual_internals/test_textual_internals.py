"""Textual is what this room takes it for: the first tests to read when its pin is raised."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import textual
from tests.unit.textual_internals.relied_on import RELIED_ON
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import TextArea

from outrider import textual_internals
from outrider.textual_internals.textual_app import TextualApp
from outrider.textual_internals.textual_screen import TextualScreen
from outrider.textual_internals.textual_text_area import TextualTextArea

ROOM = Path(textual_internals.__path__[0])


class Running(App[None]):
    """An app of Textual's alone."""

    def compose(self) -> ComposeResult:
        yield TextArea()

    def objects(self) -> dict[str, object]:
        """One of each class whose objects have attributes of their own."""
        area, compositor = self.query_one(TextArea), self.screen._compositor
        assert compositor.visible_widgets  # which fills the attribute
        return {
            "App": self,
            "Screen": self.screen,
            "Widget": area,
            "TextArea": area,
            "Driver": self._driver,
            "Stylesheet": self.stylesheet,
            "Compositor": compositor,
            "XTermParser": XTermParser(),
            "Strip": Strip([]),
        }


def kind(name: str, objects: dict[str, Any]) -> str:
    """What a name is in the Textual that is installed."""
    module, _, path = name.partition(":")
    parent, _, member = path.rpartition(".")
    owner = getattr(import_module(module), parent) if parent else import_module(module)
    missing = object()
    found = inspect.getattr_static(owner, member, missing)
    if isinstance(found, property) or type(found).__name__ == "cached_property":
        return type(found).__name__
    if callable(value := getattr(owner, member, None)):
        if isinstance(value, type) and issubclass(value, Exception):
            return "exception"
        function = getattr(value, "__func__", value)
        return f"({', '.join(inspect.signature(function).parameters)})"
    if parent:
        value = getattr(objects[parent], member, missing)
    return "gone" if value is missing else type(value).__name__


async def test_every_name_is_what_it_was() -> None:
    app = Running()
    async with app.run_test():
        found = {name: kind(name, app.objects()) for name in RELIED_ON}
    assert found == RELIED_ON


def test_what_is_overridden_is_still_called() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path(textual.__path__[0]).rglob("*.py"))
    hooks = {
        node.name
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] == "_"
    }
    assert "_display" in hooks
    assert not {name for name in hooks - {"__init__"} if f".{name}" not in sources}


def test_textual_has_no_names_that_are_ours() -> None:
    for ours, theirs in ((TextualApp, App), (TextualScreen, Screen), (TextualTextArea, TextArea)):
        names = {
            name
            for name, value in vars(ours).items()
            if name[0] != "_" and (inspect.isfunction(value) or isinstance(value, property))
        }
        assert names
        assert not names & set(dir(theirs))


async def test_a_fault_is_handed_on_and_raised_in_a_test() -> None:
    class Faulty(TextualApp):
        def handle_fault(self, error: Exception) -> None:
            self.remember_fault(error)
            self.end_at_once(3)

        def on_mount(self) -> None:
            raise ValueError("here")

    app = Faulty()
    with pytest.raises(ValueError, match="here"):
        async with app.run_test():
            pass
    assert app.return_code == 3
