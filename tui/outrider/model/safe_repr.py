"""Values of which a part is never printed."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct


class SafeRepr(Struct, frozen=True):
    """Base of values that hold what no log, crash report or debugger should show in passing."""

    hidden_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out of the representation."""

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """The fields that may be shown, for whoever pretty-prints values."""
        fields = (name for name in self.__struct_fields__ if name not in self.hidden_fields)
        return [(name, getattr(self, name)) for name in fields]
