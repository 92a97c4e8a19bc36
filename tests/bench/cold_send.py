"""A cold ``outrider send`` beside a bare script that makes the same two exchanges with httpx.

Run it with ``make bench``. Both run as fresh processes, in turn, against the same servers on this
machine; the medians and their ratio are printed. The bare script keeps httpx from importing its
own command line, which it would do where click is installed and which costs it more than all
else: so the comparison is with the fastest script that one can write without trying. A third row
shares its token between the processes: all of them together fetch as few as one token allows.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import certifi

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


_PUBLIC = (Path(certifi.where()),)

BASELINE = "bare httpx"
OURS = "outrider send"


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
    """Measures and prints a table for plain http and one for TLS."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()},", end=" ")
    print(f"httpx {version('httpx')}, {runs} runs each, in turn; medians, and the least processor")
    for scheme, authorities in (("http", None), ("https", ()), ("https and public CAs", _PUBLIC)):
        with tempfile.TemporaryDirectory() as folder:
            report(scheme, measure(Path(folder), runs, authorities))


def measure(folder: Path, runs: int, authorities: Sequence[Path] | None) -> dict[str, list[Run]]:
    """Runs each kind of process, in turn.

    Args:
        folder: for what they read and write.
        runs: of each.
        authorities: bundles that are read besides the servers' own CA; ``None`` for plain http.
    """
    tls = authorities is not None
    with serving(folder, tls=tls) as (token_url, api_url):
        environ = {**os.environ, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
        environ |= {"XDG_STATE_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        environ["OUTRIDER_TOKENS"] = "process"
        if authorities is not None:
            bundle = folder / "bundle.pem"
            bundles = (folder / "ca.pem", *authorities)
            bundle.write_text("".join(one.read_text() for one in bundles))
            environ["SSL_CERT_FILE"] = str(bundle)
        bare = [sys.executable, "-c", BARE, token_url, f"{api_url}/dev/v2/orders"]
        ours = [str(Path(sys.executable).with_name("outrider")), "send", "list-orders"]
        ours += ["--env", "dev"]
        rows = {
            BASELINE: (bare, environ),
            OURS: (ours, environ),
            f"{OURS}, shared token": (ours, {**environ, "OUTRIDER_TOKENS": "shared"}),
        }
        measured: dict[str, list[Run]] = {name: [] for name in rows}
        for number in range(runs + 2):
            for name, (words, variables) in rows.items():
                one = run(words, folder / "orders-api", variables)
                if number >= 2:  # The first two fill the caches of files, bytecode and tokens.
                    measured[name].append(one)
    return measured


@contextmanager
def serving(folder: Path, *, tls: bool) -> Iterator[tuple[str, str]]:
    """The demo's servers in a process of their own, on a copy of the sample workspace.

    Not in this process: a child's largest memory counts what its parent had when it was made, so
    the parent has to be smaller than what it measures.
    """
    process = subprocess.Popen(
        [
            *(sys.executable, str(Path(__file__).with_name("serve.py")), str(folder)),
            *(["--tls"] if tls else []),
        ],
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


def report(scheme: str, measured: dict[str, list[Run]]) -> None:
    """Prints the medians, and each as a share of the bare script's."""
    print()
    print(f"| over {scheme} | wall | processor | least processor | memory | of bare httpx |")
    print("|---|--:|--:|--:|--:|--:|")
    bare = statistics.median(one.cpu for one in measured[BASELINE])
    for name, all_runs in measured.items():
        wall = statistics.median(one.wall for one in all_runs) * 1000
        cpu = statistics.median(one.cpu for one in all_runs)
        least = min(one.cpu for one in all_runs) * 1000
        memory = statistics.median(one.memory for one in all_runs) / 1024
        print(
            f"| {name} | {wall:.0f} ms | {cpu * 1000:.0f} ms | {least:.0f} ms "
            f"| {memory:.1f} MB | {cpu / bare:.2f} |"
        )


if __name__ == "__main__":
    main()
