"""Shows what can follow the leader key while it waits."""

from __future__ import annotations

from outrider.screens.key_names import shown_key
from outrider.screens.stage import Stage
from outrider.terminal.leader import LeaderChanged
from outrider.widgets.choice_panel import ChoicePanel, Offer


class Leading:
    """The panel of choices, which is made when it is wanted first.

    Args:
        stage: where it is shown.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._panel: ChoicePanel | None = None

    def changed(self, message: LeaderChanged) -> None:
        """Shows the choices, or hides them; says which key stands for nothing."""
        leader = self._stage.key_of("leader")
        if not message.choices:
            if self._panel is not None:
                self._panel.dismiss()
            if message.refused:
                self._stage.say(f"Nothing is at {leader} {shown_key(message.refused)}.")
            return
        offers = [
            Offer(shown_key(one.key), one.label, one.group) for one in message.choices if one.shown
        ]
        title = f"{shown_key(leader)} and one more key · escape: none"
        if self._panel is None:
            self._panel = ChoicePanel(classes="over")
            self._stage.screen.mount(self._panel)
        self._panel.ask(title, offers)
