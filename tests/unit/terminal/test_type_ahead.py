"""Keys that arrive together are typed where they would be typed one by one."""

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from tui.terminal.type_ahead import TypeAheadApp


class TwoFields(TypeAheadApp):
    def compose(self) -> ComposeResult:
        yield Input(id="first", select_on_focus=False)
        yield Input(id="second", select_on_focus=False)

    def values(self) -> tuple[str, str]:
        return (self.query_one("#first", Input).value, self.query_one("#second", Input).value)


def burst(app: TwoFields, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_what_is_typed_behind_a_tab_lands_in_the_next_field() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "a", "b", "tab", "c", "d", "shift+tab", "e", "tab", "f")
        await pilot.pause(0.6)
        assert app.values() == ("abe", "cdf")


async def test_a_key_that_nobody_answers_for_holds_nothing_up() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.query_one("#first", Input).focus()
        burst(app, "a", "f7", "b", "escape", "c")
        await pilot.pause(0.6)
        assert app.values() == ("abc", "")


async def test_a_paste_keeps_its_place_in_the_row() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        await pilot.pause()
        burst(app, "a", "tab")
        app.post_message(events.Paste("pasted"))
        burst(app, "x")
        await pilot.pause(0.6)
        assert app.values() == ("a", "pastedx")


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
        await pilot.pause(0.6)
        assert app.seen == "abc"
        assert app.values() == ("abcd", "")


async def test_a_key_that_acts_sees_what_was_pasted_before_it() -> None:
    app = Acting()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.post_message(events.Paste("pasted"))
        burst(app, "ctrl+r")
        await pilot.pause(0.6)
        assert app.seen == "pasted"


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
