"""What a worker keeps and shares of a token, and what it says of one that it had before."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.engine.tokens.answering_worker import Setting, TokenStage

from outrider.engine.events import EntryLogged, TokenChanged
from outrider.engine.tokens import token_exchange
from outrider.engine.tokens.shared_tokens import SharedTokens
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import SignInRequired
from outrider.model.auth import Field
from outrider.model.console_entry import EntryKind
from outrider.model.reason import API_REJECTED, REQUESTED
from outrider.model.secret import Secret, reveal
from outrider.model.settings import TokenSharing
from outrider.model.token import TokenResponse
from outrider.oauth.grant_flow import GrantContext, GrantFlow, Wait
from outrider.oauth.proof_key import ProofKey

HERE = Setting()


async def turn() -> None:
    """Lets everything run that can, file locks in threads too."""
    for _ in range(12):
        await asyncio.sleep(0)


class Renewing:
    """A grant whose first token comes with a refresh token, which stays good."""

    grant_type = "client_credentials"
    summary = "Notes what it is given, and asks nobody."
    fields: tuple[Field, ...] = ()

    def __init__(self) -> None:
        self.given: list[str] = []

    def flow(self, context: GrantContext) -> GrantFlow:
        used = context.refresh_token
        self.given.append(reveal(used or ""))
        yield Wait(0.0, "nothing")
        more = None if used else Secret("refresh-1")
        token = Secret(f"token-{len(self.given)}")
        return TokenResponse(token, lifetime=300.0, refresh_token=more, refreshed=bool(used))


class Absent(Renewing):
    """A grant that a person has to be there for."""

    def flow(self, context: GrantContext) -> GrantFlow:
        yield Wait(0.0, "nothing")
        raise SignInRequired("nobody is there", where="[auth.default]", why="no", advice="sign in")


def process(folder: Path, *, shares: bool = True) -> TokenStage:
    """The worker of a process of its own, which shares its tokens with the others here."""
    stage = TokenStage()
    variables = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    shared = SharedTokens(
        TokenSharing(shared=shares, refresh_tokens=True),
        variables,
        clock=lambda: stage.now,
        random_bytes=os.urandom,
    )
    stage.worker = TokenWorker(
        stage.exchange,
        stage.recorder,
        stage.cache,
        stage.bus,
        clock=lambda: stage.now,
        shared=shared,
        proof_key=lambda _slot: ProofKey.generate(),
    )
    return stage


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


async def test_the_refresh_token_of_another_process_stays_where_none_came_in_its_place(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = Renewing()
    monkeypatch.setattr(token_exchange, "find_grant", lambda _: grant)
    first, second = process(runtime), process(runtime)
    await first.worker.token(first.job(HERE))
    await second.worker.token(second.job(HERE), force=REQUESTED)
    assert grant.given == ["", "refresh-1"]
    # It is this process's own too, where nobody shares it any more.
    for file in runtime.rglob("*"):
        if file.is_file():
            file.unlink()
    await second.worker.token(second.job(HERE), force=REQUESTED)
    assert grant.given[-1] == "refresh-1"


async def test_the_life_of_a_shared_token_is_told_as_what_is_left_of_it(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_exchange, "find_grant", lambda _: Renewing())
    first, second = process(runtime), process(runtime)
    await first.worker.token(first.job(HERE))
    second.now += 10
    use = await second.worker.token(second.job(HERE))
    assert use.reason == "shared by another outrider, 290 s left"


async def test_what_was_cleared_meanwhile_is_shared_with_nobody(runtime: Path) -> None:
    first, second = process(runtime), process(runtime)
    task = asyncio.create_task(first.worker.token(first.job(HERE)))
    while not first.waiting():
        await asyncio.sleep(0.001)
    first.worker.clear()
    first.answer(first.waiting()[0], 300.0)
    await task
    await first.worker.close()
    again = asyncio.create_task(second.worker.token(second.job(HERE)))
    while not second.waiting() and not again.done():
        await asyncio.sleep(0.001)
    assert second.waiting(), "it has to fetch one of its own"
    second.answer(second.waiting()[0], 300.0)
    assert (await again).reason == "no token yet"


async def test_a_command_that_returns_the_rejected_token_is_told_of() -> None:
    stage = TokenStage()
    job = stage.job(HERE)
    job = replace(job, auth=replace(job.auth, command=("print-token",)))

    async def fetched(value: str) -> list[str]:
        before = len(stage.events)
        task = asyncio.create_task(stage.worker.token(job))
        await turn()
        members = {"access_token": value, "token_type": "Bearer", "expires_in": 300}
        stage.reply(stage.waiting()[0], 200, members)
        use = await task
        stage.worker.invalidate(use, API_REJECTED)
        return [
            event.entry.message
            for event in stage.events[before:]
            if isinstance(event, EntryLogged) and event.entry.kind is EntryKind.WARNING
        ]

    assert await fetched("one") == []
    (warning,) = await fetched("one")
    assert "the token that the API rejected" in warning
    assert await fetched("two") == []


async def test_where_nobody_is_there_to_sign_in_nothing_has_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(token_exchange, "find_grant", lambda _: Absent())
    stage = TokenStage()
    with pytest.raises(SignInRequired):
        await stage.worker.token(stage.job(HERE))
    (told,) = [event for event in stage.events if isinstance(event, TokenChanged)]
    assert (told.token, told.failed) == (None, False)


async def test_the_same_definition_over_another_connection_has_another_key() -> None:
    stage = TokenStage()
    job = stage.job(HERE)
    key = await stage.worker.key(job)
    assert await stage.worker.key(job) is key
    other = replace(job, connection=replace(job.connection, proxy="http://127.0.0.1:8080"))
    assert (await stage.worker.key(other)).digest != key.digest
    assert (await stage.worker.key(job)).digest == key.digest
