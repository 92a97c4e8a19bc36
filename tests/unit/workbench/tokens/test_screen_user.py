"""Who is asked while a send waits is asked once, and is not kept from anything else."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.widgets.widget_app import Bench

from outrider.dialogs.sign_in_dialog import SignInDialog
from outrider.dialogs.text_prompt import TextPrompt
from outrider.oauth.grant_flow import ShowUser
from outrider.workbench.tokens.screen_user import ScreenUser


async def test_a_question_whose_send_is_cancelled_goes_away() -> None:
    app = Bench()
    async with app.run_test() as pilot:
        asking = asyncio.ensure_future(ScreenUser(app, {}).ask("The word", secret=True))
        await pilot.pause()
        assert isinstance(app.screen, TextPrompt)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await pilot.pause()
        assert len(app.screen_stack) == 1


async def test_what_is_done_below_another_dialog_goes_when_that_has_its_answer() -> None:
    app = Bench()
    given_up: list[int] = []
    async with app.run_test() as pilot:
        user = ScreenUser(app, {})
        take_away = user.show(ShowUser("Go", "https://a.test/"), lambda: given_up.append(1), str)
        await pilot.pause()
        assert isinstance(app.screen, SignInDialog)
        asking = asyncio.ensure_future(user.ask("Something else", secret=False))
        await pilot.pause()
        take_away()
        await pilot.pause()
        assert isinstance(app.screen, TextPrompt), "nobody's question is taken away"
        await pilot.press("x", "enter")
        assert await asking == "x"
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert not given_up


async def test_who_leaves_it_gives_up() -> None:
    app = Bench()
    given_up: list[int] = []
    async with app.run_test() as pilot:
        step = ShowUser("Go", "https://a.test/", "C")
        take_away = ScreenUser(app, {}).show(step, lambda: given_up.append(1), str)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert given_up == [1]
        take_away()
        await pilot.pause()
        assert len(app.screen_stack) == 1
