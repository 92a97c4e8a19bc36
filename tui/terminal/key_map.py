"""Which keys can be set: the bindings that have an id."""

from __future__ import annotations

from textual.binding import Binding
from textual.dom import DOMNode


def named_bindings(*classes: type[DOMNode]) -> dict[str, str]:
    """The usual keys of each binding of these classes by its id, what they inherit included."""
    found: dict[str, str] = {}
    for one in classes:
        for base in one.__mro__:
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id:
                    found.setdefault(binding.id, binding.key)
    return found
