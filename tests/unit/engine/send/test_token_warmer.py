"""Tokens that are there before a send wants them: renewed in time, and never by asking anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.token_warmer import TokenWarmer
from outrider.errors import OutriderError, PromptUnanswered, TokenRefused, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenSource, TokenUse
from outrider.model.trust import WorkspaceTrust

SLOT = TokenSlot("/w", "dev", "default")
WARM = "[auth.default]\nwarm = true"
COLD = "[auth.billing]\nwarm = false"


def token(now: float, life: float = 300.0) -> AccessToken:
    return AccessToken(Secret(f"t-{now}"), "Bearer", now, now + life, False, frozenset())


def locked(seconds: float | None) -> OutriderError:
    error = TokenRefused("Too many requests.")
    error.retry_after = seconds
    return error


def refused() -> OutriderError:
    error = TokenRefused("The client was refused.")
    error.rejects_credentials = True
    return error


@dataclass
class Stage:
    """Time that passes only where a test lets it, and what is answered to each fetch."""

    now: float = 1000.0
    answers: list[OutriderError | float] = field(default_factory=list)
    fetched: list[tuple[str, float, bool]] = field(default_factory=list)
    kept: dict[str, AccessToken] = field(default_factory=dict)
    sleepers: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    async def fetch(
        self, snapshot: WorkspaceSnapshot, config: AuthConfig, is_forced: bool
    ) -> TokenUse:
        """As the sender does it: from the cache, unless it is forced or the token is not fresh."""
        assert not snapshot.is_attended
        key = TokenKey("d", (), SLOT)
        there = self.kept.get(config.name)
        if there is not None and not is_forced and there.state(self.now).value == "fresh":
            return TokenUse(there, key, TokenSource.CACHE, "cached")
        self.fetched.append((config.name, self.now, is_forced))
        answer = self.answers.pop(0) if self.answers else 300.0
        if isinstance(answer, OutriderError):
            raise answer
        self.kept[config.name] = token(self.now, answer)
        return TokenUse(self.kept[config.name], key, TokenSource.EXCHANGE, "")

    async def sleep(self, seconds: float) -> None:
        """Until the test has let that much time pass."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, woken))
        await woken

    async def until(self, moment: float) -> None:
        """Lets time pass."""
        await settled()
        while self.sleepers and min(self.sleepers, key=lambda one: one[0])[0] <= moment:
            first = min(self.sleepers, key=lambda one: one[0])
            self.sleepers.remove(first)
            self.now = first[0]
            if not first[1].done():
                first[1].set_result(None)
            await settled()
        self.now = moment

    @property
    def moments(self) -> list[float]:
        """When something was fetched."""
        return [moment for _, moment, _ in self.fetched]


async def settled() -> None:
    """Lets everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def warmer(stage: Stage) -> AsyncIterator[TokenWarmer]:
    made = TokenWarmer(stage.fetch, clock=lambda: stage.now, sleep=stage.sleep)
    yield made
    await made.close()


def snapshot(lab: Lab, known: bool = True, environment: str = "dev") -> WorkspaceSnapshot:
    text = (lab.root / "environments/dev.toml").read_text()
    if "warm" not in text:
        marked = text.replace("[auth.default]", WARM).replace("[auth.billing]", COLD)
        lab.write({"environments/dev.toml": marked})
    trust = WorkspaceTrust(known=known)
    return replace(lab.snapshot(environment), is_attended=False, trust=trust)


async def test_a_token_is_renewed_before_its_leeway_begins(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    warmer.follow(snapshot(lab))
    await stage.until(1900.0)
    # 300 s of life, 30 s of leeway, and as much again.
    assert stage.fetched == [("default", 1000.0 + 240.0 * n, n > 0) for n in range(4)]


async def test_tokens_of_three_seconds_are_renewed_too(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    stage.answers = [3.0] * 5
    warmer.follow(snapshot(lab))
    await stage.until(1009.0)
    assert stage.moments == pytest.approx([1000.0, 1002.4, 1004.8, 1007.2])


async def test_a_token_that_a_send_has_renewed_is_not_fetched_again(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    warmer.follow(snapshot(lab))
    await stage.until(1100.0)
    stage.kept["default"] = token(1100.0)
    await stage.until(1339.0)
    assert stage.moments == [1000.0]
    await stage.until(1341.0)
    assert stage.moments == [1000.0, 1340.0]


async def test_failures_back_off_and_end(stage: Stage, warmer: TokenWarmer, lab: Lab) -> None:
    stage.answers = [TokenRefused("No.") for _ in range(8)]
    warmer.follow(snapshot(lab))
    await stage.until(6000.0)
    gaps = [after - before for before, after in zip(stage.moments, stage.moments[1:], strict=False)]
    assert gaps[:8] == [30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0, 900.0]


async def test_what_the_server_asks_for_is_honoured(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    stage.answers = [locked(3600.0), locked(5.0)]
    warmer.follow(snapshot(lab))
    await stage.until(4700.0)
    assert stage.moments == [1000.0, 4600.0, 4660.0]


@pytest.mark.parametrize(
    "error", [refused(), PromptUnanswered("?"), WorkspaceError("?"), PromptUnanswered("consent")]
)
async def test_what_needs_a_person_is_left_until_a_send_has_got_a_token(
    stage: Stage, warmer: TokenWarmer, lab: Lab, error: OutriderError
) -> None:
    stage.answers = [error]
    warmer.follow(snapshot(lab))
    await stage.until(90_000.0)
    assert stage.moments == [1000.0]
    stage.kept["default"] = token(90_000.0)
    warmer.resume(snapshot(lab), "default")
    warmer.resume(snapshot(lab), "default")
    await stage.until(90_241.0)
    assert stage.moments == [1000.0, 90_240.0]


async def test_a_token_to_be_used_once_is_not_kept_ready(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    stage.answers = [0.0]
    warmer.follow(snapshot(lab))
    await stage.until(2000.0)
    assert stage.moments == [1000.0]


async def test_nothing_is_fetched_where_nothing_was_agreed_to(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    warmer.follow(snapshot(lab, known=False))
    await stage.until(2000.0)
    assert stage.moments == []


async def test_a_protected_environment_waits_until_the_user_asks(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    snapshot(lab)
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/live.toml": "protected = true\n" + text})
    warmer.follow(snapshot(lab, environment="live"))
    warmer.resume(snapshot(lab, environment="live"), "default")
    await stage.until(2000.0)
    assert stage.moments == []
    warmer.follow(snapshot(lab, environment="live"), asked=True)
    await stage.until(2001.0)
    assert stage.moments == [2000.0]


async def test_only_marked_auths_of_the_one_environment_are_kept_ready(
    stage: Stage, warmer: TokenWarmer, lab: Lab
) -> None:
    snapshot(lab)
    text = (lab.root / "environments/dev.toml").read_text()
    more = '[auth.other]\nextends = "default"\n'
    lab.write({"environments/dev.toml": text + more})
    warmer.follow(snapshot(lab))
    await settled()
    # What extends a marked one is marked, unless it says otherwise.
    assert sorted(name for name, *_ in stage.fetched) == ["default", "other"]
    warmer.stop()
    await stage.until(5000.0)
    assert len(stage.fetched) == 2
