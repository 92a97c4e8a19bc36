"""A small program on the shell, for the tests of the shell itself.

Keys: alt+1 by priority, ctrl+t raises, ctrl+w raises in a worker, ctrl+d in a thread, ctrl+b blocks
the loop, ctrl+e opens an editor, ctrl+r draws past the widgets, ctrl+q quits.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import time
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from outrider.terminal.app.leader_key import LeaderChanged, LeaderChoice
from outrider.terminal.app.terminal_app import TerminalApp, run_app


class Careless(Widget):
    """Lets through whatever it is given, as a widget with a fault would."""

    DEFAULT_CSS = "Careless { height: 1; }"

    def render_line(self, y: int) -> Strip:
        return Strip([Segment("careless \x1b]0;pwned\x07\x1b[2J\x9b31m\u202eright")])


class Slow(Screen[None]):
    """Takes its time to be there, as a real one does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "type", priority=True)]

    def compose(self) -> ComposeResult:
        yield Input()
        yield Static("ready", markup=False)

    async def _on_compose(self, event: events.Compose) -> None:
        await asyncio.sleep(0.3)
        await super()._on_compose(event)

    def action_type(self) -> None:
        self.query_one(Input).insert_text_at_cursor("F9")


class Tiny(TerminalApp):
    """Shows what it gets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+1", "app.say('alt one')", priority=True),
        Binding("ctrl+t", "app.break_here", priority=True),
        Binding("ctrl+w", "app.break_worker", priority=True),
        Binding("ctrl+d", "app.break_thread", priority=True),
        Binding("ctrl+b", "app.block", priority=True),
        Binding("ctrl+e", "app.edit", priority=True),
        Binding("ctrl+f", "app.flood", priority=True),
        Binding("ctrl+k", "app.break_unseen", priority=True),
        Binding("ctrl+o", "app.hang", priority=True),
        Binding("ctrl+y", "app.copy_it", priority=True),
        Binding("ctrl+r", "app.show_something_else", priority=True),
    ]

    def compose(self) -> ComposeResult:
        yield Static("nothing yet", id="said", markup=False)
        yield Static("", id="choices", markup=False)
        yield Careless()
        yield Input()
        yield Static("ready", markup=False)

    def on_mount(self) -> None:
        # The focus is given by Textual, when the first screen has been drawn.
        if os.environ.get("TINY_SLOW_START"):
            self.push_screen(Slow())

    def on_hangup(self) -> None:
        with Path(os.environ["TINY_DRAFT"]).open("a") as file:
            file.write(f"draft: {self.query_one(Input).value}\n")

    def leader_choices(self) -> tuple[LeaderChoice, ...]:
        return (
            LeaderChoice("2", "second", "say('second chosen')"),
            LeaderChoice("?", "help", "say('help')"),
        )

    def on_leader_changed(self, message: LeaderChanged) -> None:
        words = [f"{one.key} {one.label}" for one in message.choices]
        self.query_one("#choices", Static).update(", ".join(words) or "no choices")

    def action_say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def action_break_here(self) -> None:
        client_secret = "canary-secret"
        raise ValueError(f"with {client_secret}")

    def action_break_worker(self) -> None:
        self.run_worker(self._break(), exit_on_error=True)

    async def _break(self) -> None:
        self.action_break_here()

    def action_break_thread(self) -> None:
        threading.Thread(target=self.action_break_here).start()

    async def action_break_unseen(self) -> None:
        task = asyncio.create_task(self._break())
        await asyncio.sleep(0.05)
        del task
        gc.collect()
        self.action_say("let go")

    async def action_hang(self) -> None:
        self.hanging = asyncio.create_task(asyncio.to_thread(time.sleep, 3600))
        self.action_say("hanging")

    def action_block(self) -> None:
        self.action_say("blocked")
        self.call_after_refresh(lambda: time.sleep(3600))

    async def action_edit(self) -> None:
        path = Path(os.environ["TINY_DRAFT"])
        self.action_say(await self.suspend_for_editor(path, 3) or "edited")

    def action_copy_it(self) -> None:
        self.action_say(self.copy(self.query_one(Input).value * 1000))

    def action_show_something_else(self) -> None:
        self._display(self.screen, Text("something else"))

    def action_flood(self) -> None:
        self.set_interval(0.01, lambda: self.action_say(f"flood {time.monotonic()} " * 30))


if __name__ == "__main__":
    sys.exit(run_app(Tiny()))
