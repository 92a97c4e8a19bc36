"""Keys that arrive together are typed where they would be typed one by one."""

import asyncio
import time
from collections.abc import Callable

import pytest
from tests.patience import PATIENCE
from textual import events
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from outrider.terminal.app import type_ahead
from outrider.terminal.app.type_ahead import CALM, TypeAheadApp


class TwoFields(TypeAheadApp):
    def compose(self) -> ComposeResult:
        yield Input(id="first", select_on_focus=False)
        yield Input(id="second", select_on_focus=False)

    def values(self) -> tuple[str, str]:
        return (self.query_one("#first", Input).value, self.query_one("#second", Input).value)


def burst(app: TwoFields, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Waits until something is so."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        await pilot.pause()


async def test_what_is_typed_behind_a_tab_lands_in_the_next_field() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "a", "b", "tab", "c", "d", "shift+tab", "e", "tab", "f")
        await until(pilot, lambda: app.values() == ("abe", "cdf"))


async def test_a_key_that_nobody_answers_for_holds_nothing_up() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.query_one("#first", Input).focus()
        burst(app, "a", "f7", "b", "escape", "c")
        await until(pilot, lambda: app.values() == ("abc", ""))


async def test_a_paste_keeps_its_place_in_the_row() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "a", "tab")
        app.post_message(events.Paste("pasted"))
        burst(app, "x")
        await until(pilot, lambda: app.values() == ("a", "pastedx"))


class Acting(TwoFields):
    BINDINGS = [("ctrl+r", "act", "Act")]  # noqa: RUF012 - as Textual declares it

    def __init__(self) -> None:
        super().__init__()
        self.seen = ""

    def action_act(self) -> None:
        self.seen = self.values()[0]


async def test_a_key_that_acts_sees_what_was_typed_before_it() -> None:
    app = Acting()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "a", "b", "c", "ctrl+r", "d")
        await until(pilot, lambda: app.values() == ("abcd", ""))
        assert app.seen == "abc"


async def test_a_key_that_acts_sees_what_was_pasted_before_it() -> None:
    app = Acting()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.post_message(events.Paste("pasted"))
        burst(app, "ctrl+r")
        await until(pilot, lambda: app.seen == "pasted")


async def test_a_key_that_is_kept_when_the_program_ends_goes_nowhere() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        app._wait_for_it()
        app.post_message(events.Key("x", "x"))
        await pilot.pause()
        app._behind.append(events.Key("y", "y"))
        app._busy, turn = True, app._turn
    assert app.screen_stack == []
    await app._done(turn)


class Asked(ModalScreen[None]):
    """Goes with any key that nobody types."""

    BINDINGS = [("escape", "app.pop_screen", "Leave")]  # noqa: RUF012 - as Textual declares it

    def compose(self) -> ComposeResult:
        yield Input(id="asked")


async def test_a_key_whose_receiver_is_gone_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Whoever waits until the patience is at its end waits for ever.
    monkeypatch.setattr(type_ahead, "PATIENCE", 3600)
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.push_screen(Asked())
        await pilot.pause()
        burst(app, "escape")
        # The dialog is gone before anybody asks whether the key is done.
        await asyncio.sleep(CALM / 2)
        burst(app, "a", "b")
        await until(pilot, lambda: app.values() == ("ab", ""))


async def test_nobody_is_asked_before_the_key_has_had_its_time() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "f7")
        await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)
        assert app._way
        await asyncio.sleep(CALM * 3)
        await pilot.pause()
        assert not app._way
        burst(app, "tab", "x")
        await until(pilot, lambda: app.values() == ("", "x"))


class Opening(TwoFields):
    """Opens something to type into, on a machine that gives the program little time."""

    BINDINGS = [("f5", "field"), ("f6", "dialog")]  # noqa: RUF012 - as Textual declares it

    async def busy(self) -> None:
        for _ in range(20):
            time.sleep(0.02)
            await asyncio.sleep(0)

    async def action_field(self) -> None:
        field = Input(id="third")
        await self.mount(field)
        await self.busy()
        field.focus()

    def action_dialog(self) -> None:
        self.screen.run_worker(self.ask())

    async def ask(self) -> None:
        time.sleep(0.1)
        await asyncio.sleep(0)
        await self.push_screen(Asked())


@pytest.mark.parametrize(("key", "field"), [("f5", "#third"), ("f6", "#asked")])
async def test_what_a_slow_machine_opens_gets_all_that_was_typed(key: str, field: str) -> None:
    app = Opening()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, key, "x", "y", "z")
        typed: list[str] = []

        def arrived() -> bool:
            shown = app.screen.query(field).results(Input)
            typed[:] = [*app.values(), *(one.value for one in shown)]
            return sum(map(len, typed)) >= 3

        await until(pilot, arrived)
        assert typed == ["", "", "xyz"]


async def test_work_that_goes_on_keeps_no_key_for_long() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "tab")
        app.screen.run_worker(asyncio.sleep(3600))
        burst(app, "x")
        await until(pilot, lambda: app.values() == ("", "x"))
