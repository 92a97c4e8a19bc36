"""The screen beside posting, and beside what Textual and httpx take alone: prints the table.

``make bench`` runs it. Every program runs on a pseudo-terminal of 120 columns and 40 lines, which
answers as a present-day terminal does. Programs take turns, so that what else the machine does hits
all alike; figures are medians where nothing else is said. ``measuring.py`` says what each means.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.bars import HEAD
from tests.bench.cold_send import serving
from tests.bench.parts import PARTS, Bench
from tests.bench.processes import Foreign, take_priority
from tests.bench.scenario import HERE, Scenario
from tests.bench.workspaces import add_body_requests, make_collection, make_workspace

POSTING = "2.11.1"
_SIZES = {"1kB": 1_000, "1MB": 1_000_000, "10MB": 10_000_000, "50MB": 50_000_000}
_RIVAL = HERE.parents[1] / ".venv-bench" / "bin" / "posting"


def main() -> None:
    """Measures what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help=f"of {', '.join(PARTS)}; all without it")
    parser.add_argument("--runs", type=int, default=9, help="cold starts of each program")
    parser.add_argument("--sizes", default="1,10,50", help="of the big bodies, in MB")
    parser.add_argument("--without-posting", action="store_true")
    parser.add_argument(
        "--calm", type=float, default=3.0, help="seconds to wait for a calm machine"
    )
    parser.add_argument("--nice", type=int, default=0, help="priority, such as -15; 0 as it is")
    asked = parser.parse_args()
    take_priority(asked.nice)
    chosen = [name for name in asked.only.split(",") if name] or list(PARTS)
    for name in chosen:
        if name not in PARTS:
            parser.error(f"there is no part {name!r}: {', '.join(PARTS)}")
    sizes = [f"{word}MB" for word in asked.sizes.split(",")]
    if not asked.without_posting and not _RIVAL.exists():
        parser.error("posting is not installed: make bench does it, or say --without-posting")
    with _bench(asked, {name: _SIZES[name] for name in ("1kB", *sizes)}) as bench:
        _print_head(asked.runs, bench)
        for name in chosen:
            foreign, began = Foreign(), time.perf_counter()
            try:
                for row in PARTS[name](bench):
                    print(row, flush=True)
            except TimeoutError as error:
                print(f"# {name}: {error}", file=sys.stderr, flush=True)
            took = time.perf_counter() - began
            told = f"# {name}: {took:.0f} s, {foreign.share():.0%} of the machine busy"
            print(told, file=sys.stderr, flush=True)


def _print_head(runs: int, bench: Bench) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()},", end=" ")
    print(f"Python {platform.python_version()}, Textual {version('textual')},", end=" ")
    print(f"httpx {version('httpx')}" + (f", posting {POSTING}" if bench.posting else ""), end="")
    print(f"; {runs} cold starts of each\n\n{HEAD}", flush=True)


@contextmanager
def _bench(asked: argparse.Namespace, sizes: dict[str, int]) -> Iterator[Bench]:
    """Everything that the parts need, made anew in a temporary folder."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        _bodies(sizes) as port,
        serving(Path(temporary), tls=False),
    ):
        root = Path(temporary)
        bodies = f"http://127.0.0.1:{port}"
        values = {
            "outrider": str(Path(sys.executable).with_name("outrider")),
            "python": sys.executable,
            "bench": str(HERE),
            "posting": str(_RIVAL),
            "port": port,
            "collection": str(make_collection(root / "collection", requests=6, folders=2)),
            "workspace": str(
                make_workspace(root / "small", requests=6, folders=2, environments=3, bodies=bodies)
            ),
        }
        add_body_requests(root / "small", sizes)
        large = make_workspace(
            root / "large", requests=2000, folders=200, environments=50, bodies=bodies
        )

        def scenario(name: str, **more: str) -> Scenario:
            return Scenario.read(name, {**values, **more}, root / "homes" / name)

        yield Bench(
            outrider=scenario("outrider"),
            large=scenario("outrider", workspace=str(large)),
            demo=scenario("outrider", workspace=str(root / "orders-api")),
            least=scenario("three_widgets"),
            posting=None if asked.without_posting else scenario("posting"),
            runs=asked.runs,
            sizes=sizes,
            port=port,
            calm=asked.calm,
        )


@contextmanager
def _bodies(sizes: dict[str, int]) -> Iterator[str]:
    """The server of bodies in a process of its own; its port."""
    words = [sys.executable, str(HERE / "bodies.py"), *map(str, sizes.values())]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
