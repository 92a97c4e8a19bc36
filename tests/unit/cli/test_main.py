"""How the process of a command begins and ends."""

from __future__ import annotations

import subprocess
import sys

_AT_THE_END = """
import atexit, gc, sys
atexit.register(lambda: sys.stderr.write(str(gc.get_freeze_count())))
from outrider.__main__ import run
sys.argv = ["outrider", "--version"]
run()
"""


def test_the_interpreter_looks_for_no_garbage_as_it_ends() -> None:
    words = [sys.executable, "-c", _AT_THE_END]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:8]) == (0, "outrider")
    assert int(done.stderr) > 1000


def test_only_the_command_that_was_asked_for_is_made() -> None:
    from outrider.cli.arguments.command_line import parser
    from outrider.cli.main import COMMANDS

    def made(only: str | None) -> set[str]:
        return set(
            next(one.choices for one in parser(only)._actions if isinstance(one.choices, dict))
        )

    assert made("send") == {"send"}
    assert all(name in made(name) for name in COMMANDS)
    assert made(None) == set(COMMANDS)
