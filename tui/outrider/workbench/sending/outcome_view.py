"""Shows the send under way, or what came of the last one: in the response and on the button."""

from __future__ import annotations

from textual.timer import Timer

from outrider.engine.events import EnvironmentActivated
from outrider.widgets.request.send_button import SendButton
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.sending.running_sends import RunningSend
from outrider.workbench.sending.send_controller import SendController

UNNOTICED = 0.03
"""Seconds for which nobody misses a sign that a send is under way."""


class OutcomeView:
    """What is seen of the sends of the request that is shown.

    Args:
        context: of the screen that has the response and the button.
        sending: knows what is sent.
    """

    def __init__(self, context: WorkbenchContext, sending: SendController) -> None:
        self._screen = context.screen
        self._sending = sending
        self._counting: Timer | None = None
        context.subscribe(lambda _: self.show_button(), EnvironmentActivated)

    def show_button(self) -> None:
        """Shows whether the button sends or cancels: a send elsewhere hinders none here."""
        button = self._screen.query_one(SendButton)
        button.show_sending(self._sending.runs_here, patience=UNNOTICED)

    def show(self) -> None:
        """Shows it as it is now."""
        panel = self._screen.query_one(ResponsePanel)
        under_way = self._sending.under_way
        if self._counting is not None:
            self._counting.stop()
            self._counting = None
        outcome = self._sending.outcome
        if under_way is not None and under_way.live.outcome is not None:
            outcome = under_way.live.outcome
        if under_way is None or panel.outcome is not outcome:
            panel.show(outcome)
        self.show_button()
        if under_way is not None:
            self._say_waiting(panel, under_way, UNNOTICED)
            self._counting = self._screen.set_interval(1.0, self._tick)

    def _say_waiting(
        self, panel: ResponsePanel, under_way: RunningSend, patience: float = 0.0
    ) -> None:
        label = f"Sending in {under_way.environment}" if under_way.environment else "Sending"
        facts = None
        if under_way.live.is_receiving:
            label, facts = "Receiving", under_way.live.facts
        panel.show_waiting(label, under_way.started, patience=patience, facts=facts)

    def _tick(self) -> None:
        """Counts, and shows what came of a body that takes its time."""
        panel = self._screen.query_one(ResponsePanel)
        under_way = self._sending.under_way
        if under_way is not None and under_way.live.renew():
            panel.show(under_way.live.outcome)
        if under_way is not None and under_way.live.is_receiving:
            self._say_waiting(panel, under_way)
        panel.tick()
