"""Classes of widgets that take over what their bases know are what Textual would have made."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, ClassVar

import textual.widgets
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.reactive import var
from textual.widget import Widget

from outrider.textual_internals.class_making import KNOWN_NAMES, make_class

_ROOMS = ("outrider.dialogs", "outrider.toolkit", "outrider.widgets", "outrider.workbench")
_MADE = (
    *("_reactives", "_computes", "_css_type_name", "_css_type_names"),
    *("_inherit_css", "_inherit_bindings", "_inherit_component_classes"),
)
_textual_way: Any = DOMNode.__init_subclass__


class Plain(Widget):
    """A widget."""

    BINDINGS: ClassVar[list[BindingType]] = [("a", "one", "One"), ("b,c", "two", "Two")]
    size_of_it = var(1)
    twice = var(2)

    def compute_twice(self) -> int:
        """Computed in public."""
        return 2


class Keyed:
    """No widget, and beside one."""

    thrice = var(3)

    def _compute_thrice(self) -> int:
        return 3


class Both(Keyed, Plain):
    """Bindings and reactive values of several layers."""

    BINDINGS: ClassVar[list[BindingType]] = [("b", "other", "Other")]


class Alone(Both, inherit_bindings=False, inherit_css=False):
    """No key of its bases, nor their styles."""

    BINDINGS: ClassVar[list[BindingType]] = [("z", "last", "Last")]


class Crossed(Alone, Plain):
    """Two bases that are widgets."""


def test_every_class_is_what_textual_would_have_made() -> None:
    for name in vars(textual.widgets)["__all__"]:
        getattr(textual.widgets, name)
    for room in _ROOMS:
        for module in walk_packages(import_module(room).__path__, f"{room}."):
            import_module(module.name)
    classes = list(dict.fromkeys(_below(DOMNode)))
    assert len(classes) > 200
    for one in classes:
        by_textual = _made(one)
        inherits: Any = {
            name[1:]: value for name, value in by_textual.items() if name.startswith("_inherit")
        }
        make_class(one, **inherits)
        made = _made(one)
        _textual_way.__func__(one, **inherits)
        assert made == by_textual == _made(one), one


def test_keys_of_a_base_are_not_shared_with_it() -> None:
    class Made(Plain):
        pass

    make_class(Made)
    ours, bases = Made._merged_bindings, Plain._merged_bindings
    assert ours is not None
    assert bases is not None
    assert all(ours.key_to_bindings[key] is not bases.key_to_bindings[key] for key in "abc")


def test_textuals_own_way_does_no_more_than_what_is_known() -> None:
    ways: tuple[Any, ...] = (_textual_way, DOMNode._merge_bindings)
    for way in ways:
        assert KNOWN_NAMES.issuperset(way.__func__.__code__.co_names)


def _below(one: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for below in one.__subclasses__():
        yield below
        yield from _below(below)


def _made(one: Any) -> dict[str, object]:
    """What is made for a class, in its order."""
    found = {name: vars(one)[name] for name in _MADE}
    bindings = one._merged_bindings.key_to_bindings
    return found | {"order": list(one._reactives), "keys": list(bindings.items())}
