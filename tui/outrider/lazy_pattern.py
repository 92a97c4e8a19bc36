"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
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
