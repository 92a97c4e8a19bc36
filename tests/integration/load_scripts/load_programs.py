"""Runs exported scripts: k6's in node with a stand-in for its modules, Locust's by Locust."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NODE = shutil.which("node")
LOCUST = ROOT / ".venv-peers" / "bin" / "python"


def why_not(name: str) -> str:
    """Why nothing runs scripts of a format here; empty where something does."""
    if name == "k6":
        return "" if NODE is not None else "node is not installed"
    found = list((ROOT / ".venv-peers" / "lib").glob("python*/site-packages/locust"))
    return "" if found else "Locust is not installed: make test does it"


def run_script(
    name: str,
    script: str,
    folder: Path,
    values: Mapping[str, str],
    *,
    iterations: int = 1,
    pause: int = 0,
) -> Any:
    """Runs a script, so many times its work with milliseconds between, and gives what failed."""
    done = start_script(name, script, folder, values, iterations=iterations, pause=pause)
    assert done.returncode == 0, (script, done.stderr.decode())
    return json.loads(done.stdout.decode().splitlines()[-1])


def start_script(
    name: str,
    script: str,
    folder: Path,
    values: Mapping[str, str],
    *,
    iterations: int = 1,
    pause: int = 0,
) -> subprocess.CompletedProcess[bytes]:
    """Runs a script to its end, whatever that is."""
    folder.mkdir(exist_ok=True)
    if name == "k6":
        modules = folder / "node_modules" / "k6"
        if not modules.exists():
            shutil.copytree(HERE / "k6_modules", modules)
        shutil.copy(HERE / "k6_runner.mjs", folder / "run.mjs")
        file = folder / "script.mjs"
        program = [str(NODE), "run.mjs"]
    else:
        file = folder / "script.py"
        program = [str(LOCUST), str(HERE / "locust_runner.py")]
    file.write_text(script, "utf-8")
    return subprocess.run(
        [*program, str(file), str(iterations), str(pause)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **values},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
