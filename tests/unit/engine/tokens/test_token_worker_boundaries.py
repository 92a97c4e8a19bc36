"""Where one moment, one character or one waiter decides: directed tests beside the machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.engine.tokens.answering_worker import Setting, TokenStage

from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_key import token_key
from outrider.errors import TokenRefused
from outrider.model.connection import ConnectionSettings
from outrider.model.reason import API_REJECTED, REQUESTED, Reason
from outrider.model.secret import Secret
from outrider.model.token import (
    CLOCK_TOLERANCE,
    AccessToken,
    TokenKey,
    TokenSource,
    TokenState,
    TokenUse,
)

HERE = Setting()


async def fetched(
    stage: TokenStage,
    setting: Setting = HERE,
    lifetime: float | None = 300.0,
    force: Reason | None = None,
) -> TokenUse:
    """A token that is fetched, not from the cache."""
    task = asyncio.create_task(stage.worker.token(stage.job(setting), force=force))
    await turn()
    (call,) = stage.waiting()
    stage.answer(call, lifetime)
    return await task


async def turn() -> None:
    """Lets everything run that can."""
    for _ in range(12):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("lifetime", "age", "state"),
    [
        (3600.0, 3569.9, TokenState.FRESH),
        (3600.0, 3570.0, TokenState.STALE),
        (3600.0, 3599.9, TokenState.STALE),
        (3600.0, 3600.0, TokenState.EXPIRED),
        (100.0, 89.9, TokenState.FRESH),
        (100.0, 90.0, TokenState.STALE),
        (300.0, 269.9, TokenState.FRESH),
        (300.0, 270.0, TokenState.STALE),
        (3600.0, -CLOCK_TOLERANCE, TokenState.FRESH),
        (3600.0, -CLOCK_TOLERANCE - 0.1, TokenState.EXPIRED),
    ],
)
def test_a_token_is_fresh_until_exactly_its_leeway(
    lifetime: float, age: float, state: TokenState
) -> None:
    token = AccessToken(Secret("t"), "Bearer", 1e6, 1e6 + lifetime, False, frozenset())
    assert token.state(1e6 + age) is state


def key_of(job: TokenJob, digest_key: bytes = b"k") -> TokenKey:
    """The key of a job."""
    return token_key(job.workspace, job.environment, job.auth, job.connection, digest_key)


def setting(**changed: Any) -> Callable[[TokenJob], TokenJob]:
    """The job with other settings."""
    return lambda job: replace(
        job, auth=replace(job.auth, settings={**job.auth.settings, **changed})
    )


def parameters(*pairs: tuple[str, str | Secret]) -> Callable[[TokenJob], TokenJob]:
    """The job with token parameters."""
    return lambda job: replace(job, auth=replace(job.auth, token_parameters=pairs))


def connection(**changed: Any) -> Callable[[TokenJob], TokenJob]:
    """The job with another connection."""
    return lambda job: replace(job, connection=ConnectionSettings(job.environment, **changed))


DIFFERENT = {
    "workspace": lambda job: replace(job, workspace="/elsewhere"),
    "environment": lambda job: replace(job, environment="staging"),
    "token_endpoint": setting(token_endpoint="https://login.example/token2"),
    "issuer": setting(issuer="https://login.example"),
    "client_id": setting(client_id="Orders"),
    "client_secret": setting(client_secret=Secret("first-secret ")),
    "no secret": setting(client_secret=""),
    "method": setting(token_endpoint_auth_method="client_secret_basic"),
    "basic_encoding": setting(
        token_endpoint_auth_method="client_secret_basic", basic_encoding="raw"
    ),
    "scope": setting(scope="read write"),
    "scope case": setting(scope="Read"),
    "parameter": parameters(("audience", "a")),
    "parameter's value": parameters(("audience", "b")),
    "parameter's name": parameters(("resource", "a")),
    "repeated": parameters(("audience", "a"), ("audience", "a")),
    "two": parameters(("audience", "a"), ("resource", "b")),
    "bled": parameters(("audience", 'a"], ["resource", "b')),
    "secret parameter": parameters(("audience", Secret("x"))),
    "other secret parameter": parameters(("audience", Secret("y"))),
    "verify": connection(verify=False),
    "ca_bundle": connection(ca_bundle="/c.pem"),
    "client_certificate": connection(client_certificate="/c.pem"),
    "client_key": connection(client_key="/c.pem"),
    "proxy": connection(proxy="http://127.0.0.1:8080"),
    "proxy's password": connection(proxy=Secret("http://u:p@127.0.0.1:8080")),
    "proxy's other password": connection(proxy=Secret("http://u:q@127.0.0.1:8080")),
}


def test_whatever_makes_two_tokens_differ_makes_two_keys_differ() -> None:
    job = TokenStage().job(HERE)
    digests = {"as it is": key_of(job).digest}
    digests.update({name: key_of(change(job)).digest for name, change in DIFFERENT.items()})
    same = [
        (one, other)
        for one in digests
        for other in digests
        if one < other
        if digests[one] == digests[other]
    ]
    assert same == []


def test_what_makes_no_difference_makes_no_other_key() -> None:
    job = TokenStage().job(Setting(scope="read write"))
    key = key_of(job).digest
    assert key_of(setting(scope=" write  read read ")(job)).digest == key
    assert key_of(replace(job, allow_insecure_http=True)).digest == key
    assert key_of(job, b"another process").digest != key


def test_no_secret_is_in_a_key() -> None:
    job = parameters(("p", Secret("parameter-secret")))(TokenStage().job(HERE))
    job = replace(job, connection=ConnectionSettings("dev", proxy="http://u:proxy-secret@h"))
    parts = " ".join(part.value for part in key_of(job).parts)
    for secret in ("first-secret", "parameter-secret", "proxy-secret"):
        assert secret not in parts


async def test_clearing_one_environment_leaves_the_exchanges_of_another_alone() -> None:
    stage = TokenStage()
    staging = Setting(environment="staging")
    first = asyncio.create_task(stage.worker.token(stage.job(staging)))
    await turn()
    stage.worker.clear("dev")
    second = asyncio.create_task(stage.worker.token(stage.job(staging)))
    await turn()
    (call,) = stage.waiting()
    stage.answer(call, 300.0)
    assert (await first).token is (await second).token
    assert (await stage.worker.token(stage.job(staging))).reason == "cached, 300 s left"


async def test_a_fresh_token_is_used_although_another_is_being_fetched_by_force() -> None:
    stage = TokenStage()
    use = await fetched(stage)
    forced = asyncio.create_task(stage.worker.token(stage.job(HERE), force=REQUESTED))
    await turn()
    assert (await stage.worker.token(stage.job(HERE))).token is use.token
    stage.refuse(stage.waiting()[0])
    with pytest.raises(TokenRefused):
        await forced
    assert (await stage.worker.token(stage.job(HERE))).token is use.token


async def test_one_rejected_token_of_many_sends_costs_one_exchange() -> None:
    stage = TokenStage()
    await fetched(stage)
    uses = [await stage.worker.token(stage.job(HERE)) for _ in range(5)]
    for use in uses[:3]:
        stage.worker.invalidate(use, API_REJECTED)
    tasks = [asyncio.create_task(stage.worker.token(stage.job(HERE))) for _ in uses[:3]]
    await turn()
    (call,) = stage.waiting()
    stage.answer(call, 300.0)
    renewed = [await task for task in tasks]
    assert {(use.reason_code, use.reason) for use in renewed} == {("api_401", "API returned 401")}
    # The two that were slower reject the old token, and must not take the new one with it.
    for use in uses[3:]:
        stage.worker.invalidate(use, API_REJECTED)
    assert (await stage.worker.token(stage.job(HERE))).token is renewed[0].token


async def test_who_asks_after_the_last_waiter_was_cancelled_gets_an_exchange_of_its_own() -> None:
    stage = TokenStage()
    first = asyncio.create_task(stage.worker.token(stage.job(HERE)))
    await turn()
    first.cancel()
    await asyncio.sleep(0)  # cancelled, and the exchange has not ended yet
    use = asyncio.create_task(stage.worker.token(stage.job(HERE)))
    await turn()
    (call,) = stage.waiting()
    stage.answer(call, 300.0)
    assert (await use).source is TokenSource.EXCHANGE
    assert first.cancelled()


async def test_a_refusal_is_told_to_all_and_kept_for_none() -> None:
    stage = TokenStage()
    tasks = [asyncio.create_task(stage.worker.token(stage.job(HERE))) for _ in range(3)]
    await turn()
    stage.refuse(stage.waiting()[0])
    errors = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(error, TokenRefused) for error in errors)
    assert not stage.fetching()
    assert (await fetched(stage)).reason == "no token yet"


async def test_closing_ends_what_is_under_way() -> None:
    stage = TokenStage()
    task = asyncio.create_task(stage.worker.token(stage.job(HERE)))
    await turn()
    await stage.worker.close()
    await turn()
    assert task.cancelled()
    assert stage.calls == []
    assert not stage.fetching()


async def test_the_reason_names_what_changed() -> None:
    stage = TokenStage()
    await fetched(stage)
    changed = {
        Setting(secret="other"): "secret changed",
        Setting(secret="other", scope="x"): "auth changed: scope",
        Setting(secret="third", scope="y"): "auth changed: client_secret, scope",
        Setting(environment="staging"): "no token yet",
    }
    for other, reason in changed.items():
        assert (await fetched(stage, other)).reason == reason


async def test_a_token_that_may_be_used_once_takes_the_place_of_none() -> None:
    stage = TokenStage()
    await fetched(stage)
    await fetched(stage, lifetime=0.0, force=REQUESTED)
    assert stage.cache.tokens() == ()


async def test_life_begins_when_the_token_was_asked_for() -> None:
    stage = TokenStage()
    task = asyncio.create_task(stage.worker.token(stage.job(HERE)))
    await turn()
    stage.now += 10
    stage.answer(stage.waiting()[0], 300.0)
    await task
    assert (await stage.worker.token(stage.job(HERE))).reason == "cached, 290 s left"


async def test_clearing_one_environment_keeps_the_tokens_of_another() -> None:
    stage = TokenStage()
    staging = Setting(environment="staging")
    await fetched(stage)
    await fetched(stage, staging)
    assert stage.worker.clear("dev") == 1
    assert (await stage.worker.token(stage.job(staging))).reason == "cached, 300 s left"


async def test_after_clearing_every_token_is_a_first_one() -> None:
    stage = TokenStage()
    stage.worker.invalidate(await fetched(stage), API_REJECTED)
    stage.worker.clear("dev")
    assert (await fetched(stage)).reason == "no token yet"
    stage.worker.clear()
    assert (await fetched(stage, Setting(scope="other"))).reason == "no token yet"
