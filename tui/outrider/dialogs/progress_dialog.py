"""A box that stands while something goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from outrider.dialogs.dialog import Dialog
from outrider.visible_text import visible_text


class ProgressDialog(Dialog[bool]):
    """Says how far something is; the result is ``None`` where the user would not wait.

    Args:
        words: how far it is; asked twice a second.
        task: what is waited for; it is not cancelled here.
    """

    DEFAULT_CSS = "ProgressDialog Static { height: auto; }"

    def __init__(self, title: str, words: Callable[[], str], task: asyncio.Task[object]) -> None:
        super().__init__(title)
        self._words = words
        self._waited = task

    def compose(self) -> ComposeResult:
        """One line."""
        with self.box(("escape", "cancels")):
            yield Static("", markup=False)

    def on_mount(self) -> None:
        """Waits."""
        self._tell()
        self.set_interval(0.5, self._tell)
        self.run_worker(self._wait())

    async def _wait(self) -> None:
        await asyncio.wait((self._waited,))
        # The user may have gone away, which ends what is waited for.
        if self.is_attached:
            self.finish(True)

    def _tell(self) -> None:
        self.query_one(Static).update(Content(visible_text(self._words())))
