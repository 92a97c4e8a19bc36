"""An API that answers 401: one new token and one more try, never a loop."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from msgspec import structs
from tests.engine_lab import Lab, status
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, answers, ok, response, toxic_server

from outrider.demo.api import ApiOptions
from outrider.model.exchange import Purpose
from outrider.model.reason import API_REJECTED
from outrider.model.token import TokenSource


async def test_a_token_revoked_behind_our_back_costs_one_exchange_and_one_retry(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.authorization.revoke_all()
        result = await lab.send(workbench)
    assert status(result) == 200
    rows = [
        (one.purpose, one.response.status if one.response else None, one.reason)
        for one in result.exchanges
    ]
    assert rows == [
        (Purpose.API, 401, ""),
        (Purpose.TOKEN, 200, "API returned 401"),
        (Purpose.API, 200, "API returned 401"),
    ]
    assert result.token is not None
    assert result.token.reason == "API returned 401"


@pytest.mark.parametrize(("method", "path"), [("POST", "/orders"), ("DELETE", "/orders/1")])
async def test_the_retry_is_made_whatever_the_method(
    method: str, path: str, lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request(
        "echo",
        "{{base_url}}" + path,
        f'method = "{method}"\n[body]\ntype = "text"\ncontent = "abc"',
    )
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.authorization.revoke_all()
        demo_servers.api.recorder.clear()
        await lab.send(workbench, "echo")
    tries = demo_servers.api.recorder.requests
    assert [(one.method, one.body) for one in tries] == [(method, b"abc")] * 2
    assert tries[0].header("authorization") != tries[1].header("authorization")


async def test_an_api_that_always_answers_401_is_asked_twice(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.api.options = ApiOptions(refuse_all=True)
        demo_servers.api.recorder.clear()
        demo_servers.authorization.recorder.clear()
        result = await lab.send(workbench)
    assert status(result) == 401
    assert result.error is None
    assert demo_servers.api.recorder.count == 2
    assert demo_servers.authorization.token_requests() == 1


async def test_a_token_that_this_send_fetched_is_not_fetched_again(
    lab: Lab, demo_servers: StrictServers
) -> None:
    demo_servers.api.options = ApiOptions(refuse_all=True)
    async with lab.workbench() as workbench:
        result = await lab.send(workbench)
    assert status(result) == 401
    assert demo_servers.api.recorder.count == 1
    assert demo_servers.authorization.token_requests() == 1


@pytest.mark.parametrize("is_rejected", [False, True])
async def test_a_server_that_gives_the_same_token_again_is_taken_at_its_word(
    is_rejected: bool, lab: Lab
) -> None:
    # Some servers do so while the token is valid, with what is left of its life.
    token = b'{"access_token":"the-same","token_type":"Bearer","expires_in":%d}'
    left = iter((0, 7199, 7198))
    asked = 0

    async def give(call: Call) -> None:
        nonlocal asked
        asked += 1
        await call.say(response(token % next(left), b"Content-Type: application/json"))

    refuses = response(b"", b"WWW-Authenticate: Bearer", status=b"401 Unauthorized")
    async with toxic_server(give) as server, toxic_server(ok(b"{}")) as api:
        lab.environment("dev", token=f"{server.url}/token", api=api.url)
        lab.request("list", "{{base_url}}")
        async with lab.workbench() as workbench:
            assert status(await lab.send(workbench)) == 200
            assert status(await lab.send(workbench)) == 200
            assert asked == 2
            if is_rejected:
                api.behaviour = answers(refuses)
            result = await lab.send(workbench)
            assert status(result) == (401 if is_rejected else 200)
            assert len(result.exchanges) == (3 if is_rejected else 1)
    assert asked == (3 if is_rejected else 2)


async def test_a_401_without_a_word_counts_as_a_refused_token(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.api.options = ApiOptions(refuse_all=True, silent_challenge=True)
        demo_servers.api.recorder.clear()
        await lab.send(workbench)
    assert demo_servers.api.recorder.count == 2


async def test_a_scope_that_does_not_suffice_asks_for_no_new_token(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.request(
        "invoice", "{{base_url}}/invoices", 'method = "POST"\n[body]\ntype = "json"\ncontent = "{}"'
    )
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        result = await lab.send(workbench, "invoice")
    assert status(result) == 403
    assert demo_servers.authorization.token_requests() == 1


class Kept:
    """Takes a body."""

    def __init__(self) -> None:
        self.body = b""

    def write(self, data: bytes, /) -> None:
        self.body += data

    def truncate(self) -> None:
        self.body = b""


async def test_the_body_of_the_first_try_is_not_in_the_file(
    lab: Lab, demo_servers: StrictServers
) -> None:
    kept = Kept()
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.authorization.revoke_all()
        job = structs.replace(lab.job("list", "dev"), sink=kept)
        result = await workbench.sender.send(job)
    assert status(result) == 200
    assert len(result.exchanges) == 3
    assert json.loads(kept.body)["orders"]


async def test_when_the_new_token_is_refused_the_send_ends_with_the_servers_words(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        await lab.send(workbench)
        demo_servers.authorization.revoke_all()
        options = demo_servers.authorization.options
        demo_servers.authorization.options = replace(
            options, refusal={"error": "access_denied", "error_description": "Locked."}
        )
        result = await lab.send(workbench)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert result.error.server_message == "Locked."
    assert status(result) == 401


async def test_a_token_that_another_send_renewed_meanwhile_is_used(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with lab.workbench() as workbench:
        old = await lab.token(workbench)
        demo_servers.authorization.revoke_all()
        workbench.token_worker.invalidate(old, API_REJECTED)
        new = await lab.token(workbench)
        workbench.token_worker.invalidate(old, API_REJECTED)
        again = await lab.token(workbench)
    assert new.reason == "API returned 401"
    assert again.source is TokenSource.CACHE
    assert again.token.value == new.token.value
