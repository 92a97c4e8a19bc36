"""The keys below an error: one line, and the step's can be clicked."""

from __future__ import annotations

from tests.unit.widgets.widget_app import Bench
from textual.app import ComposeResult

from outrider.widgets.response.step_bar import StepBar


class Barred(Bench):
    """A bar, and how often its step was clicked."""

    clicks = 0

    def compose(self) -> ComposeResult:
        yield StepBar()

    def on_step_bar_clicked(self) -> None:
        self.clicks += 1


async def test_it_is_seen_while_there_is_a_step_and_only_the_step_can_be_clicked() -> None:
    app = Barred()
    async with app.run_test(size=(80, 5)) as pilot:
        bar = app.query_one(StepBar)
        assert not bar.display or not bar.has_class("-step")
        bar.show([("e", 'Define "a\x1b[31m"'), ("^R", "Send again")])
        await pilot.pause()
        assert "\x1b" not in str(bar.render())
        assert "Send again" in str(bar.render())
        await pilot.click(StepBar, offset=(3, 0))
        await pilot.click(StepBar, offset=(30, 0))
        assert app.clicks == 1
        bar.show([])
        await pilot.pause()
        assert not bar.region
