"""What listeners and the console are told of an exchange, and what is left when it has ended."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from tests.unit.engine.tokens.answering_worker import Setting, TokenStage

from outrider.engine.events import EntryLogged, TokenChanged, TokenFetchStarted, TokensForgotten
from outrider.errors import TokenRefused
from outrider.model.body_follower import BodyFollower
from outrider.model.connection import ConnectionSettings, ExchangeLimits
from outrider.model.console_entry import EntryKind
from outrider.model.exchange import BodySink, TransportResult
from outrider.model.message import RequestMessage
from outrider.model.reason import API_REJECTED
from outrider.model.token import TokenUse

HERE = Setting()


async def turn() -> None:
    """Lets everything run that can."""
    for _ in range(12):
        await asyncio.sleep(0)


async def asking(stage: TokenStage) -> asyncio.Task[TokenUse]:
    """A send that waits for a token."""
    task = asyncio.create_task(stage.worker.token(stage.job(HERE)))
    await turn()
    return task


def told(stage: TokenStage) -> list[tuple[str, str, bool]]:
    """What was told of tokens: what happened, which token there is, and whether it failed."""
    names = []
    for event in stage.events:
        match event:
            case TokenFetchStarted():
                names.append(("fetching", "", False))
            case TokenChanged(token=token, failed=failed):
                names.append(("changed", token.value.reveal() if token else "", failed))
            case TokensForgotten():
                names.append(("forgotten", f"{event.environment} {event.auth}", False))
            case _:
                pass
    return names


async def test_an_exchange_is_told_when_it_begins_and_when_there_is_a_token() -> None:
    stage = TokenStage()
    task = await asking(stage)
    assert told(stage) == [("fetching", "", False)]
    value = stage.answer(stage.waiting()[0], 300.0)
    await task
    assert told(stage) == [("fetching", "", False), ("changed", value, False)]


async def test_an_exchange_that_failed_is_told_as_failed_and_only_that() -> None:
    stage = TokenStage()
    task = await asking(stage)
    stage.refuse(stage.waiting()[0])
    with pytest.raises(TokenRefused):
        await task
    assert told(stage) == [("fetching", "", False), ("changed", "", True)]


async def test_a_dropped_token_is_told_once() -> None:
    stage = TokenStage()
    task = await asking(stage)
    stage.answer(stage.waiting()[0], 300.0)
    use = await task
    stage.events.clear()
    for _ in range(2):
        stage.worker.invalidate(use, API_REJECTED)
    assert told(stage) == [("changed", "", False)]


async def test_what_was_cleared_meanwhile_is_told_to_be_there_no_more() -> None:
    stage = TokenStage()
    task = await asking(stage)
    stage.worker.clear("dev", "default")
    stage.answer(stage.waiting()[0], 300.0)
    await task
    assert told(stage)[1:] == [("forgotten", "dev default", False), ("changed", "", False)]


async def test_who_waits_for_what_was_cleared_can_still_be_cancelled() -> None:
    stage = TokenStage()
    task = await asking(stage)
    stage.worker.clear()
    task.cancel()
    await turn()
    assert task.cancelled()
    assert stage.calls == []


async def test_what_the_server_did_wrong_is_a_warning() -> None:
    stage = TokenStage()
    task = asyncio.create_task(stage.worker.token(stage.job(Setting(scope="read write admin"))))
    await turn()
    members = {"access_token": "t", "expires_in": 60, "scope": "write other"}
    stage.reply(stage.waiting()[0], 200, members)
    await task
    entries = [event.entry for event in stage.events if isinstance(event, EntryLogged)]
    notes = [(entry.kind, entry.message) for entry in entries if entry.message]
    assert {kind for kind, _ in notes} == {EntryKind.WARNING}
    assert [text for _, text in notes if "token_type" in text]
    assert [text for _, text in notes if "lacks: admin, read." in text]
    assert len(notes) == 2


async def test_closing_waits_until_each_exchange_has_ended() -> None:
    stage = TokenStage()
    await asking(stage)
    await stage.worker.close()
    assert stage.calls == []
    assert told(stage) == [("fetching", "", False), ("changed", "", True)]


class Breaking(TokenStage):
    """A server side that fails when it is cancelled, as connections may."""

    async def send(
        self,
        message: RequestMessage,
        connection: ConnectionSettings,
        limits: ExchangeLimits,
        *,
        sink: BodySink | None = None,
        follower: BodyFollower | None = None,
    ) -> TransportResult:
        try:
            return await super().send(message, connection, limits, sink=sink, follower=follower)
        except asyncio.CancelledError:
            raise ConnectionError("closed under way") from None


@pytest.mark.parametrize("stage", [TokenStage(), Breaking()], ids=["ends", "breaks"])
async def test_an_exchange_that_nobody_waits_for_any_more_leaves_no_complaint(
    stage: TokenStage,
) -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    task = await asking(stage)
    task.cancel()
    await turn()
    assert task.cancelled()
    del task
    gc.collect()
    assert complaints == []
