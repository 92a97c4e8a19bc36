"""Who waits for which exchange, and whose cancelling ends it."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.engine.tokens.answering_worker import Setting, TokenStage

from outrider.engine.events import EntryLogged
from outrider.model.token import TokenUse

HERE = Setting()


async def turn() -> None:
    """Lets everything run that can."""
    for _ in range(12):
        await asyncio.sleep(0)


async def asking(stage: TokenStage, number: int = 1) -> list[asyncio.Task[TokenUse]]:
    """Sends that wait for a token."""
    tasks = [asyncio.create_task(stage.worker.token(stage.job(HERE))) for _ in range(number)]
    await turn()
    return tasks


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_one_of_three_is_cancelled_and_the_others_get_their_token(which: int) -> None:
    stage = TokenStage()
    tasks = await asking(stage, 3)
    tasks[which].cancel()
    await turn()
    (call,) = stage.waiting()
    value = stage.answer(call, 300.0)
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(one, asyncio.CancelledError) for one in done].count(True) == 1
    got = {one.token.value.reveal() for one in done if isinstance(one, TokenUse)}
    assert got == {value}


@pytest.mark.parametrize("at_once", [True, False])
async def test_when_the_last_of_three_is_cancelled_the_exchange_ends(at_once: bool) -> None:
    stage = TokenStage()
    for task in await asking(stage, 3):
        assert stage.waiting()
        task.cancel()
        if not at_once:
            await turn()
    await turn()
    assert stage.calls == []
    assert not stage.fetching()


async def test_an_exchange_that_ends_late_does_not_make_room_for_a_third() -> None:
    stage = TokenStage()
    (first,) = await asking(stage)
    first.cancel()
    await asyncio.sleep(0)
    await asking(stage)
    await asking(stage)
    assert len(stage.waiting()) == 1


async def test_what_was_under_way_when_tokens_were_cleared_is_kept_by_nobody() -> None:
    stage = TokenStage()
    (before,) = await asking(stage)
    stage.worker.clear()
    (after,) = await asking(stage)
    old, new = stage.waiting()
    value = stage.answer(old, 300.0)
    await turn()
    assert stage.cache.tokens() == ()
    assert (await before).token.value.reveal() == value
    stage.answer(new, 300.0)
    assert (await after).token.value.reveal() != value
    ((_, kept),) = stage.cache.tokens()
    assert kept.value.reveal() != value


async def test_a_token_that_may_be_used_once_is_fetched_each_time_for_the_same_reason() -> None:
    stage = TokenStage()
    for _ in range(3):
        (task,) = await asking(stage)
        stage.answer(stage.waiting()[0], 0.0)
        assert (await task).reason == "no token yet"


async def test_a_listener_that_fails_keeps_nobody_from_a_token() -> None:
    stage = TokenStage()

    def fails(_event: object) -> None:
        raise RuntimeError("a listener's own fault")

    stage.bus.subscribe(fails)
    (task,) = await asking(stage)
    stage.answer(stage.waiting()[0], 300.0)
    assert (await task).token.value.reveal() == "token-0"


async def test_a_listener_may_ask_for_a_token_while_it_is_told_of_one() -> None:
    stage = TokenStage()
    more: list[asyncio.Task[TokenUse]] = []

    def asks(_event: object) -> None:
        if len(more) < 3:
            more.append(asyncio.create_task(stage.worker.token(stage.job(HERE))))

    stage.bus.subscribe(asks)
    (task,) = await asking(stage)
    (call,) = stage.waiting()
    stage.answer(call, 300.0)
    await task
    await turn()
    tokens = {use.token.value.reveal() for use in await asyncio.gather(*more)}
    assert tokens == {"token-0"}


@pytest.mark.parametrize(
    ("told", "reason", "note"),
    [
        (None, "cached, 300 s left", "assuming 5 min"),
        (0.0, "no token yet", "used once"),
        (-1.0, "no token yet", "used once"),
        (1.0, "cached, 1 s left", ""),
        (60.0, "cached, 60 s left", ""),
    ],
)
async def test_a_life_that_is_odd_is_said(told: float | None, reason: str, note: str) -> None:
    stage = TokenStage()
    (task,) = await asking(stage)
    stage.answer(stage.waiting()[0], told)
    await task
    notes = [event.entry.message for event in stage.events if isinstance(event, EntryLogged)]
    assert [text for text in notes if text] == [text for text in notes if note and note in text]
    assert bool(note) is any(notes)
    again = asyncio.create_task(stage.worker.token(stage.job(HERE)))
    await turn()
    for call in stage.waiting():
        stage.answer(call, 60.0)
    assert (await again).reason == reason
