"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast


class _LazyPattern:
    """Stands for a pattern: each of its methods is looked up once, in the compiled one."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)
        return found


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` returns, for long patterns that most runs of the program never use.

    A command compiles hundreds of them while it starts, and each costs up to some milliseconds.

    Raises:
        re.error: at the first use, the pattern is none.
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))


class _KeyedPattern:
    """Stands for a pattern, and says at once that a text without its keys does not match."""

    def __init__(self, keys: tuple[str, ...], pattern: str, flags: int) -> None:
        self.keys = keys
        self.source = pattern, flags
        self._pattern = lazy_pattern(pattern, flags)

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        """As that of a pattern."""
        for key in self.keys:
            if key in text:
                return self._pattern.finditer(text, *span)
        return iter(())

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        """As that of a pattern."""
        for key in self.keys:
            if key in text:
                return self._pattern.search(text, *span)
        return None


def keyed_pattern(keys: tuple[str, ...], pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As :func:`lazy_pattern`, for what is sought in many texts of which few can have it.

    Args:
        keys: of these, one stands in every text in which the pattern finds something.
        pattern: as ``re.compile`` takes it; it can only be searched for.
        flags: the same.
    """
    return cast("re.Pattern[str]", _KeyedPattern(keys, pattern, flags))
