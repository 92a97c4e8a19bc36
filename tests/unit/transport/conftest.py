from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.unit.transport.transport_client import MakeClient, TransportClient

from outrider.transport.transport import Transport


@pytest.fixture
async def client() -> AsyncIterator[TransportClient]:
    """A transport without proxies; a complaint of the event loop fails the test."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    transport = Transport(process_environment={})
    yield TransportClient(transport)
    await transport.close()
    await asyncio.sleep(0)
    assert not complaints


@pytest.fixture
async def make_client() -> AsyncIterator[MakeClient]:
    """Clients for a given process environment."""
    made: list[Transport] = []

    async def make(process: dict[str, str]) -> TransportClient:
        made.append(Transport(process_environment=process))
        return TransportClient(made[-1])

    yield make
    for transport in made:
        await transport.close()
