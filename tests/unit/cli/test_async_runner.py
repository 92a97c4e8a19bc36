"""Commands whose listeners or transport fail: a report is left, and said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from outrider.cli.async_runner import run_with_engine
from outrider.cli.main import main
from outrider.engine.engine import Engine
from outrider.engine.events import SendFinished, SendStarted


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "outrider"


def test_a_listener_that_fails_ends_no_command_and_is_reported_once(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Any) -> None:
        raise KeyError("canary-value")

    async def body(engine: Engine) -> str:
        engine.bus.subscribe(broken)
        engine.bus.publish(SendStarted(1, "dev", "list"))
        engine.bus.publish(SendFinished(1, "dev", "list"))
        return "done"

    assert run_with_engine(body) == "done"
    (report,) = state.glob("crash-*.txt")
    told = capsys.readouterr().err
    assert "Internal error: KeyError" in told
    assert str(report) in told
    assert "canary-value" not in told + report.read_text()


def test_a_fault_that_ends_a_command_is_in_a_file_as_well(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise LookupError("canary-value")

    assert main([], broken) == 70
    (report,) = state.glob("crash-*.txt")
    told = capsys.readouterr().err
    assert "LookupError" in report.read_text()
    assert str(report) in told
    assert "canary-value" not in told + report.read_text()
