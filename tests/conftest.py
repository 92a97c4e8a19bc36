"""Fixtures that tests of more than one room use."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx  # noqa: F401 - whole, for tests that use its client beside what Outrider loads of it
import pytest
from hypothesis import settings
from tests.engine_lab import Lab
from tests.forked_workers import (  # noqa: F401 - pytest finds the hooks here
    pytest_addoption,
    pytest_runtestloop,
    worker_count,
)
from tests.found_once import choose_each_style_once, find_each_handler_once
from tests.servers.strict import StrictServers
from tests.session_costs import parse_each_css_once, wait_only_for_the_busy, write_files_in_memory
from tests.shell import Shell

# A busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

write_files_in_memory()
parse_each_css_once()
choose_each_style_once()
find_each_handler_once()
wait_only_for_the_busy()
# Collecting makes millions of objects and no garbage.
gc.disable()

ROOT = Path(__file__).parent
LONG_ROOMS = ("screens", "pty", "integration", "docs")
"""Rooms whose tests take long; each stands for itself, as some wait and some reckon."""
TOGETHER = (
    "architecture/",
    "integration/peers/",
    "distribution/",
    "integration/importing/test_postman_oracle.py",
    "integration/importing/test_postman_export_oracle.py",
    "integration/importing/test_response_tests_oracle.py",
)
"""Tests that share what takes long to start or to parse, which every worker would do itself."""


# What starts the tests may ignore signals (nohup does), and so would every program that they start.
for _number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Lets every worker begin with its share of the long tests, so that none is left for the end.

    The list is cut into as many pieces as there are workers.
    """
    workers = max(1, worker_count(config))
    rooms: dict[str, list[pytest.Item]] = {name: [] for name in (*LONG_ROOMS, "slow", "short")}
    together: list[pytest.Item] = []
    for item in items:
        path = item.path.relative_to(ROOT).as_posix()
        (together if path.startswith(TOGETHER) else rooms[_room(path, item)]).append(item)
    shares = [
        item
        for piece in range(workers)
        for room in rooms.values()
        for item in room[len(room) * piece // workers : len(room) * (piece + 1) // workers]
    ]
    items[:] = together + shares


def pytest_collection_finish() -> None:
    """Looks for garbage as rarely as the program does, and never among what was collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def _room(path: str, item: pytest.Item) -> str:
    name = path.partition("/")[0]
    if name in LONG_ROOMS:
        return name
    return "slow" if item.get_closest_marker("slow") else "short"


@pytest.fixture(scope="session")
def _shared_servers() -> Iterator[StrictServers]:
    with StrictServers() as servers:
        yield servers


@pytest.fixture
def demo_servers(_shared_servers: StrictServers) -> StrictServers:
    """An authorization server and an API that run; as new for each test."""
    _shared_servers.reset()
    return _shared_servers


@pytest.fixture
def lab(tmp_path: Path, demo_servers: StrictServers) -> Lab:
    """A workspace with an environment ``dev`` and a request ``list`` on the demo's servers."""
    made = Lab((tmp_path / "workspace").resolve())
    made.write({"outrider.toml": 'name = "Lab"\n'})
    made.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    return made.request("list")


@pytest.fixture
def shell(lab: Lab, tmp_path: Path) -> Shell:
    """The program, in the lab's workspace, with an empty home."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Shell(home, lab.root)
