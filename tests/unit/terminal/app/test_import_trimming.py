"""What stands in for parts of Textual at the start: all that they stand for is really there."""

import subprocess
import sys
from importlib import import_module

import pytest
from tests.shell import ROOT

from outrider.terminal.app.import_trimming import STAND_INS, trimmed_imports

_START = """
import sys
from importlib import import_module
from outrider.terminal.app.import_trimming import trimmed_imports
with trimmed_imports():
    import_module("textual.app")
import outrider.app
print(*[name for name in sys.modules if not name.startswith("outrider.")])
for name in {names}:
    import_module(name)
from textual.command import CommandPalette
from textual.widgets import OptionList, Select
print(CommandPalette.__module__, len(CommandPalette.BINDINGS) > 0)
"""


@pytest.mark.parametrize("name", STAND_INS)
def test_the_real_module_has_every_name_that_is_stood_in_for(name: str) -> None:
    module = import_module(name)
    assert all(hasattr(module, member) for member in STAND_INS[name])


def test_what_is_loaded_already_stays() -> None:
    before = {name: import_module(name) for name in STAND_INS}
    with trimmed_imports():
        assert {name: sys.modules[name] for name in STAND_INS} == before
    assert {name: sys.modules[name] for name in STAND_INS} == before


def test_the_start_does_without_them_and_they_can_be_had_afterwards() -> None:
    code = _START.format(names=list(STAND_INS))
    words = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded, palette = done.stdout.splitlines()
    assert not {*STAND_INS, "textual.widgets._select", "textual.widgets._text_area"} & set(
        loaded.split()
    )
    assert palette == "textual.command True"
