"""Parts of a hidden widget that are made after the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from outrider.terminal.app.startup import WARM_UP_AFTER, StartupApp

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # Not a node by itself: Textual would take the styles of its first base for the widget's own.
    Widget = object


class DeferredCompose(Widget):
    """A widget that is hidden at first: its parts are there soon after the start, or when asked.

    A subclass yields them in :meth:`compose_deferred`, and awaits :meth:`compose_now` before it
    shows them.
    """

    _holds_back = False

    def compose_deferred(self) -> ComposeResult:
        """What :meth:`compose` would yield."""
        yield from ()

    def compose(self) -> ComposeResult:
        """Nothing while the program starts."""
        self._holds_back = isinstance(self.app, StartupApp) and self.app.starting
        if self._holds_back:
            self.set_timer(WARM_UP_AFTER, self.compose_now)
        else:
            yield from self.compose_deferred()

    async def compose_now(self) -> None:
        """Makes the parts, unless they are there."""
        if self._holds_back:
            self._holds_back = False
            await self.recompose()
