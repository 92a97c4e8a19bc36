"""Numbers that keep how they were written: 1.10 is no 1.1 in a version or a header."""

from __future__ import annotations

from typing import Self


class WrittenFloat(float):
    """A number that was written otherwise than Python writes it."""

    written: str

    @classmethod
    def of(cls, value: float, written: str) -> Self:
        """The value, with how it was written."""
        made = cls(value)
        made.written = written
        return made


def written_float(written: str) -> float:
    """A number as Python reads it."""
    value = float(written)
    return value if repr(value) == written else WrittenFloat.of(value, written)
