"""Where notices stand: above the last line, and over nothing that is being worked on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.geometry import Region
from textual.notifications import Notification, SeverityLevel
from textual.screen import Screen
from textual.widget import Widget

from outrider.terminal.rendering.focus_cursor import HasCursorRow, HasTextCursor
from outrider.textual_internals.textual_app import end_notice, notices_of

MOST_ROWS = 2
"""Rows that notices take, the newest ones at the bottom."""

_BESIDE = 3
"""Cells beside the text of a notice."""

_UNTIL_KEY = 24 * 3600.0
"""Seconds, longer than anybody waits to press a key."""

_STAYING = {"warning", "error"}


@runtime_checkable
class KeepsClear(Protocol):
    """A screen with parts that are always read."""

    def kept_clear(self) -> Iterator[Region]:
        """The parts over which no notice may stand."""


class NoticeApp(App[int]):
    """An App whose notices are never in the way, and go when they have been seen."""

    CSS = f"""
    ToastRack {{ margin-bottom: 1; max-height: {MOST_ROWS}; overflow-y: hidden; }}
    Toast {{
        width: auto;
        max-width: 100%;
        max-height: {MOST_ROWS};
        margin-top: 0;
        padding: 0 1;
        background: $surface;
        color: $foreground;
    }}
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._seen_from: dict[str, float] = {}

    def on_mount(self) -> None:
        """Another screen has other parts that are to be seen."""
        self.screen_change_signal.subscribe(self, self._screen_changed)

    def _screen_changed(self, _: Screen[Any]) -> None:
        if notices_of(self):
            self.call_after_refresh(self.place_notices)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Says something in passing; what went wrong stays until a key is pressed.

        Args:
            message: what is said.
            title: stands before it.
            severity: what is no information stays.
            timeout: seconds for which it is there at least; Textual's own without them.
            markup: Textual's; nothing that is said is markup.
        """
        del markup
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        if severity in _STAYING:
            # The next key may come before it could be read.
            self._seen_from[message] = time.monotonic() + seconds
            seconds = _UNTIL_KEY
        super().notify(message, title=title, severity=severity, timeout=seconds, markup=False)
        # Behind the message with which Textual takes it, before it is drawn.
        self.call_later(self.place_notices)

    async def on_event(self, event: events.Event) -> None:
        """A key ends what was there long enough; the cursor may be elsewhere after it."""
        is_key = isinstance(event, events.Key) and not event.is_forwarded
        if is_key and self._seen_from:
            self._end_seen()
        await super().on_event(event)
        if (is_key or isinstance(event, events.Resize)) and notices_of(self):
            self.call_after_refresh(self.place_notices)

    def _end_seen(self) -> None:
        now = time.monotonic()
        seen = {message for message, since in self._seen_from.items() if since <= now}
        for notice in [one for one in notices_of(self) if one.message in seen]:
            end_notice(self, notice)
        for message in seen:
            del self._seen_from[message]

    def _fitting(self, width: int) -> list[Notification]:
        """The notices for which there is room; the oldest go, what went wrong after the others."""
        notices = notices_of(self)
        while len(notices) > 1 and sum(_rows(one, width) for one in notices) > MOST_ROWS:
            *older, _ = notices
            gone = next((one for one in older if one.severity not in _STAYING), older[0])
            notices.remove(gone)
            end_notice(self, gone)
        return notices

    def place_notices(self) -> None:
        """Puts the notices as low as they cover neither a cursor nor what is always read."""
        screen = self.screen
        racks = screen.query("ToastRack")
        width, height = screen.size
        notices = self._fitting(width)
        if not racks or not notices:
            return
        rows = min(sum(_rows(one, width) for one in notices), MOST_ROWS)
        across = min(max(cell_len(one.message) + _BESIDE for one in notices), width)
        kept = list(_kept_clear(screen))
        free = (
            bottom
            for bottom in range(1, max(height - rows, 2))
            if not any(
                Region(width - across, height - bottom - rows, across, rows).overlaps(one)
                for one in kept
            )
        )
        margin = (0, 0, next(free, 1), 0)
        for rack in racks:
            if rack.styles.margin != margin:
                rack.styles.margin = margin


def _rows(notice: Notification, width: int) -> int:
    return 1 + (cell_len(notice.message) + _BESIDE > width)


def _kept_clear(screen: Screen[Any]) -> Iterator[Region]:
    if isinstance(screen, KeepsClear):
        yield from screen.kept_clear()
    focused = screen.focused
    if focused is not None:
        yield from _cursor_of(focused)


def _cursor_of(widget: Widget) -> Iterator[Region]:
    """The line of the screen in which keys do something."""
    region = widget.content_region
    if isinstance(widget, HasTextCursor):
        yield Region(region.x, widget.cursor_screen_offset.y, region.width, 1)
    elif isinstance(widget, HasCursorRow):
        row = widget.cursor_row()
        if row is not None:
            yield Region(region.x, region.y + row, region.width, 1)
