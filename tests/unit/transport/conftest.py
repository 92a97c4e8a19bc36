from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.unit.transport.kit import Kit, MakeKit

from outrider.transport.transport import Transport


@pytest.fixture
async def kit() -> AsyncIterator[Kit]:
    """A transport without proxies; a complaint of the event loop fails the test."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    transport = Transport(process_environment={})
    yield Kit(transport)
    await transport.close()
    await asyncio.sleep(0)
    assert not complaints


@pytest.fixture
async def make_kit() -> AsyncIterator[MakeKit]:
    """Kits for a given process environment."""
    made: list[Transport] = []

    async def make(process: dict[str, str]) -> Kit:
        made.append(Transport(process_environment=process))
        return Kit(made[-1])

    yield make
    for transport in made:
        await transport.close()
