"""One exchange for whoever waits, another one whenever anything differs: on real servers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.engine_lab import Lab, console, status
from tests.servers.strict import StrictServers

from outrider.model.exchange import Purpose
from outrider.model.token import TokenSource


async def test_twenty_sends_one_after_another_do_one_exchange(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        results = [await lab.send(workbench) for _ in range(20)]
    assert [status(one) for one in results] == [200] * 20
    assert demo_servers.authorization.token_requests() == 1
    assert demo_servers.api.recorder.count == 20
    first, second = results[0].token, results[1].token
    assert first is not None
    assert second is not None
    assert (first.source, first.reason) == (TokenSource.EXCHANGE, "no token yet")
    assert second.source is TokenSource.CACHE
    assert second.reason.startswith("cached, ")
    assert second.reason.endswith(" s left")


async def test_twenty_sends_at_once_do_one_exchange(lab: Lab, demo_servers: StrictServers) -> None:
    async with lab.workbench() as workbench:
        results = await asyncio.gather(*(lab.send(workbench) for _ in range(20)))
    assert [status(one) for one in results] == [200] * 20
    assert demo_servers.authorization.token_requests() == 1
    made = [one for result in results for one in result.exchanges if one.purpose is Purpose.TOKEN]
    assert len(made) == 1


async def test_a_failed_exchange_is_shared_and_not_cached(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev", api=demo_servers.api_url, token=demo_servers.token_url, secret="wrong-secret"
    )
    async with lab.workbench() as workbench:
        results = await asyncio.gather(*(lab.send(workbench) for _ in range(20)))
        assert demo_servers.authorization.token_requests() == 1
        assert len({result.error.what for result in results if result.error}) == 1
        assert all(result.error and result.error.exit_code == 4 for result in results)
        await lab.send(workbench)
    assert demo_servers.authorization.token_requests() == 2
    assert demo_servers.api.recorder.count == 0


async def test_one_cancelled_send_leaves_the_token_to_the_others(
    lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=0.4)
    async with lab.workbench() as workbench:
        sends = [asyncio.ensure_future(lab.send(workbench)) for _ in range(5)]
        while not demo_servers.authorization.token_requests():
            await asyncio.sleep(0.01)
        sends[0].cancel()
        results = await asyncio.gather(*sends, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert [status(one) for one in results[1:]] == [200] * 4  # type: ignore[arg-type]
    assert demo_servers.authorization.token_requests() == 1


async def test_when_all_who_wait_are_cancelled_the_exchange_ends(
    lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, delay=5)
    async with lab.workbench() as workbench:
        sends = [asyncio.ensure_future(lab.send(workbench)) for _ in range(3)]
        while not demo_servers.authorization.token_requests():
            await asyncio.sleep(0.01)
        for send in sends:
            send.cancel()
        await asyncio.gather(*sends, return_exceptions=True)
        demo_servers.authorization.options = options
        assert status(await lab.send(workbench)) == 200
        cancelled = [
            entry for entry in workbench.console if entry.exchange and entry.exchange.failure
        ]
    assert len(cancelled) == 1


CHANGES = {
    "scope": ('scope = "orders.read orders.write"', 'scope = "orders.read"', "scope"),
    "client id": ('client_id = "orders-dev"', 'client_id = "easy"', "client_id"),
    "method": (
        'client_id = "orders-dev"',
        'client_id = "orders-dev"\ntoken_endpoint_auth_method = "client_secret_post"',
        "token_endpoint_auth_method",
    ),
    "encoding": (
        'client_id = "orders-dev"',
        'client_id = "orders-dev"\nbasic_encoding = "raw"',
        "basic_encoding",
    ),
    "audience": (
        'scope = "orders.read orders.write"',
        'scope = "orders.read orders.write"\n'
        'token_parameters = { audience = "https://api.dev.orders.example" }',
        "token_parameters",
    ),
    "endpoint": ("/connect/token", "/connect/token?tenant=2", "token_endpoint"),
    "tls": ("[variables]", "[tls]\nverify = false\n[variables]", "tls"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_whatever_changes_means_another_token(
    change: str, lab: Lab, demo_servers: StrictServers
) -> None:
    before, after, named = CHANGES[change]
    file = lab.root / "environments/dev.toml"
    async with lab.workbench() as workbench:
        first = await lab.token(workbench)
        text = file.read_text()
        assert before in text
        secret = "easy-secret" if change == "client id" else "dev-only-secret"
        file.write_text(text.replace(before, after, 1).replace("dev-only-secret", secret))
        second = await lab.token(workbench)
        third = await lab.token(workbench)
        file.write_text(text)
        back = await lab.token(workbench)
    assert demo_servers.authorization.token_requests() == 2
    assert second.source is TokenSource.EXCHANGE
    assert second.reason.startswith("auth changed: ")
    assert named in second.reason
    assert second.token.value != first.token.value
    assert third.token.value == second.token.value
    assert back.token.value == first.token.value


async def test_a_changed_secret_is_never_answered_with_the_old_token(
    lab: Lab, demo_servers: StrictServers
) -> None:
    file = lab.root / "environments/dev.toml"
    async with lab.workbench() as workbench:
        await lab.token(workbench)
        file.write_text(file.read_text().replace("dev-only-secret", "another-secret"))
        result = await lab.send(workbench)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert demo_servers.api.recorder.count == 0
    assert result.exchanges[0].reason == "secret changed"


async def test_two_environments_with_one_client_never_share_a_token(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment("staging", api=demo_servers.api_url, token=demo_servers.token_url)
    async with lab.workbench() as workbench:
        dev = await lab.token(workbench, "dev")
        staging = await lab.token(workbench, "staging")
        again = await lab.token(workbench, "dev")
    assert dev.token.value != staging.token.value
    assert again.token.value == dev.token.value
    assert demo_servers.authorization.token_requests() == 2
    assert staging.reason == "no token yet"


async def test_two_auths_of_one_environment_have_a_token_each(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        default = await lab.token(workbench)
        billing = await lab.token(workbench, name="billing")
    assert default.token.value != billing.token.value
    assert billing.token.requested_scope == {"billing"}
    assert billing.reason == "no token yet"
    assert demo_servers.authorization.token_requests() == 2


async def test_the_order_of_a_scope_makes_no_difference(
    lab: Lab, demo_servers: StrictServers
) -> None:
    file = lab.root / "environments/dev.toml"
    async with lab.workbench() as workbench:
        await lab.token(workbench)
        text = file.read_text()
        file.write_text(text.replace("orders.read orders.write", "orders.write  orders.read"))
        again = await lab.token(workbench)
    assert again.source is TokenSource.CACHE
    assert demo_servers.authorization.token_requests() == 1


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("passed", "reason"),
    [
        (0, "cached, 60 s left"),
        (53, "cached, 7 s left"),
        (54.5, "about to expire"),
        (60, "expired"),
        (7200, "expired"),
        (-7200, "expired"),
        (-60, "cached, 120 s left"),
    ],
)
async def test_a_token_lives_from_when_it_was_asked_for(
    passed: float, reason: str, lab: Lab, demo_servers: StrictServers
) -> None:
    clock = Clock()
    async with lab.workbench(clock=clock) as workbench:
        await lab.token(workbench)
        clock.now += passed
        again = await lab.token(workbench)
    assert again.reason == reason
    fetched = not reason.startswith("cached")
    assert demo_servers.authorization.token_requests() == 1 + fetched


@pytest.mark.parametrize("lifetime", [0, -1])
async def test_a_token_without_life_is_used_once(
    lifetime: int, lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, override={"expires_in": lifetime})
    async with lab.workbench() as workbench:
        for _ in range(3):
            assert status(await lab.send(workbench)) == 200
    assert demo_servers.authorization.token_requests() == 3


async def test_a_life_that_is_not_told_is_assumed_and_said(
    lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, omit=("expires_in",))
    clock = Clock()
    async with lab.workbench(clock=clock) as workbench:
        first = await lab.token(workbench)
        clock.now += 269
        assert (await lab.token(workbench)).source is TokenSource.CACHE
        clock.now += 2
        assert (await lab.token(workbench)).reason == "about to expire"
        told = console(workbench)
    assert first.token.lifetime_assumed
    assert any("assuming 5 min" in text for text in told)


@pytest.mark.parametrize("seconds", [0, 1, 3])
async def test_a_very_short_token_serves_its_send_and_makes_no_loop(
    lab: Lab, demo_servers: StrictServers, seconds: int
) -> None:
    """Its leeway is a tenth of its life, so it serves the send that it was fetched for."""
    authorization = demo_servers.authorization
    short = {"expires_in": seconds}
    authorization.options = replace(authorization.options, override=short, lifetime=60)
    clock = Clock()
    async with lab.workbench(clock=clock) as workbench:
        assert status(await lab.send(workbench)) == 200
        assert authorization.token_requests() == 1
        clock.now += seconds
        result = await lab.send(workbench)
        assert status(result) == 200
        assert result.token is not None
        assert result.token.source is TokenSource.EXCHANGE
        # One exchange for each send, and none besides.
        assert authorization.token_requests() == 2
        assert demo_servers.api.recorder.count == 2


async def test_a_life_shorter_than_the_leeway_of_others_is_used_for_nine_tenths(
    lab: Lab, demo_servers: StrictServers
) -> None:
    authorization = demo_servers.authorization
    short = {"expires_in": 5}
    authorization.options = replace(authorization.options, override=short, lifetime=60)
    clock = Clock()
    told = []
    async with lab.workbench(clock=clock) as workbench:
        for later in (0, 2, 2.4, 0.1, 5, 4.5, 0.5):
            clock.now += later
            result = await lab.send(workbench)
            assert status(result) == 200
            assert result.token is not None
            told.append(result.token.reason_code)
    assert told == ["first_use", "fresh", "fresh", "leeway", "expired", "leeway", "fresh"]
    assert authorization.token_requests() == told.count("leeway") + 2


async def test_a_scope_that_is_not_granted_is_a_warning(
    lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = replace(options, withheld_scopes=("orders.write",))
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
        told = console(workbench)
    assert status(result) == 200
    assert any("lacks: orders.write" in text for text in told)


async def test_cleared_tokens_are_gone_and_what_is_under_way_is_not_kept(
    lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    async with lab.workbench() as workbench:
        await lab.token(workbench)
        assert workbench.token_worker.clear() == 1
        demo_servers.authorization.options = replace(options, delay=0.3)
        under_way = asyncio.ensure_future(lab.token(workbench))
        while demo_servers.authorization.token_requests() < 2:
            await asyncio.sleep(0.01)
        workbench.token_worker.clear()
        assert (await under_way).token.value
        assert not workbench.cache.tokens()


async def test_another_process_has_another_digest_of_the_same_secret(lab: Lab) -> None:
    async with lab.workbench() as one, lab.workbench() as other:
        first, second = await lab.token(one), await lab.token(other)
    parts = {part.name: part.value for part in first.key.parts}
    assert parts["client_secret"] != "dev-only-secret"
    assert first.key.digest != second.key.digest
