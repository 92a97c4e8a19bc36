"""Two engines that share their tokens: what the command line does, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine_lab import Lab, console, status
from tests.servers.strict import StrictServers

from outrider.engine.engine import Engine
from outrider.engine.events import Event, TokenChanged, TokenFetchStarted
from outrider.errors import AuthorizationError
from outrider.model.settings import TokenSharing
from outrider.model.token import TokenSource

SHARED = TokenSharing(shared=True)


@pytest.fixture
def engine(lab: Lab, tmp_path: Path) -> Callable[[], Engine]:
    """Makes what one process has."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    lab.process = {**lab.process, "XDG_RUNTIME_DIR": str(runtime), "HOME": str(tmp_path)}
    return lambda: lab.workbench(sharing=SHARED)


async def test_the_second_engine_has_the_token_of_the_first(
    lab: Lab, engine: Callable[[], Engine], demo_servers: StrictServers
) -> None:
    async with engine() as one, engine() as other:
        first = await lab.token(one)
        events: list[Event] = []
        other.bus.subscribe(events.append)
        second = await lab.token(other)
        assert second.token == first.token
        assert (first.source, first.reason_code) == (TokenSource.EXCHANGE, "first_use")
        assert (second.source, second.reason_code) == (TokenSource.CACHE, "shared")
        # From now on it is the engine's own.
        third = await lab.token(other)
        assert (third.source, third.reason_code) == (TokenSource.CACHE, "fresh")
    assert demo_servers.authorization.token_requests() == 1
    kinds = [type(event) for event in events if isinstance(event, TokenFetchStarted | TokenChanged)]
    assert kinds == [TokenFetchStarted, TokenChanged]
    changed = next(event for event in events if isinstance(event, TokenChanged))
    assert changed.token == first.token


async def test_both_at_once_do_one_exchange(
    lab: Lab, engine: Callable[[], Engine], demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=0.2)
    async with engine() as one, engine() as other:
        uses = await asyncio.gather(lab.token(one), lab.token(other))
        told = [*console(one), *console(other)]
    assert uses[0].token == uses[1].token
    assert sorted(use.reason_code for use in uses) == ["first_use", "shared"]
    assert demo_servers.authorization.token_requests() == 1
    assert sum("Another outrider is fetching this token" in line for line in told) == 1


async def test_one_token_that_is_asked_for_by_force_is_the_token_of_all(
    lab: Lab, engine: Callable[[], Engine], demo_servers: StrictServers
) -> None:
    async with engine() as one, engine() as other:
        first = await lab.token(one)
        forced = await lab.token(other, fresh=True)
        async with engine() as third:
            found = await lab.token(third)
    assert forced.reason_code == "requested"
    assert forced.token.value != first.token.value
    assert found.token.value == forced.token.value
    assert demo_servers.authorization.token_requests() == 2


async def test_a_token_fetched_ahead_says_so(lab: Lab, demo_servers: StrictServers) -> None:
    async with lab.workbench() as workbench:
        ahead = await lab.token(workbench, ahead=True)
        again = await lab.token(workbench, fresh=True, ahead=True)
        cached = await lab.token(workbench, ahead=True)
    assert [use.reason_code for use in (ahead, again, cached)] == ["warmed", "warmed", "fresh"]
    assert demo_servers.authorization.token_requests() == 2


async def test_a_refused_token_is_fetched_again_though_it_is_shared(
    lab: Lab, engine: Callable[[], Engine], demo_servers: StrictServers
) -> None:
    async with engine() as one, engine() as other:
        await lab.send(one)
        demo_servers.authorization.revoke_all()
        result = await lab.send(other)
        assert status(result) == 200
        assert [row.reason_code for row in result.exchanges] == ["", "api_401", "api_401"]
        # The first has a dead token of its own, and finds a live one that is shared.
        result = await lab.send(one)
        assert status(result) == 200
        assert [row.purpose.value for row in result.exchanges] == ["api", "api"]
    assert demo_servers.authorization.token_requests() == 2


async def test_a_refused_token_that_cannot_be_replaced_is_left_to_nobody(
    lab: Lab, engine: Callable[[], Engine], demo_servers: StrictServers
) -> None:
    async with engine() as one, engine() as other:
        await lab.send(one)
        demo_servers.authorization.revoke_all()
        options = demo_servers.authorization.options
        demo_servers.authorization.options = replace(options, refusal={"error": "access_denied"})
        await lab.send(one)
        with pytest.raises(AuthorizationError):
            await lab.token(other)
    assert demo_servers.authorization.token_requests() == 3


async def test_clearing_takes_the_shared_ones_too(
    lab: Lab, engine: Callable[[], Engine], demo_servers: StrictServers
) -> None:
    async with engine() as one, engine() as other:
        await lab.token(one)
        assert one.sender.forget("dev") == 1
        while await one.shared_tokens.tokens():
            await asyncio.sleep(0)
        await lab.token(other)
    assert demo_servers.authorization.token_requests() == 2


async def test_what_cannot_be_shared_is_told_once_and_used_all_the_same(
    lab: Lab, engine: Callable[[], Engine], tmp_path: Path, demo_servers: StrictServers
) -> None:
    (tmp_path / "run/outrider").mkdir(mode=0o755)
    (tmp_path / "run/outrider").chmod(0o755)
    async with engine() as one:
        await lab.send(one)
        await lab.send(one)
        told = [line for line in console(one) if "Tokens are not shared" in line]
    assert len(told) == 1
    assert demo_servers.authorization.token_requests() == 1
