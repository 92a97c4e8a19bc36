"""Loads msgspec without what it would only look at: a fiftieth of a command's start.

It takes two functions of typing_extensions that typing has too, and the class of UUIDs, whose
module asks the slow module platform for the name of the system.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType

_ABSENT = "typing_extensions"
_STOOD_IN = "platform"


def load_msgspec() -> None:
    """Imports it; whoever wants the modules that were left out gets them afterwards."""
    system = ModuleType(_STOOD_IN)
    vars(system)["system"] = lambda: os.uname().sysname
    placed = {_ABSENT: None, _STOOD_IN: system}
    placed = {name: module for name, module in placed.items() if name not in sys.modules}
    sys.modules.update(placed)  # type: ignore[arg-type]  # None hides a module
    try:
        import_module("msgspec")
    finally:
        for name in placed:
            sys.modules.pop(name, None)
