"""An OpenAPI document of 10,000 operations, imported by the whole command and written to the disk.

``python -m tests.bench.openapi_import [--folder DIR]``: the first import, the same document once
more, and a newer one that changes a quarter of the requests.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete")


def big_document(summary: str = "", paths: int = 2500) -> dict[str, Any]:
    """Four operations for each path; ``summary`` is what the first of them is called."""
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "big", "version": "1"},
        "servers": [{"url": "http://127.0.0.1"}],
        "paths": {
            f"/r{number}/{{id}}": {
                method: {
                    "operationId": f"{method}{number}",
                    "tags": [f"t{number % 50}"],
                    "parameters": [identifier],
                    "responses": {"200": {"description": "x"}},
                    **({"summary": f"{summary} {number}"} if summary and method == "get" else {}),
                }
                for method in METHODS
            }
            for number in range(paths)
        },
    }


def measured(folder: Path, *words: str) -> str:
    """What one call takes: wall, processor, and the most memory of any call until now."""
    environ = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "outrider", "import", *words],
        cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    memory = after.ru_maxrss / 1000
    return f"{wall:.1f} s | {user:.1f} s | {system:.1f} s | {memory:.0f} MB"


def main() -> None:
    """Prints a row each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder")
    with tempfile.TemporaryDirectory(dir=parser.parse_args().folder) as made:
        folder = Path(made)
        file = folder / "big.json"
        file.write_text(json.dumps(big_document()))
        print("first |", measured(folder, "big.json", "--into", "w", "--yes"))
        print("again |", measured(folder, "big.json", "--into", "w", "--yes"))
        file.write_text(json.dumps(big_document("Newer")))
        print("newer |", measured(folder, "big.json", "--into", "w", "--yes", "--update"))


if __name__ == "__main__":
    main()
