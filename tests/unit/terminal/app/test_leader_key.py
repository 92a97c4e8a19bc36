from __future__ import annotations

from typing import Any, ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from outrider.terminal.app.leader_key import LeaderApp, LeaderChanged, LeaderChoice, LeaderKey

SECOND = LeaderChoice("2", "second", "environment(2)")
HELP = LeaderChoice("?", "help", "app.help")
WIDER = LeaderChoice("right", "wider", "environment(3)", repeats=True)
NARROWER = LeaderChoice("left", "narrower", "environment(4)", repeats=True)


class Place(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[object] = []
        self.repeating: list[bool] = []
        self.seen: list[tuple[tuple[LeaderChoice, ...], str]] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def action_environment(self, number: int) -> None:
        self.done.append(number)

    def on_leader_changed(self, message: LeaderChanged) -> None:
        self.repeating.append(message.repeating)
        self.seen.append((message.choices, message.refused))


class Dialog(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input()


class Host(LeaderApp):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "app.leader", priority=True, id="leader"),
        Binding("ctrl+r", "app.help", priority=True),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.place = Place()

    def on_mount(self) -> None:
        self.push_screen(self.place)

    def leader_choices(self) -> tuple[LeaderChoice, ...]:
        softly = LeaderChoice("q", "on the app", "quit_softly")
        return (SECOND, HELP, softly, WIDER, NARROWER)

    def action_help(self) -> None:
        self.place.done.append("help")

    def action_quit_softly(self) -> None:
        self.place.done.append("softly")


def test_a_choice_is_taken_by_its_key_or_by_its_character() -> None:
    leader = LeaderKey()
    leader.start((SECOND, HELP), "ctrl+g")
    assert leader.press("question_mark", "?") == HELP
    assert not leader.waiting


@pytest.mark.parametrize("key", ["escape", "ctrl+g", "x"])
def test_any_other_key_ends_the_waiting(key: str) -> None:
    leader = LeaderKey()
    leader.start((SECOND,), "ctrl+g")
    assert leader.press(key) is None
    assert not leader.waiting


async def test_the_next_key_runs_an_action_and_types_nothing() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+g", "2", "b", "ctrl+g", "question_mark", "ctrl+g", "q")
        assert app.place.done == [2, "help", "softly"]
        assert app.place.query_one(Input).value == "ab"


async def test_the_screen_is_told_what_can_be_pressed_and_what_was_refused() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+g", "ctrl+r")
        await pilot.pause()
        assert app.place.seen == [(app.leader_choices(), ""), ((), "ctrl+r")]
        # The key that stood for nothing did not do its own work either.
        assert app.place.done == []


@pytest.mark.parametrize("key", ["escape", "ctrl+g"])
async def test_it_is_cancelled_without_a_word(key: str) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+g", key, "2")
        await pilot.pause()
        assert app.place.seen[-1] == ((), "")
        assert app.place.done == []
        assert app.place.query_one(Input).value == "2"


async def test_a_remapped_leader_cancels_itself_too() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.set_keymap({"leader": "f9"})
        await pilot.press("f9", "f9", "f9", "2")
        assert app.place.done == [2]
        await pilot.press("f9", "ctrl+g")
        assert not app.leader.waiting


async def test_a_dialog_keeps_its_keys() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await app.push_screen(Dialog())
        await pilot.press("ctrl+g", "2")
        assert not app.leader.waiting
        assert app.screen.query_one(Input).value == "2"


def _waits(app: Host) -> bool:
    return app.leader.waiting


async def test_after_a_key_that_repeats_the_leader_stays_for_others_that_do() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+g", "right", "right", "left")
        assert app.place.done == [3, 3, 4]
        assert _waits(app)
        # Any other key ends it and means what it always does.
        await pilot.press("2")
        assert app.place.done == [3, 3, 4]
        assert app.place.query_one(Input).value == "2"
        assert not _waits(app)
        await pilot.press("right")
        assert app.place.done == [3, 3, 4]


@pytest.mark.parametrize(("key", "seen"), [("ctrl+r", ["help"]), ("ctrl+g", []), ("escape", [])])
async def test_keys_that_end_it_do_what_they_do(key: str, seen: list[str]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+g", "right", key)
        assert app.place.done == [3, *seen]
        assert app.leader.waiting is (key == "ctrl+g")
        assert not app.leader.repeating
        if key == "ctrl+g":
            # It waits anew, for everything.
            await pilot.press("2")
            assert app.place.done == [3, 2]


async def test_the_screen_is_told_that_only_these_are_waited_for() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+g", "right", "left", "x")
        assert app.place.repeating == [False, True, True, False]
