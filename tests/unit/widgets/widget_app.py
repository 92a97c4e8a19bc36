"""An application for one widget, and values for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import Exchange, Failure, FailureKind, Purpose, Timing
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.secret import Secret
from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.panes.edged_pane import EdgedPane

COLORS = {
    f"{group}-{name}": "#88aacc"
    for group, names in {
        "method": ("get", "post", "put", "patch", "delete", "other"),
        "status": ("1xx", "2xx", "3xx", "4xx", "5xx"),
        "syntax": ("key", "string", "number"),
    }.items()
    for name in names
}

HOSTILE = (
    "\x1b[31mred\x1b]0;owned\x07 \x9b2J \u202egnp.exe [/x] [@click=app.quit]x[/] [INFO]"
    " \ud800 a\r\nb e" + "\u0301" * 50
)
LONG = "x" * 1_000_000


class Bench(App[None]):
    """Shows widgets and keeps what they post."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.animation_level = "none"
        self.widgets = widgets
        self.posted: list[Message] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults() | COLORS

    def compose(self) -> ComposeResult:
        yield from self.widgets

    async def _dispatch_message(self, message: Message) -> None:
        self.posted.append(message)
        await super()._dispatch_message(message)

    def heard(self, kind: type[Any]) -> list[Any]:
        """The messages of a kind that were posted."""
        return [message for message in self.posted if isinstance(message, kind)]


def lines_of(widget: Widget) -> list[str]:
    """What a widget draws, line by line; above a pane, what its edge says."""
    if not isinstance(widget, EdgedPane):
        return [strip.text.rstrip() for strip in strips_of(widget)]
    left = widget.styles.padding.left
    title = f"{widget.edge.name} {widget.edge.text}"
    return [title, *(strip.crop(left).text.rstrip() for strip in strips_of(widget))]


def strips_of(widget: Widget) -> Sequence[Strip]:
    """What a widget draws, border and all."""
    return widget.render_lines(widget.outer_size.region)


def exchange(
    number: int = 1,
    *,
    purpose: Purpose = Purpose.API,
    url: str = "http://127.0.0.1:8080/v2/orders",
    status: int | None = 200,
    reason: str = "",
    body: bytes = b'{"orders":[1.0,2]}',
    failure: str = "",
    method: str = "GET",
) -> Exchange:
    """An exchange."""
    response = None
    if status is not None:
        fields = (("Content-Type", "application/json"),)
        response = ResponseMessage(status, "", "HTTP/1.1", fields, content=body, size=len(body))
    return Exchange(
        id=number,
        send_id=number,
        purpose=purpose,
        environment="dev",
        reason=reason,
        request=RequestMessage(
            method,
            url,
            (FieldLine("Authorization", Secret("Bearer CANARY-token", "Bearer ••••••")),),
            TextContent("a=1") if method == "POST" else None,
        ),
        response=response,
        failure=Failure(FailureKind.REFUSED, failure) if failure else None,
        timing=Timing(88.4, connect=1, first_byte=80),
        started_at=1_700_000_000.0,
    )


def entry(number: int = 1, kind: EntryKind = EntryKind.API, **more: Any) -> ConsoleEntry:
    """A console entry with an exchange."""
    purpose = Purpose.TOKEN if kind is EntryKind.TOKEN else Purpose.API
    made = exchange(number, purpose=purpose, **more)
    return ConsoleEntry(1_700_000_000.0, number, "dev", kind, exchange=made)


def note(text: str, kind: EntryKind = EntryKind.NOTE, number: int = 1) -> ConsoleEntry:
    """A console entry without an exchange."""
    return ConsoleEntry(1_700_000_000.0, number, "dev", kind, message=text)
