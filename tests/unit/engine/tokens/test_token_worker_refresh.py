"""The refresh token that comes with a token is there for the next exchange, and goes with it."""

from __future__ import annotations

import pytest
from tests.unit.engine.tokens.answering_worker import SETTINGS, TokenStage

from outrider.engine.tokens import token_exchange
from outrider.model.auth import Field
from outrider.model.reason import REQUESTED
from outrider.model.secret import Secret, reveal
from outrider.model.token import TokenResponse
from outrider.oauth.grant_flow import GrantContext, GrantFlow, Wait


class Remembering:
    grant_type = "client_credentials"
    summary = "Notes what it is given, and asks nobody."
    fields: tuple[Field, ...] = ()

    def __init__(self, spent: frozenset[int] = frozenset()) -> None:
        self.spent = spent
        self.given: list[str] = []
        self.attended: list[bool] = []

    def flow(self, context: GrantContext) -> GrantFlow:
        self.given.append(reveal(context.refresh_token or ""))
        self.attended.append(context.is_attended)
        yield Wait(0.0, "nothing")
        number = len(self.given)
        if number in self.spent:
            context.forget_refresh_token()
        return TokenResponse(
            Secret(f"token-{number}"),
            lifetime=60.0,
            refresh_token=Secret(f"refresh-{number}") if number < 3 else None,
        )


async def test_it_is_kept_beside_the_token_and_forgotten_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grant, stage = Remembering(), TokenStage()
    monkeypatch.setattr(token_exchange, "find_grant", lambda _: grant)
    one, other = SETTINGS[0], SETTINGS[1]
    for _ in range(4):
        await stage.worker.token(stage.job(one), force=REQUESTED)
    assert grant.given == ["", "refresh-1", "refresh-2", "refresh-2"]
    await stage.worker.token(stage.job(other))
    assert grant.given[-1] == "", "another configuration has none"
    stage.worker.clear()
    await stage.worker.token(stage.job(one))
    assert grant.given[-1] == ""
    assert grant.attended == [False] * 6


async def test_one_that_is_spent_is_not_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    grant, stage = Remembering(spent=frozenset({2, 4})), TokenStage()
    monkeypatch.setattr(token_exchange, "find_grant", lambda _: grant)
    for _ in range(5):
        await stage.worker.token(stage.job(SETTINGS[0]), force=REQUESTED)
    # The second brought another in its place, the fourth none.
    assert grant.given == ["", "refresh-1", "refresh-2", "refresh-2", ""]


async def test_clearing_another_environment_or_auth_keeps_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grant, stage = Remembering(), TokenStage()
    monkeypatch.setattr(token_exchange, "find_grant", lambda _: grant)
    job = stage.job(SETTINGS[0])
    for _ in range(2):
        await stage.worker.token(job, force=REQUESTED)
        stage.worker.clear("staging")
        stage.worker.clear("dev", "other")
    assert grant.given == ["", "refresh-1"]
    stage.worker.clear("dev", "default")
    await stage.worker.token(job)
    assert grant.given[-1] == ""
