"""What Textual's App and its drivers keep to themselves."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from textual.app import App
from textual.binding import BindingsMap
from textual.driver import Driver
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import Widget


class TextualApp(App[int]):
    """An App that lets its frames and faults be handled, and prints nothing by itself.

    A subclass overrides :meth:`show_frame` and :meth:`handle_fault`.
    """

    # Frames

    def show_frame(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Sends a frame to the terminal: no public method sees one before."""
        super()._display(screen, renderable)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # What Textual calls for each frame.
        self.show_frame(screen, renderable)

    @property
    def sends_frames(self) -> bool:
        """Whether a frame is sent: not while several changes are made as one, nor at the end."""
        return not self._batch_count and self._running and not self._closed

    @property
    def synchronizes(self) -> bool:
        """Whether the terminal has answered that it can show many changes as one."""
        return self._sync_available

    @property
    def driver(self) -> Driver | None:
        """What has the terminal, to write what is no frame."""
        return self._driver

    def _set_pointer_shape(self, shape: str) -> None:
        """Terminals that know nothing of pointers may print the sequence."""

    # Faults and the end

    def handle_fault(self, error: Exception) -> None:
        """Ends the app because of an error that no handler has caught."""
        super()._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        # What Textual calls for an error in a handler, a timer or the drawing.
        self.handle_fault(error)

    def remember_fault(self, error: Exception) -> None:
        """Has ``run_test`` raise the first error, as it does where Textual handles it."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()

    def end_at_once(self, code: int) -> None:
        """Ends with this status; ``exit`` is a message, and waits for those before it."""
        self._return_code = code
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """What Textual prints of an error holds the values of variables: secrets among them."""

    @property
    def running_loop(self) -> AbstractEventLoop | None:
        """The loop of the app while it runs: signals and threads end the app through it."""
        return self._loop

    # Input

    async def _broker_event(self, *_: Any, **__: Any) -> bool:
        """No text is a button: whatever a style says, a click on it runs no action."""
        return False


def restarts_by_itself(driver: Driver) -> bool:
    """Whether stopping and continuing is the driver's: not while the terminal is lent."""
    return driver._auto_restart


def has_parsed_styles(app: App[Any]) -> bool:
    """Whether any style was ever read; ``stylesheet.rules`` would read them now."""
    return bool(app.stylesheet._rules)


def keymap_of(app: App[Any]) -> Mapping[str, str]:
    """The keys that the settings give to ids: Textual takes them, and tells nobody."""
    return app._keymap


def bindings_of(widget: Widget) -> BindingsMap:
    """A widget's own keys as the settings have them: ``active_bindings`` are the focus's only."""
    bindings = widget._bindings.copy()
    if widget.is_attached:
        bindings.apply_keymap(keymap_of(widget.app))
    return bindings


def notices_of(app: App[Any]) -> list[Notification]:
    """The notices that are there: Textual can add and clear, but not list them."""
    return list(app._notifications)


def end_notice(app: App[Any], notice: Notification) -> None:
    """Takes one notice away: Textual's public way takes them all."""
    for holder in app.screen.query("ToastHolder"):
        # Textual takes the notice out of it, and leaves its row.
        if holder.id and holder.id.endswith(notice.identity):
            holder.remove()
    app._unnotify(notice)
