"""Fixtures that tests of more than one room use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.strict import StrictServers


@pytest.fixture(scope="session")
def _shared_servers() -> Iterator[StrictServers]:
    with StrictServers() as servers:
        yield servers


@pytest.fixture
def demo_servers(_shared_servers: StrictServers) -> StrictServers:
    """An authorization server and an API that run; as new for each test."""
    _shared_servers.reset()
    return _shared_servers
