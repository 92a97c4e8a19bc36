"""Context manager: imports Textual without its command palette, rich.table and platformdirs.

Its command palette brings half a dozen widgets, its palettes of colours a table for the console,
its downloads a library that finds folders. Textual's own modules name them where they are imported
and use them only in what Outrider never calls. They stand in for the time of Textual's import and
no longer: whoever wants the real modules afterwards gets them.
Classes are made the short way from here on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

STAND_INS: Mapping[str, tuple[str, ...]] = {
    "textual.command": (
        *("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider"),
        "SimpleProvider",
    ),
    "rich.table": ("Table",),
    "platformdirs": ("user_downloads_path",),
}
"""Modules, and the names that are imported from them."""


@contextmanager
def trimmed_imports() -> Iterator[None]:
    """Leaves them out of what is imported meanwhile; one that is loaded already stays."""
    standing_in = {}
    for name, members in STAND_INS.items():
        if name not in sys.modules:
            standing_in[name] = sys.modules[name] = ModuleType(name)
            vars(standing_in[name]).update({one: type(one, (), {}) for one in members})
    try:
        import_module("outrider.textual_internals.class_making").make_classes_from_bases()
        yield
    finally:
        for name, module in standing_in.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
