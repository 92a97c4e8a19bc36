"""The console: every exchange and every decision, newest at the bottom."""

from __future__ import annotations

from enum import StrEnum

from textual.timer import Timer

from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.toolkit.key_bindings import key, with_ids
from outrider.toolkit.value_message import ValueMessage
from outrider.widgets.console.console_list import ConsoleList

REVEALED_FOR = 5.0
"""Seconds for which secrets are shown in clear."""


class ConsoleRequest(StrEnum):
    """What the console cannot do by itself."""

    CURL = "curl"
    REVEALED_CURL = "revealed_curl"
    REQUEST = "request"
    SAVE = "save"
    CLEAR = "clear"
    NO_TOKEN = "no_token"


class ConsolePanel(ConsoleList):
    """What can be done with the entries of a :class:`ConsoleList`."""

    DEFAULT_CSS = """
    ConsolePanel {
        height: 1fr;
        padding: 0 0 0 1;
    }
    """
    BINDINGS = with_ids(
        "console",
        key("enter,space", "choose", "Open", "Open the entry: headers and bodies"),
        key("u", "ask('curl')", "curl", "Copy as curl, secrets masked"),
        key("K", "turn('kind')", "Kind", "Filter by kind: token, API or notes", name="kinds"),
        key("L", "turn('level')", "Level", "Filter by level: warnings or errors", name="levels"),
        key(
            "E",
            "turn('environment')",
            "Environment",
            "Show the next environment only",
            name="environments",
        ),
        key("t", "token", "Token", "Go to the related token or API entry"),
        key("r", "ask('request')", "Request", "Open the request that was sent"),
        key("v", "reveal", "Reveal", "Show secrets for 5 s"),
        key("y", "copy", "Copy", "Copy the line, or the open entry"),
        key("Y", "copy_value", "Copy value", "Copy the header's value, URL or body"),
        key(
            "U",
            "ask('revealed_curl')",
            "curl, unmasked",
            "Copy as curl, unmasked",
            name="revealed_curl",
        ),
        key("s", "ask('save')", "Save", "Save as text, JSON, HAR or curl"),
        key("c", "ask('clear')", "Clear", "Clear the console"),
    )

    class CopyRequested(ValueMessage):
        """The user wants a text in the clipboard.

        Attributes:
            text: with secrets in clear only while they are shown so.
            reveals: they are.
        """

        text: str
        reveals: bool = False

    class ConsoleRequested(ValueMessage):
        """Something is wanted, of the entry under the cursor, that takes more than the console."""

        what: ConsoleRequest
        entry: ConsoleEntry | None

    _hide_timer: Timer | None = None

    def action_choose(self) -> None:
        """Opens an entry, or closes it."""
        here = self._here
        if here is None:
            return
        if here.is_open:
            here.close()
        else:
            here.open(self._describe(here.entry, False), self._detail_width)
            self.following = False
        self._refill(here)
        place = self._entries.index_of(here)
        if place is not None:
            self.reveal_block(place, len(here.lines))

    def action_reveal(self) -> None:
        """Shows an entry with its secrets in clear, and hides them again by itself."""
        here = self._here
        if here is None:
            return
        self._hide()
        here.open(self._describe(here.entry, True), self._detail_width, revealed=True)
        self.following = False
        self._refill(here)
        self._hide_timer = self.set_timer(REVEALED_FOR, self._hide)

    def _hide(self) -> None:
        if self._hide_timer is not None:
            self._hide_timer.stop()
            self._hide_timer = None
        revealed = [shown for shown in self._entries if shown.revealed]
        for shown in revealed:
            shown.open(self._describe(shown.entry, False), self._detail_width)
        if revealed:
            self._refill(self._here)

    def action_copy(self) -> None:
        """Passes on the line, or all of an entry that is open."""
        here = self._here
        if here is not None:
            lines = (self._entries.entry_text(here.entry), *here.details)
            self.post_message(self.CopyRequested("\n".join(lines), reveals=here.revealed))

    def action_copy_value(self) -> None:
        """Passes on what is under the cursor: of an entry's own line, its URL or sentence."""
        here = self._here
        if here is None:
            return
        row = self._entries.rows[self.cursor]
        if row.detail >= 0:
            value = here.value_at(row.detail)
        else:
            value = self._entries.address(here.entry) or here.entry.message
        self.post_message(self.CopyRequested(value, reveals=here.revealed and row.detail >= 0))

    def action_token(self) -> None:
        """Goes to the next exchange of the same send: from a send to its token, and back."""
        here = self.selected
        if here is None:
            return
        token = here.kind is not EntryKind.TOKEN
        wanted = EntryKind.TOKEN if token else EntryKind.API
        rows = self._entries.rows
        found = [
            at
            for at, row in enumerate(rows)
            if row.detail < 0
            and row.shown.entry.send_id == here.send_id
            and row.shown.entry.kind is wanted
        ]
        if here.send_id and found:
            before = [at for at in found if at < self.cursor]
            self.move_to(before[-1] if token and before else found[0])
        else:
            self.post_message(self.ConsoleRequested(ConsoleRequest.NO_TOKEN, here))

    def action_ask(self, what: str) -> None:
        """Asks for what the console cannot do by itself."""
        self.post_message(self.ConsoleRequested(ConsoleRequest(what), self.selected))
