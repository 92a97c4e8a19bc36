from __future__ import annotations

import asyncio
import os
import threading
from contextlib import suppress

import pytest

from outrider.child_process import end_child


@pytest.mark.parametrize("group", [False, True])
async def test_the_exit_status_is_left_to_asyncio(
    group: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A program that ends while it is about to be killed: what asyncio logs goes to stderr."""
    asked, wait = threading.Event(), os.waitpid

    def late_wait(pid: int, options: int) -> tuple[int, int]:
        # Up to Python 3.11 a thread waits for each child, and may be late.
        if threading.current_thread() is not threading.main_thread():
            assert asked.wait(10)
        return wait(pid, options)

    monkeypatch.setattr(os, "waitpid", late_wait)
    process = await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", "exit 7", start_new_session=True
    )
    with suppress(ChildProcessError):  # asyncio has its status already
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    asyncio.get_running_loop().call_soon(asked.set)
    await end_child(process, group=group)
    assert process.returncode == 7
    assert not caplog.records


async def test_a_program_that_runs_is_killed() -> None:
    process = await asyncio.create_subprocess_exec("/bin/sleep", "60", start_new_session=True)
    await end_child(process)
    assert process.returncode == -9
    await end_child(process)
    await end_child(process, group=True)
