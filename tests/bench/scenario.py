"""Reads the scenario files: how each program is started, and which keys do what in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.bench.program import Program

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Scenario:
    """A program, as a file under ``scenarios/`` describes it.

    Attributes:
        name: of the file.
        data: the file.
        values: for what stands in braces.
        homes: each start gets a home folder of its own in it: it meets nothing that an earlier one
            left, and nothing of the user's.
        environ: added to the environment of each start.
    """

    name: str
    data: Mapping[str, Any]
    values: Mapping[str, str]
    homes: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, values: Mapping[str, str], homes: Path) -> Scenario:
        """Reads ``scenarios/NAME.toml``."""
        path = HERE / "scenarios" / f"{name}.toml"
        homes.mkdir(parents=True, exist_ok=True)
        return cls(name, tomllib.loads(path.read_text()), values, homes)

    def start(self, link: float = 0.0, *, watched: bool = False) -> Program:
        """Starts the program, in a home of its own."""
        command = [_filled(word, self.values) for word in self.data["command"]]
        home = Path(mkdtemp(dir=self.homes))
        return Program(
            command,
            environ={**_environ(home), **self.environ},
            folder=home,
            link=link,
            watched=watched,
        )

    def open(self, link: float = 0.0) -> Program:
        """Starts the program and waits until it rests.

        Raises:
            TimeoutError: it never showed that it is there.
        """
        program = self.start(link)
        try:
            program.wait(self.data["ready"])
            program.settle(0.6)
        except TimeoutError:
            program.end()
            raise
        return program

    def text(self, part: str, word: str, **more: str) -> str:
        """A text of a part."""
        value: str = self.data[part][word]
        return _filled(value, {**self.values, **more})

    def steps(self, part: str, **more: str) -> list[str]:
        """What is done before a part."""
        return [_filled(step, {**self.values, **more}) for step in self.data[part]["before"]]


def _environ(home: Path) -> dict[str, str]:
    folders = {
        f"XDG_{name}_HOME": str(home / name.lower())
        for name in ("CONFIG", "DATA", "STATE", "CACHE")
    }
    return {"HOME": str(home), "BENCH_CLIENT_SECRET": "for-the-bench", **folders}


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
