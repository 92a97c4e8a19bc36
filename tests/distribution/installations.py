"""What `make dist` has built, and the Pythons that it is tried on."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from tests.shell import ROOT, Said

DIST = ROOT / "dist"
TOOLS = ROOT / ".venv-dist" / "bin"
WHEELS = ROOT / "build" / "wheels"
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"


def built(pattern: str) -> Path:
    """The one file of `dist/` with such a name."""
    found = list(DIST.glob(pattern))
    assert len(found) == 1, f"{pattern}: {found}; make dist builds it"
    return found[0]


def _finder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pythons", ROOT / "packaging" / "pythons.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_PYTHONS = _finder()


@pytest.fixture(params=_PYTHONS.supported())
def python(request: pytest.FixtureRequest) -> Path:
    """Each Python that pyproject.toml names and this machine has."""
    found: Path | None = _PYTHONS.interpreter(request.param)
    if found is None:
        pytest.skip(f"Python {request.param} is not on this machine")
    return found


@dataclass(frozen=True)
class Installation:
    """A program far from the checkout, with a home of its own.

    Attributes:
        program: the words that start it.
        home: ``HOME``, and the folder to be in.
        more: further OS environment variables.
    """

    program: tuple[str | Path, ...]
    home: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str | Path, folder: Path | None = None) -> Said:
        """Runs it to its end, without a terminal."""
        done = subprocess.run(
            [*self.program, *words],
            cwd=folder or self.home,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **self.more},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr.decode())


def spend_the_first_minute(outrider: Installation) -> None:
    """What the README's first pages do, as their reader would."""
    assert outrider.run("--version").text.startswith("outrider ")
    assert outrider.run("init", "an-api").status == 0
    assert outrider.run("check", "--workspace", "an-api").status == 0
    said = outrider.run("demo", "--headless", "--tour")
    assert said.status == 0, said.text + said.err
    for words in ("no token yet", "cached, ", "invalid_client", "--yes", '"orders"'):
        assert words in said.text
