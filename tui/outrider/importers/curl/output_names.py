"""Names for what a shell would fill in by running something."""

from __future__ import annotations

import re


class OutputNames:
    """Names for what stands for the output of commands; the same for the same one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def name(self, written: str) -> str:
        """The name for one, as the script has it."""
        if written in self._names:
            return self._names[written]
        word = re.search(r"[A-Za-z_][A-Za-z0-9_]*", written)
        runs = written.startswith(("$(", "<(", "`")) and word
        name = f"output_of_{word[0]}" if runs and word else "shell_value"
        number = self._numbers.get(name, 0) + 1
        self._numbers[name] = number
        self._names[written] = name if number == 1 else f"{name}_{number}"
        return self._names[written]
