"""A cold ``outrider send`` beside a bare script that makes the same two exchanges with httpx.

Run it with ``make bench``. Both run as fresh processes, in turn, against the same servers on this
machine; the medians and their ratio are printed. The bare script keeps httpx from importing its
own command line, which it would do where click is installed and which costs it more than all
else: so the comparison is with the fastest script that one can write without trying.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

BARE = """
import sys
sys.modules["httpx._main"] = None
import httpx
token_url, api_url = sys.argv[1:3]
with httpx.Client() as client:
    answer = client.post(
        token_url,
        auth=("orders-dev", "dev-only-secret"),
        data={
            "grant_type": "client_credentials",
            "scope": "orders.read orders.write",
            "audience": "https://api.dev.orders.example",
        },
    )
    token = answer.raise_for_status().json()["access_token"]
    response = client.get(api_url, headers={"Authorization": f"Bearer {token}"})
    response.raise_for_status()
    sys.stdout.write(response.text)
"""


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end, processor seconds, and its largest memory (kB)."""

    wall: float
    cpu: float
    memory: int


def run(words: list[str], folder: Path, environ: dict[str, str]) -> Run:
    """Runs a process to its end."""
    started = time.perf_counter()
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    body = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or b"orders" not in body:
        raise SystemExit(f"{words[:4]} failed: status {process.returncode}, {body[:200]!r}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, serving(folder) as (token_url, api_url):
        environ = {**os.environ, "HOME": folder, "PYTHONDONTWRITEBYTECODE": ""}
        environ["XDG_STATE_HOME"] = folder
        bare = [sys.executable, "-c", BARE, token_url, f"{api_url}/dev/v2/orders"]
        ours = [str(Path(sys.executable).with_name("outrider")), "send", "list-orders"]
        ours += ["--env", "dev"]
        measured: dict[str, list[Run]] = {"bare httpx": [], "outrider send": []}
        for number in range(runs + 2):
            for name, words in (("bare httpx", bare), ("outrider send", ours)):
                one = run(words, Path(folder) / "orders-api", environ)
                if number >= 2:  # The first two fill the caches of files and bytecode.
                    measured[name].append(one)
    report(measured, runs)


@contextmanager
def serving(folder: str) -> Iterator[tuple[str, str]]:
    """The demo's servers in a process of their own, on a copy of the sample workspace.

    Not in this process: a child's largest memory counts what its parent had when it was made, so
    the parent has to be smaller than what it measures.
    """
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serve.py")), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        token_url, api_url = process.stdout.readline().split()
        yield token_url, api_url
    finally:
        process.stdin.close()
        process.wait()


def report(measured: dict[str, list[Run]], runs: int) -> None:
    """Prints medians and ratios."""
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()},", end=" ")
    print(f"httpx {version('httpx')}, {runs} runs each, in turn; medians")
    print()
    print("| | wall | processor | memory |")
    print("|---|--:|--:|--:|")
    middle = {}
    for name, all_runs in measured.items():
        wall = statistics.median(one.wall for one in all_runs) * 1000
        cpu = statistics.median(one.cpu for one in all_runs) * 1000
        memory = statistics.median(one.memory for one in all_runs) / 1024
        middle[name] = (wall, cpu, memory)
        print(f"| {name} | {wall:.0f} ms | {cpu:.0f} ms | {memory:.1f} MB |")
    ratios = [a / b for a, b in zip(middle["outrider send"], middle["bare httpx"], strict=True)]
    print("| ratio | " + " | ".join(f"{one:.2f}" for one in ratios) + " |")


if __name__ == "__main__":
    main()
