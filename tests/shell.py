"""The real program as its users run it: a process with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE
from tests.ready_program import PIPE, ReadyProgram, variables_of_the_start

ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "outrider")


@dataclass(frozen=True)
class Said:
    """What a call of the program came to."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output."""
        return self.out.decode()

    @property
    def json(self) -> Any:
        """Standard output as exactly one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """Standard error."""
        return self.err.splitlines()


@dataclass(frozen=True)
class Shell:
    """A folder to be in, a home, and process variables.

    Attributes:
        home: ``HOME``; the XDG folders are below it.
        folder: the working directory.
        more: further process variables.
        starts_often: whether those of them that count when a process starts are those of many
            runs: then these have a ready process of their own.
    """

    home: Path
    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    starts_often: bool = False

    @property
    def environ(self) -> dict[str, str]:
        """The process variables, and nothing else of this process's."""
        places = {
            "XDG_CONFIG_HOME": "config",
            "XDG_STATE_HOME": "state",
            "XDG_CACHE_HOME": "cache",
            "XDG_DATA_HOME": "data",
        }
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TZ": "UTC",
            **{name: str(self.home / folder) for name, folder in places.items()},
            **self.more,
        }

    def run(self, *words: str, **more: str) -> Said:
        """Runs the program to its end, without a terminal; ``more`` are process variables.

        The process is forked from one that has everything imported (``tests/ready_program.py``),
        unless it has variables that count before the program's first line.
        """
        return self.run_with(None, *words, **more)

    def run_with(self, given: bytes | None, *words: str, **more: str) -> Said:
        """The same, with something on standard input, which comes from a pipe."""
        environ = {**self.environ, **more}
        ready = self._ready
        if ready.can_run(environ) and len(given or b"") <= PIPE:
            status, out, err = ready.run(words, self.folder, environ, given=given)
            return Said(status, out, err.decode())
        return self._run_anew(given, *words, **more)

    def run_as_shown(self, *words: str) -> tuple[int, str]:
        """The same: its status, and both streams as they are on a terminal, one after the other."""
        status, out, _ = self._ready.run(words, self.folder, self.environ, together=True)
        return status, out.decode()

    @property
    def _ready(self) -> ReadyProgram:
        nowhere = Path("/nonexistent")
        more = variables_of_the_start(self.more) if self.starts_often else {}
        environ = Shell(nowhere, nowhere, more).environ
        return _ready_for(os.getpid(), frozenset(environ.items()))

    @contextmanager
    def running_at_once(self, count: int, *words: str) -> Iterator[list[Future[Said]]]:
        """So many processes of the program, side by side; what each will have said."""
        with ThreadPoolExecutor(count) as threads:
            yield [threads.submit(self.run, *words) for _ in range(count)]

    def run_anew(self, *words: str, **more: str) -> Said:
        """The same, started as users start it: by an interpreter that has imported nothing."""
        return self._run_anew(None, *words, **more)

    def _run_anew(self, given: bytes | None, *words: str, **more: str) -> Said:
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=self.folder,
            env={**self.environ, **more},
            stdin=subprocess.DEVNULL if given is None else None,
            input=given,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr.decode())

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts the program."""
        return subprocess.Popen(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@cache
def _ready_for(_process: int, environ: frozenset[tuple[str, str]]) -> ReadyProgram:
    """The one of this process with these variables: the channel to it is no good to two."""
    return ReadyProgram(dict(environ))
