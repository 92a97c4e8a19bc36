"""Many sends cost no more memory than few."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from tests.engine_lab import Lab, status

from outrider.engine.exchanges.console_store import ConsoleStore


def resident() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_hundreds_of_sends_leave_the_memory_as_it_was(lab: Lab) -> None:
    lab.request("list", "{{base_url}}/orders")
    async with lab.workbench() as workbench:
        # As full as it gets: every further entry takes the place of one.
        workbench.console = ConsoleStore(limit=60)
        workbench.bus.subscribe(workbench.console.on_engine_event)

        async def send(times: int) -> None:
            for _ in range(times):
                assert status(await lab.send(workbench)) == 200

        await send(60)
        before = resident()
        await send(300)
        assert len(workbench.console) == 60
        assert resident() < before * 1.2
