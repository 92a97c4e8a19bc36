"""The button says what it does, however quick a send is."""

from __future__ import annotations

from textual.app import App, ComposeResult

from outrider.widgets.request.send_button import SendButton


class ButtonApp(App[None]):
    def compose(self) -> ComposeResult:
        yield SendButton()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        from outrider.terminal.app.textual_themes import theme_variable_defaults

        return theme_variable_defaults()


async def test_a_timer_that_rings_after_the_end_says_nothing() -> None:
    app = ButtonApp()
    async with app.run_test() as pilot:
        button = app.query_one(SendButton)
        button.show_sending(True, patience=0.001)
        (timer,) = button._timers
        # It has rung, and its message is on the way.
        callback = timer._callback
        button.show_sending(False)
        assert callback is not None
        callback()
        await pilot.pause()
        assert not button.sending
        button.show_sending(True, patience=0.001)
        while not button.sending:
            await pilot.pause(0.01)
