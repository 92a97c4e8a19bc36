"""Shows the send under way, or what came of the last one: in the response and on the button."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from outrider.widgets.request.send_button import SendButton
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.workbench.sending.send_controller import SendController

UNNOTICED = 0.03
"""Seconds for which nobody misses a sign that a send is under way."""


class OutcomeView:
    """What is seen of the sends of the request that is shown.

    Args:
        screen: has the response and the button.
        sending: knows what is sent.
    """

    def __init__(self, screen: Screen[Any], sending: SendController) -> None:
        self._screen = screen
        self._sending = sending
        self._counting: Timer | None = None

    def show(self) -> None:
        """Shows it as it is now."""
        panel = self._screen.query_one(ResponsePanel)
        under_way = self._sending.under_way
        if self._counting is not None:
            self._counting.stop()
            self._counting = None
        if under_way is None or panel.outcome is not self._sending.outcome:
            panel.show(self._sending.outcome)
        button = self._screen.query_one(SendButton)
        button.show_sending(under_way is not None, patience=UNNOTICED)
        if under_way is not None:
            label = f"Sending in {under_way.environment}" if under_way.environment else "Sending"
            panel.show_waiting(label, under_way.started, patience=UNNOTICED)
            self._counting = self._screen.set_interval(1.0, panel.tick)
