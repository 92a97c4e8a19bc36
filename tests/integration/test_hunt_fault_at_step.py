"""One send, ended at every single step that it takes: the next one works as if nothing were."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.engine_lab import Lab, status

from outrider.engine.engine import Engine
from outrider.engine.events import (
    Event,
    SendFinished,
    SendStarted,
    TokenChanged,
    TokenFetchStarted,
)
from outrider.model.body_follower import BodyFollower
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.exchange import BodySink, Failure, FailureKind, Timing, TransportResult
from outrider.model.message import RequestMessage, ResponseMessage
from outrider.model.secret import reveal

SECRET = "secret-printed-by-a-program"
STEPS_OF_A_CALL = 3


class SteppedTransport:
    """Answers as both servers would, after a few steps; fails where it is told to."""

    def __init__(self) -> None:
        self.calls = 0
        self.fault: Callable[[int], TransportResult | None] = lambda _number: None
        self.reject_first = False

    async def send(
        self,
        message: RequestMessage,
        connection: ConnectionSettings,
        limits: ExchangeLimits,
        *,
        sink: BodySink | None = None,
        follower: BodyFollower | None = None,
    ) -> TransportResult:
        """One exchange."""
        self.calls += 1
        for _ in range(STEPS_OF_A_CALL):
            await asyncio.sleep(0)
        failed = self.fault(self.calls)
        if failed is not None:
            return failed
        if "token" in reveal(message.url):
            return _answer({"access_token": f"access-token-{self.calls}", "expires_in": 300})
        if self.reject_first:
            self.reject_first = False
            return _answer({}, status=401)
        return _answer({"orders": []})

    async def close(self, environment: str | None = None) -> None:
        """Nothing is open."""


def _answer(members: dict[str, object], status: int = 200) -> TransportResult:
    fields = (("content-type", "application/json"),)
    body = json.dumps(members).encode()
    return TransportResult(
        ResponseMessage(status, "", "HTTP/1.1", fields, body), None, Timing(total=1.0)
    )


class SteppedWorkbench(Engine):
    """An engine on a stepped transport."""

    def __init__(self) -> None:
        super().__init__(process_environment={"PATH": "/usr/bin:/bin"})
        self.transport = SteppedTransport()
        self.events: list[Event] = []
        self.bus.subscribe(self.events.append)

    def _open_transport(self) -> SteppedTransport:
        return self.transport

    def check(self) -> None:
        """What holds whenever nothing is under way."""
        counts = Counter(type(event) for event in self.events)
        assert counts[SendStarted] == counts[SendFinished]
        last = [e for e in self.events if isinstance(e, TokenFetchStarted | TokenChanged)][-1:]
        assert not any(isinstance(event, TokenFetchStarted) for event in last)
        assert len(asyncio.all_tasks()) == 1
        for entry in self.console:
            assert SECRET not in entry.message
            assert SECRET not in repr(entry)
            assert "access-token-" not in repr(entry)


@pytest.fixture
def stepped(tmp_path: Path) -> Lab:
    """A workspace whose secret is printed by a program."""
    lab = Lab(tmp_path.resolve()).write({"outrider.toml": ""})
    lab.environment("dev", api="http://127.0.0.1:1", token="http://127.0.0.1:1/token")
    written = lab.root / "environments/dev.toml"
    command = f'{{ command = ["printf", "{SECRET}"] }}'
    written.write_text(written.read_text().replace('"dev-only-secret"', command))
    return lab.request("list")


async def _steps(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


@pytest.mark.parametrize("reject", [False, True])
async def test_cancelled_at_any_step_the_next_send_works(reject: bool, stepped: Lab) -> None:
    ended = Counter[bool]()
    for step in range(60):
        workbench = SteppedWorkbench()
        async with workbench:
            if reject:
                await stepped.send(workbench)
                workbench.transport.reject_first = True
            calls = workbench.transport.calls
            task = asyncio.create_task(stepped.send(workbench))
            # The program takes its time: its end is waited for, not stepped through.
            if step >= 30:
                while workbench.transport.calls == calls and not task.done():
                    await asyncio.sleep(0.001)
            await _steps(step % 30)
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            ended[isinstance(outcome, asyncio.CancelledError)] += 1
            await _steps(20)
            workbench.check()
            assert status(await stepped.send(workbench)) == 200
            workbench.check()
    assert ended[True] > 20
    assert ended[False] > 5


FAILED = TransportResult(None, Failure(FailureKind.REFUSED, "refused"), Timing(total=1.0))


@pytest.mark.parametrize("call", [1, 2, 3, 4])
async def test_failed_at_any_call_the_next_send_works(call: int, stepped: Lab) -> None:
    async with SteppedWorkbench() as workbench:
        workbench.transport.reject_first = True
        workbench.transport.fault = lambda number: FAILED if number == call else None
        first = await stepped.send(workbench)
        assert first.error is None or first.error.exit_code in {4, 5}
        workbench.check()
        workbench.transport.reject_first = False
        workbench.transport.fault = lambda _number: None
        assert status(await stepped.send(workbench)) == 200
        workbench.check()


@pytest.mark.parametrize("call", [1, 2])
async def test_a_fault_of_our_own_ends_one_send_only(call: int, stepped: Lab) -> None:
    def broken(number: int) -> TransportResult | None:
        if number == call:
            raise RuntimeError("our own fault")
        return None

    async with SteppedWorkbench() as workbench:
        workbench.transport.fault = broken
        with pytest.raises(RuntimeError, match="our own fault"):
            await stepped.send(workbench)
        await _steps(5)
        workbench.check()
        assert status(await stepped.send(workbench)) == 200
        workbench.check()
