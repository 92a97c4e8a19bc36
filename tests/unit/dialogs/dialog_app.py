"""An application that asks one thing."""

from __future__ import annotations

from typing import Any

from tests.unit.widgets.widget_app import Bench
from textual.screen import ModalScreen

PENDING = "pending"


class Asking(Bench):
    """Pushes a dialog and keeps its result."""

    def __init__(self, dialog: ModalScreen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.result: Any = PENDING

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.keep)

    def keep(self, result: Any) -> None:
        self.result = result
