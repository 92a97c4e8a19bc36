"""Prints the interpreters of this machine that the package is for, a path in each line.

Which versions that is, the classifiers of ``pyproject.toml`` say. Each is looked for as
``pythonX.Y`` in ``PATH``, then among the versions of pyenv.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")


def supported() -> list[str]:
    """The versions, oldest first: ``3.11``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = (_CLASSIFIER.fullmatch(one) for one in project["classifiers"])
    return [one[1] for one in found if one]


def interpreter(version: str) -> Path | None:
    """An interpreter of a version that starts; ``None`` without one."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = sorted((pyenv / "versions").glob(f"{version}.*/bin/python{version}"))
    for one in (f"python{version}", *map(str, reversed(kept))):
        ask = [one, "-c", "import sys; print(sys.executable)"]
        try:
            done = subprocess.run(ask, capture_output=True, check=False, text=True)
        except OSError:
            continue
        if done.returncode == 0:
            return Path(done.stdout.strip())
    return None


if __name__ == "__main__":
    sys.stdout.writelines(f"{one}\n" for one in map(interpreter, supported()) if one)
