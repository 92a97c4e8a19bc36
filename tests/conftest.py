"""Fixtures that tests of more than one room use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.shell import Shell

# A busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


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
