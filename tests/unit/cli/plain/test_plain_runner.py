"""What goes wrong where nobody looks is told, and the session goes on."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from outrider.cli.plain.plain_runner import PlainRunner


def test_a_fault_in_a_callback_of_the_loop_is_told_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def fail() -> None:
        raise ZeroDivisionError

    async def work() -> str:
        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return "done"

    before = signal.getsignal(signal.SIGINT)
    with PlainRunner() as runner:
        assert runner.run(work()) == "done"
        assert signal.getsignal(signal.SIGINT) is before
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert any(path.is_file() for path in (tmp_path / "state").rglob("*"))
