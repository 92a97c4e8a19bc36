"""Makes classes of widgets of what their bases know, instead of looking at everything anew.

For each class Textual goes through all attributes and bindings of all bases, two hundred times
while the program starts. Nearly all of that has been found for the nearest base already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.reactive import Reactive

_COMPUTES = ("_compute_", "compute_")

KNOWN_NAMES = frozenset(
    (
        *("super", "__init_subclass__", "_reactives", "reversed", "__mro__", "update"),
        *("__dict__", "items", "isinstance", "Reactive", "_inherit_css", "_inherit_bindings"),
        *("_inherit_component_classes", "set", "_css_bases", "__name__", "_css_type_name"),
        *("add", "_merge_bindings", "_merged_bindings", "frozenset", "_css_type_names"),
        *("dir", "lstrip", "startswith", "_computes"),
        *("issubclass", "DOMNode", "clear", "append", "BindingsMap", "get"),
        *("key_to_bindings", "from_keys"),
    )
)
"""What Textual's own way of making a class speaks of: one that does more is left as it is."""

_textual_way: Any = vars(DOMNode)["__init_subclass__"].__func__


def make_classes_from_bases() -> None:
    """Lets each class that is defined from now on take over what its base knows."""
    merging: Any = DOMNode._merge_bindings
    ways = (_textual_way, merging.__func__)
    if all(KNOWN_NAMES.issuperset(way.__code__.co_names) for way in ways):
        DOMNode.__init_subclass__ = classmethod(make_class)  # type: ignore[assignment]


def make_class(
    cls: type[DOMNode],
    inherit_css: bool = True,
    inherit_bindings: bool = True,
    inherit_component_classes: bool = True,
) -> None:
    """Does what ``DOMNode.__init_subclass__`` does, with the same result.

    Args:
        cls: the class that is made.
        inherit_css: whether its style sheet adds to its bases'.
        inherit_bindings: whether its keys add to theirs.
        inherit_component_classes: whether its parts that have styles add to theirs.
    """
    mro = cls.__mro__
    # The nearest that was made likewise, and has no other bases than what is behind it here.
    known = next(
        (
            at
            for at, base in enumerate(mro)
            if at and "_computes" in vars(base) and base.__mro__ == mro[at:]
        ),
        0,
    )
    if not known:
        _textual_way(cls, inherit_css, inherit_bindings, inherit_component_classes)
        return
    super(DOMNode, cls).__init_subclass__()
    base: Any = mro[known]
    layers = mro[known - 1 :: -1]
    reactives = cls._reactives = dict(base._reactives)
    for layer in layers:
        for name, value in layer.__dict__.items():
            if isinstance(value, Reactive):
                reactives[name] = value
    cls._inherit_css = inherit_css
    cls._inherit_bindings = inherit_bindings
    cls._inherit_component_classes = inherit_component_classes
    css_bases = cls._css_bases(cls)
    cls._css_type_name = css_bases[0].__name__
    cls._css_type_names = frozenset([one.__name__ for one in css_bases])
    cls._merged_bindings = _merge_bindings(base, layers)
    cls._computes = base._computes.union(
        name.lstrip("_")[8:]
        for layer in layers
        for name in layer.__dict__
        if name.startswith(_COMPUTES)
    )


def _merge_bindings(base: type[DOMNode], layers: Sequence[type]) -> BindingsMap:
    """The keys of a base, and then those of the layers above it, each of which may drop them."""
    merged = base._merged_bindings
    keys: dict[str, list[Binding]] = {}
    if merged is not None:
        keys = {key: [*bindings] for key, bindings in merged.key_to_bindings.items()}
    for layer in layers:
        if issubclass(layer, DOMNode):
            if not layer._inherit_bindings:
                keys.clear()
            bindings = layer.__dict__.get("BINDINGS")
            if bindings:
                keys |= BindingsMap(bindings).key_to_bindings
    return BindingsMap.from_keys(keys)
