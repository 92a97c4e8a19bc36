"""What stands in for parts of Textual at the start: all that they stand for is really there."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from outrider.terminal.app.import_trimming import LEFT_OUT, left_out

ROOT = Path(__file__).parents[3]

_START = """
import sys
from importlib import import_module
from outrider.terminal.app.import_trimming import left_out
with left_out():
    import_module("textual.app")
import outrider.app
print(*[name for name in sys.modules if not name.startswith("outrider.")])
for name in {names}:
    import_module(name)
from textual.command import CommandPalette
from textual.widgets import OptionList, Select
print(CommandPalette.__module__, len(CommandPalette.BINDINGS) > 0)
"""


@pytest.mark.parametrize("name", LEFT_OUT)
def test_the_real_module_has_every_name_that_is_stood_in_for(name: str) -> None:
    module = import_module(name)
    assert all(hasattr(module, member) for member in LEFT_OUT[name])


def test_what_is_loaded_already_stays() -> None:
    before = {name: import_module(name) for name in LEFT_OUT}
    with left_out():
        assert {name: sys.modules[name] for name in LEFT_OUT} == before
    assert {name: sys.modules[name] for name in LEFT_OUT} == before


def test_the_start_does_without_them_and_they_can_be_had_afterwards() -> None:
    code = _START.format(names=list(LEFT_OUT))
    words = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded, palette = done.stdout.splitlines()
    assert not {*LEFT_OUT, "textual.widgets._select", "textual.widgets._text_area"} & set(
        loaded.split()
    )
    assert palette == "textual.command True"
