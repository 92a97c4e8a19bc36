"""The token cache and its worker against every order of events that Hypothesis can think of."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.unit.engine.tokens.answering_worker import SETTINGS, Setting, TokenStage

from outrider.model.reason import API_REJECTED, REQUESTED, Reason
from outrider.model.token import CLOCK_TOLERANCE, TokenSource, TokenUse

WHICH = st.integers(0, len(SETTINGS) - 1)


class TokenMachine(RuleBasedStateMachine):
    """Asks, answers, waits, cancels, rejects and clears, with a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stage = TokenStage()
        self.asked: list[tuple[Setting, asyncio.Task[TokenUse], float]] = []
        self.dead: set[str] = set()
        self.served: list[TokenUse] = []
        self.cancelled: set[asyncio.Task[TokenUse]] = set()

    def teardown(self) -> None:
        self.cancelled.update(task for _, task, _ in self.asked)
        self.loop.run_until_complete(self.stage.worker.close())
        self.turn()
        assert not self.asked, "a waiter that nobody wakes"
        assert not self.stage.calls
        self.loop.close()

    def turn(self) -> None:
        """Lets everything run that can."""

        async def rounds() -> None:
            for _ in range(12):
                await asyncio.sleep(0)

        self.loop.run_until_complete(rounds())
        for setting, task, since in [one for one in self.asked if one[1].done()]:
            self.asked.remove((setting, task, since))
            assert not task.cancelled() or task in self.cancelled, "somebody else's cancelling"
            if not task.cancelled() and task.exception() is None:
                self.check(setting, task.result())

    def check(self, setting: Setting, use: TokenUse) -> None:
        value = use.token.value.reveal()
        assert self.stage.minted[value] == setting.identity, "a token of another configuration"
        if use.source is TokenSource.CACHE:
            now = self.stage.now
            assert value not in self.dead, "a token that was rejected or cleared"
            token = use.token
            assert now < token.expires_at - min(30.0, 0.1 * (token.expires_at - token.requested_at))
            assert token.requested_at <= now + CLOCK_TOLERANCE, "a token from the future"
            assert token.requested_at == self.stage.asked_at[value], "a life that starts elsewhere"
            assert self.stage.lifetimes[value] > 0, "a token to be used once"
        self.served.append(use)

    @rule(which=WHICH, force=st.sampled_from([None, None, REQUESTED]))
    def ask(self, which: int, force: Reason | None) -> None:
        setting = SETTINGS[which]
        job = self.stage.job(setting)
        task = self.loop.create_task(self.stage.worker.token(job, force=force))
        self.asked.append((setting, task, self.stage.now))
        self.turn()

    @precondition(lambda self: self.stage.waiting())
    @rule(
        data=st.data(),
        lifetime=st.sampled_from([None, -1.0, 0.0, 1.0, 10.0, 299.0, 300.0, 301.0, 3600.0]),
    )
    def answer(self, data: Any, lifetime: float | None) -> None:
        self.stage.answer(data.draw(st.sampled_from(self.stage.waiting())), lifetime)
        self.turn()

    @precondition(lambda self: self.stage.waiting())
    @rule(data=st.data())
    def refuse(self, data: Any) -> None:
        self.stage.refuse(data.draw(st.sampled_from(self.stage.waiting())))
        self.turn()

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), at_once=st.booleans())
    def cancel(self, data: Any, at_once: bool) -> None:
        task = data.draw(st.sampled_from(self.asked))[1]
        task.cancel()
        self.cancelled.add(task)
        if not at_once:
            self.turn()

    @rule(seconds=st.sampled_from([0.5, 0.9, 1.0, 9.0, 10.0, 29.0, 30.0, 270.0, 300.0, 3600.0]))
    def wait(self, seconds: float) -> None:
        self.stage.now += seconds

    @rule(seconds=st.sampled_from([1.0, 60.0, 299.0, 301.0, 7200.0]))
    def set_the_clock_back(self, seconds: float) -> None:
        self.stage.now -= seconds

    @precondition(lambda self: self.served)
    @rule(data=st.data())
    def reject(self, data: Any) -> None:
        use = data.draw(st.sampled_from(self.served))
        self.stage.worker.invalidate(use, API_REJECTED)
        self.dead.add(use.token.value.reveal())

    @rule(environment=st.sampled_from([None, "dev", "staging", "nowhere"]))
    def clear(self, environment: str | None) -> None:
        self.stage.worker.clear(environment)
        gone = [one for one in SETTINGS if environment in (None, one.environment)]
        identities = {one.identity for one in gone}
        self.dead |= {value for value, made in self.stage.minted.items() if made in identities}
        # What is under way for them is not kept either.
        self.stage.disown(identities)

    @invariant()
    def there_is_one_exchange_for_a_key_at_a_time(self) -> None:
        owned = Counter(call.identity for call in self.stage.waiting() if not call.disowned)
        assert all(number == 1 for number in owned.values()), owned

    @invariant()
    def no_exchange_goes_on_for_nobody(self) -> None:
        wanted = {setting.identity for setting, task, _ in self.asked if not task.done()}
        assert {call.identity for call in self.stage.waiting()} <= wanted

    @invariant()
    def nothing_disowned_is_kept(self) -> None:
        kept = {token.value.reveal() for _, token in self.stage.cache.tokens()}
        assert not kept & (self.dead | self.stage.disowned_tokens)

    @invariant()
    def what_began_to_be_fetched_is_told_to_have_ended(self) -> None:
        assert self.stage.waiting() or not self.stage.fetching()


TestTokenMachine = TokenMachine.TestCase
TestTokenMachine.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
